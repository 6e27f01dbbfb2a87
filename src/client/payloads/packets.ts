/** What one packet of Socket.IO was on the wire: a text and, where it has bytes, what came behind it. */
import type { Entry } from "../../../protocol/log.ts";
import { spacedHex } from "../hex.ts";

export interface Part {
  n: number;
  /** `451-0["mirror",…]`, or the bytes in hex. */
  text: string;
  binary: boolean;
}

/** The messages of Engine.IO that carried this packet, in order. Empty where they are not held any more. */
export function partsOf(entries: readonly Entry[], packet: Entry): Part[] {
  const attachments = isBinary(packet) ? packet.data.attachments : 0;
  const carried: Part[] = [];
  for (let i = entries.length - 1; i >= 0 && carried.length <= attachments; i--) {
    const entry = entries[i]!;
    if (entry.n > packet.parent! || entry.client !== packet.client || entry.from !== packet.from) continue;
    if (entry.layer !== "engine.io" || entry.kind !== "message") continue;
    carried.unshift({ n: entry.n, text: textOf(entry.bytes, entry.data.binary), binary: entry.data.binary });
  }
  return carried;
}

function isBinary(entry: Entry) {
  return entry.layer === "socket.io" && (entry.kind === "binary_event" || entry.kind === "binary_ack");
}

/** As in a frame: Engine.IO's digit and what is behind it. */
function textOf(bytes: Uint8Array, binary: boolean): string {
  if (binary) return spacedHex(bytes.subarray(0, 32));
  const text = new TextDecoder().decode(bytes);
  return text.startsWith("4") ? text : `4${text}`;
}
