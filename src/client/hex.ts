/** Bytes in hexadecimal digits, as they are shown and as somebody types them. */

/** A byte as two digits, in lower case. */
export function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** As `01 02 ff`. */
export function spacedHex(bytes: Uint8Array): string {
  return Array.from(bytes, hexOf).join(" ");
}

/** The bytes that the digits say, with or without spaces between them; or why they say none. */
export function bytesOfHex(text: string): { bytes: Uint8Array<ArrayBuffer> } | { wrong: string } {
  const digits = text.replace(/\s+/g, "");
  const other = /[^\da-f]/iu.exec(digits)?.[0];
  if (other !== undefined) return { wrong: `“${other}” is no hexadecimal digit: those are 0 to 9 and a to f.` };
  if (digits.length % 2 === 1)
    return { wrong: `Two hexadecimal digits make a byte, and of ${digits.length} digits one is left over.` };
  return { bytes: Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16)) };
}
