/** Finds the credentials in a lab's records and covers them, however the heads were cut into records. */
import type { Checkpoint, LogRecord } from "../records.ts";
import { fromBase64, type Side } from "../wire/bytes.ts";
import { HttpReader, type HttpHandler } from "../wire/http.ts";
import type { SavedConnection } from "../wire/layers.ts";
import { savedDecoder } from "./checkpoint.ts";
import { cover, secretsIn, type Range } from "./secrets.ts";

/** A part of a record's bytes. */
interface Piece {
  record: number;
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** Of bytes that came before the first record. */
const EARLIER = -1;

type Found = (record: number, range: Range) => void;

/**
 * The records, with covered copies in the place of those that hold a secret; all others are the same objects.
 *
 * @param checkpoint the decoder's state before them: a head may have begun earlier
 */
export function coverSecrets(records: readonly LogRecord[], checkpoint?: Checkpoint): LogRecord[] {
  const ranges = new Map<number, Range[]>();
  const found: Found = (record, range) => {
    const known = ranges.get(record);
    if (known) known.push(range);
    else ranges.set(record, [range]);
  };
  const stretches = new Map<number, StretchHeads>();
  const open = checkpoint ? savedDecoder(checkpoint, "checkpoint").connections : undefined;
  for (const [conn, connection] of open ?? []) stretches.set(conn, new StretchHeads(found, connection));
  records.forEach((record, i) => {
    if (record.type !== "bytes") return;
    let stretch = stretches.get(record.conn);
    if (!stretch) stretches.set(record.conn, (stretch = new StretchHeads(found)));
    stretch.read(record.from, i, record.bytes);
  });
  for (const stretch of stretches.values()) stretch.close();
  ranges.delete(EARLIER);
  return records.map((record, i) => {
    const secrets = ranges.get(i);
    return secrets && record.type === "bytes" ? { ...record, bytes: cover(record.bytes, secrets) } : record;
  });
}

/** Follows HTTP on one stretch to know which bytes are heads: bodies and frames are left alone. */
class StretchHeads {
  readonly #found: Found;
  readonly #http: HttpReader;
  /** The head that is being read in each direction. */
  readonly #heads: Record<Side, Piece[] | undefined> = { client: undefined, server: undefined };
  /** What the client sent after it had asked for an upgrade and before the answer. */
  #early: Piece[] = [];

  constructor(found: Found, saved?: SavedConnection) {
    this.#found = found;
    this.#http = new HttpReader(saved?.http?.reader);
    if (!saved) return;
    if (!saved.http) this.#http.protocol = "unknown"; // switched, or given up: no heads any more
    for (const from of ["client", "server"] as const) {
      const half = saved.http?.reader[from];
      if (half?.state === "head") this.#heads[from] = [earlier(half.lines.held)];
      else if (half?.state === "lost") this.#heads[from] = [];
    }
    this.#early = saved.early.map(({ bytes }) => earlier(bytes));
  }

  read(from: Side, record: number, bytes: Uint8Array): void {
    this.#read(from, { record, bytes, start: 0, end: bytes.length });
    if (from === "client" || this.#http.waiting) return;
    const early = this.#early;
    this.#early = [];
    for (const piece of early) this.#read("client", piece);
  }

  /** The records end here: what looked like a head so far is one. */
  close(): void {
    for (const from of ["client", "server"] as const) this.#end(from);
    this.#cover(this.#early);
  }

  #read(from: Side, piece: Piece): void {
    if (this.#http.protocol !== null) return;
    const { record, start, end } = piece;
    const bytes = piece.bytes.subarray(start, end);
    /** Where in `bytes` the head that is being read begins. */
    let begin = 0;
    const part = (to: number): Piece => ({ ...piece, start: start + begin, end: start + to });
    const endHead = (at: number) => {
      this.#heads[from]?.push(part(at));
      this.#end(from);
    };
    const handler: HttpHandler = {
      begin: (_, at) => {
        begin = at;
        this.#heads[from] = [];
      },
      request: (_head, _exchange, at) => endHead(at),
      response: (_head, _exchange, at) => endHead(at),
      // Nothing can be read any more, but what comes may still hold secrets: it all counts as one head.
      violation: () => (this.#heads[from] ??= []),
    };
    const used = this.#http.read(from, bytes, handler);
    this.#heads[from]?.push(part(used));
    if (used < bytes.length && this.#http.protocol === null)
      this.#early.push({ record, bytes: piece.bytes, start: start + used, end });
  }

  #end(from: Side): void {
    const head = this.#heads[from];
    this.#heads[from] = undefined;
    if (head) this.#cover(head);
  }

  /** One walk over both, which are in order: a hostile head may be thousands of pieces with thousands of secrets. */
  #cover(pieces: readonly Piece[]): void {
    const secrets = secretsIn(join(pieces));
    let next = 0;
    let offset = 0;
    for (const { record, start, end } of pieces) {
      const length = end - start;
      for (; next < secrets.length && secrets[next]![0] < offset + length; next++) {
        const [from, to] = secrets[next]!;
        this.#found(record, [start + Math.max(from - offset, 0), start + Math.min(to - offset, length)]);
        if (to > offset + length) break; // it goes on in the next piece
      }
      offset += length;
    }
  }
}

function earlier(base64: string): Piece {
  const bytes = fromBase64(base64);
  return { record: EARLIER, bytes, start: 0, end: bytes.length };
}

function join(pieces: readonly Piece[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.bytes.subarray(piece.start, piece.end), at);
    at += piece.end - piece.start;
  }
  return bytes;
}
