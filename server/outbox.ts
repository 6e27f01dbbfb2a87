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

let joined: { first: Buffer; second: Buffer; bytes: Buffer } | undefined;

/**
 * The pieces as one buffer. A broadcast gives every connection the same two (a frame's header and its payload): within
 * a turn they are joined once, so that 300 receivers hold one buffer, not 300 copies.
 */
export function join(pieces: readonly { chunk: Buffer }[]): Buffer {
  if (pieces.length === 1) return pieces[0]!.chunk;
  if (pieces.length !== 2) return Buffer.concat(pieces.map(({ chunk }) => chunk));
  const first = pieces[0]!.chunk;
  const second = pieces[1]!.chunk;
  if (joined?.first !== first || joined.second !== second)
    joined = { first, second, bytes: Buffer.concat([first, second]) };
  return joined.bytes;
}
