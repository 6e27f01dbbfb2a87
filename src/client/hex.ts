/** Bytes that somebody types in hexadecimal digits. */

/** The bytes that the digits say, with or without spaces between them; or why they say none. */
export function bytesOfHex(text: string): { bytes: Uint8Array<ArrayBuffer> } | { wrong: string } {
  const digits = text.replace(/\s+/g, "");
  const other = /[^\da-f]/iu.exec(digits)?.[0];
  if (other !== undefined) return { wrong: `“${other}” is no hexadecimal digit: those are 0 to 9 and a to f.` };
  if (digits.length % 2 === 1)
    return { wrong: `Two hexadecimal digits make a byte, and of ${digits.length} digits one is left over.` };
  return { bytes: Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16)) };
}
