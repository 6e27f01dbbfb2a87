/** Where the bytes of an entry stand in the bytes of the entry that carried it. */
import type { Entry } from "../../../protocol/log.ts";

/**
 * What to add to a place in the upper entry's bytes to get the same thing's place in the lower one's. It is negative
 * where only the end of the upper one is in the lower one: a frame that came in two chunks stands on the second. null where
 * the bytes are not there as such: compressed, in base64, or cut short.
 */
export function shiftOf(upper: Entry, lower: Entry): number | null {
  if (upper.bytes.length === 0 || lower.bytes.length === 0) return null;
  if (lower.layer === "websocket") return payloadShift(upper, lower);
  return viewShift(upper.bytes, lower.bytes) ?? foundShift(upper.bytes, lower.bytes);
}

/** A message ends where the payload of its last frame ends, masked or not. */
function payloadShift({ bytes }: Entry, frame: Entry): number | null {
  if (frame.layer !== "websocket" || frame.kind !== "frame") return null;
  const { header, length, rsv, compressed } = frame.data;
  // No byte of a compressed payload is one of the message's.
  if (compressed || rsv !== 0 || frame.bytes.length !== header + length) return null;
  return header + length - bytes.length;
}

/** The decoder hands on views of what it got, where it can: their places say it all, also where bytes repeat. */
function viewShift(upper: Uint8Array, lower: Uint8Array): number | null {
  if (upper.buffer !== lower.buffer) return null;
  const shift = upper.byteOffset - lower.byteOffset;
  return shift >= 0 && shift + upper.length <= lower.length ? shift : null;
}

/** It was put together anew: the first place where all of it stands, else where its end stands. */
function foundShift(upper: Uint8Array, lower: Uint8Array): number | null {
  const last = lower.length - upper.length;
  for (let at = 0; at <= last; at++) if (isAt(upper, lower, at)) return at;
  for (let kept = Math.min(upper.length - 1, lower.length); kept > 0; kept--)
    if (isAt(upper.subarray(upper.length - kept), lower, 0)) return kept - upper.length;
  return null;
}

function isAt(part: Uint8Array, whole: Uint8Array, at: number): boolean {
  return part.every((byte, i) => whole[at + i] === byte);
}
