/**
 * One write a turn: what a turn of the event loop writes to a connection leaves as one piece. A broadcast, an
 * acknowledgement and the next event to the same client cost one system call, and the log one record.
 */

interface Sender {
  /** Hands on what was written in this turn. */
  flush(): void;
}

let waiting: Sender[] = [];

/** Calls `sender.flush()` once this turn's callbacks have run. */
export function flushAfterTurn(sender: Sender): void {
  if (waiting.push(sender) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const senders = waiting;
  waiting = [];
  for (const sender of senders) sender.flush();
  joined = undefined;
}

/** A piece as a socket's stream has it: text stays text until it leaves. */
export interface Piece {
  chunk: Buffer | string;
  encoding: BufferEncoding;
}

export function toBytes({ chunk, encoding }: Piece): Buffer {
  return typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
}

let joined: { first: Buffer | string; second: Buffer | string; bytes: Buffer } | undefined;

/**
 * The pieces as one buffer. A broadcast gives every connection the same two (a frame's header and its payload): within
 * a turn they are joined once, so that 300 receivers hold one buffer, not 300 copies.
 */
export function join(pieces: readonly Piece[]): Buffer {
  if (pieces.length !== 2) return Buffer.concat(pieces.map(toBytes));
  const [first, second] = pieces as [Piece, Piece];
  if (joined?.first !== first.chunk || joined.second !== second.chunk)
    joined = { first: first.chunk, second: second.chunk, bytes: Buffer.concat([toBytes(first), toBytes(second)]) };
  return joined.bytes;
}
