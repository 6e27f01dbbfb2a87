/** What compressing did to a message (permessage-deflate, RFC 7692), in one sentence. */
import type { Entry } from "../../../protocol/log.ts";

/**
 * @param entries of the message that the frame is a part of
 * @returns empty for what is no compressed frame
 */
export function compressionOf(frame: Entry, entries: readonly Entry[]): string {
  if (frame.layer !== "websocket" || frame.kind !== "frame" || !frame.data.compressed) return "";
  const frames = entries.filter((entry) => entry.layer === "websocket" && entry.kind === "frame");
  const parts = frames.filter(({ data, from }) => data.compressed && from === frame.from);
  const wire = parts.reduce((sum, { data }) => sum + data.length, 0);
  const plain = parts.find(({ data }) => data.plain !== undefined)?.data.plain;
  const where = parts.length > 1 ? ` in ${parts.length} frames` : "";
  const compressed = `Compressed: ${bytes(wire)} on the wire${where}`;
  return plain === undefined ? `${compressed}; the message goes on.` : `${compressed}, ${bytes(plain)} plain.`;
}

function bytes(length: number): string {
  return length === 1 ? "1 byte" : `${length.toLocaleString("en")} bytes`;
}
