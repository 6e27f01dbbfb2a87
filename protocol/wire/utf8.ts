/** UTF-8 (RFC 3629), checked across pieces. */

/** The state before the first byte, and after every whole character. */
export const UTF8_START = 0;
/** The state after a byte that cannot be there. */
export const UTF8_BAD = -1;

/**
 * Checks more bytes of a text.
 *
 * The state is a number, so that it can be kept in a checkpoint: how many continuation bytes are to come, and the
 * range of the next one (which is narrower after E0, ED, F0 and F4: overlong forms, surrogates, beyond U+10FFFF).
 * @returns the state to go on with; the text is whole only at `UTF8_START`.
 */
export function checkUtf8(state: number, bytes: Uint8Array, start: number, end: number): number {
  let more = state & 3;
  let low = (state >> 8) & 0xff;
  let high = (state >> 16) & 0xff;
  for (let i = start; i < end; i++) {
    // Most text is ASCII: eight bytes at a time.
    while (more === 0 && i + 8 <= end && isAscii8(bytes, i)) i += 8;
    if (i === end) break;
    const byte = bytes[i]!;
    if (more > 0) {
      if (byte < low || byte > high) return UTF8_BAD;
      more--;
      low = 0x80;
      high = 0xbf;
    } else if (byte >= 0x80) {
      if (byte < 0xc2 || byte > 0xf4) return UTF8_BAD;
      more = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
      high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    }
  }
  return more === 0 ? UTF8_START : more | (low << 8) | (high << 16);
}

function isAscii8(bytes: Uint8Array, i: number): boolean {
  const first = bytes[i]! | bytes[i + 1]! | bytes[i + 2]! | bytes[i + 3]!;
  return (first | bytes[i + 4]! | bytes[i + 5]! | bytes[i + 6]! | bytes[i + 7]!) < 0x80;
}

// A byte order mark is part of the text here: `ws` and browsers hand it on too.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text, or undefined where the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined; // `fatal` has no other way to say it
  }
}

/** The text, with U+FFFD for what is not UTF-8: how servers read HTTP bodies. */
export function decodeUtf8Leniently(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

const encoder = new TextEncoder();

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}
