/**
 * Credentials in the heads of requests and answers. A saved capture is passed around, so their values are covered in
 * it: as many asterisks, which leaves every offset and length as it was.
 */
import { latin1 } from "../wire/bytes.ts";

const CREDENTIALS = new Set(["cookie", "authorization", "proxy-authorization"]);
const NEW_COOKIES = new Set(["set-cookie", "set-cookie2"]);
const ASTERISK = 0x2a;

export type Range = [start: number, end: number];

/**
 * Where the secret values are in a head, or in the part of one that has come. Line by line and without judging them:
 * a head that breaks a rule has its secrets too. Lines may end with LF alone and may be folded (RFC 9112 §5.2).
 */
export function secretsIn(head: Uint8Array): Range[] {
  const secrets: Range[] = [];
  let name = "";
  for (let start = 0; start < head.length;) {
    const newline = head.indexOf(0x0a, start);
    const end = newline < 0 ? head.length : newline;
    const line = latin1(head, start, end);
    const folded = /^[ \t]/.test(line);
    const colon = line.indexOf(":");
    if (!folded) name = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase();
    const value = line.slice(folded ? 0 : colon + 1);
    const range = CREDENTIALS.has(name) ? valueIn(value) : NEW_COOKIES.has(name) ? cookieIn(value, folded) : undefined;
    const offset = end - value.length;
    if (range) secrets.push([offset + range[0], offset + range[1]]);
    start = end + 1;
  }
  return secrets;
}

/** All of it but the space around it. Not by `trim()`, which also takes a byte that means something (0xA0). */
function valueIn(value: string): Range | undefined {
  let [start, end] = [0, value.length];
  while (start < end && isSpace(value[start])) start++;
  while (end > start && isSpace(value[end - 1])) end--;
  return start < end ? [start, end] : undefined;
}

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\r";
}

/** From the first `=` to the attributes: those are what a lesson about cookies shows (RFC 6265 §4.1). */
function cookieIn(value: string, folded: boolean): Range | undefined {
  if (folded) return valueIn(value);
  const semicolon = value.indexOf(";");
  const pair = semicolon < 0 ? value : value.slice(0, semicolon);
  const start = pair.indexOf("=") + 1;
  const range = valueIn(pair.slice(start));
  return range && [start + range[0], start + range[1]];
}

/** A copy with these ranges covered. */
export function cover(bytes: Uint8Array, ranges: readonly Range[]): Uint8Array<ArrayBuffer> {
  const covered = new Uint8Array(bytes);
  for (const [start, end] of ranges) covered.fill(ASTERISK, start, end);
  return covered;
}
