/** Amounts in words, for sentences about the race. */

/** `1,683 bytes`, and from ten thousand on `17 kB`, `73 MB`. */
export function size(bytes: number): string {
  if (bytes >= 1e7) return `${count(Math.round(bytes / 1e6))} MB`;
  if (bytes >= 1e4) return `${count(Math.round(bytes / 1e3))} kB`;
  return times(bytes, "byte");
}

/** `20 requests`, `1 request`, `no requests`. */
export function times(number: number, what: string): string {
  return `${number === 0 ? "no" : count(number)} ${what}${number === 1 ? "" : "s"}`;
}

/** With a comma between the thousands. */
export function count(number: number): string {
  return number.toLocaleString("en");
}
