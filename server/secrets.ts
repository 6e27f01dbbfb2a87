/**
 * Credentials in requests. A lab's log is for everyone who knows the lab's id; the values of Cookie and Authorization
 * are only for whoever sent them. Everyone else gets as many asterisks.
 */

/** One value as it came in, perhaps in several records. */
export interface Secret {
  value: string;
}

/** Where in a record's bytes a secret (or a part of it) is. */
export interface SecretRange {
  start: number;
  end: number;
  secret: Secret;
}

const NAMES = new Set(["cookie", "authorization", "proxy-authorization"]);
const LONGEST_NAME = "proxy-authorization".length;
const ASTERISK = 0x2a;
const [CR, LF, COLON, SPACE, TAB] = [0x0d, 0x0a, 0x3a, 0x20, 0x09];

/** Finds secrets in a request's head as it streams by: heads come in any pieces, and names may be cut in two. */
export class SecretScanner {
  #where: "first line" | "name" | "value" | "other" = "first line";
  #name = "";
  #secret: Secret | undefined;
  /** Nothing but spaces has come of this line's value. */
  #blank = true;

  /** A new request begins. */
  reset(): void {
    this.#where = "first line";
    this.#name = "";
    this.#secret = undefined;
  }

  /** @returns the secrets in these next bytes of a head; undefined for none, which is the common case. */
  scan(bytes: Buffer): SecretRange[] | undefined {
    let found: SecretRange[] | undefined;
    let at = 0;
    while (at < bytes.length) {
      if (this.#where === "name") at = this.#readName(bytes, at);
      else if (this.#where === "value") {
        const end = this.#endOfLine(bytes, at);
        const range = this.#readValue(bytes, at, end);
        if (range) (found ??= []).push(range);
        at = end;
      } else {
        at = this.#endOfLine(bytes, at);
      }
      if (bytes[at] === LF && this.#where !== "name") {
        this.#where = "name";
        this.#name = "";
        at++;
      }
    }
    return found;
  }

  /** The offset of the next LF, or the end. */
  #endOfLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(LF, at);
    return end < 0 ? bytes.length : end;
  }

  #readName(bytes: Buffer, at: number): number {
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#name === "" && (byte === SPACE || byte === TAB)) {
        // A folded line (RFC 9112 §5.2) goes on with the value before it.
        this.#where = this.#secret ? "value" : "other";
        this.#blank = true;
        return at;
      }
      if (byte === COLON) {
        this.#secret = NAMES.has(this.#name.toLowerCase().trimEnd()) ? { value: "" } : undefined;
        this.#where = this.#secret ? "value" : "other";
        this.#blank = true;
        return at + 1;
      }
      if (byte === LF) {
        this.#name = "";
        return at + 1;
      }
      // Longer names are none of ours: cut, so that an endless line is no endless string.
      if (this.#name.length <= LONGEST_NAME) this.#name += String.fromCharCode(byte);
    }
    return at;
  }

  #readValue(bytes: Buffer, at: number, end: number): SecretRange | undefined {
    const secret = this.#secret!;
    let start = at;
    if (this.#blank) while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
    let stop = end;
    if (stop > start && bytes[stop - 1] === CR) stop--;
    if (start === stop) return undefined;
    this.#blank = false;
    secret.value += bytes.toString("latin1", start, stop);
    return { start, end: stop, secret };
  }
}

/** The bytes as a viewer may see them, who has sent these `known` values itself. */
export function cover(bytes: Uint8Array, ranges: readonly SecretRange[], known: ReadonlySet<string>): Uint8Array {
  const covered = Buffer.from(bytes);
  for (const { start, end, secret } of ranges) if (!known.has(secret.value)) covered.fill(ASTERISK, start, end);
  return covered;
}
