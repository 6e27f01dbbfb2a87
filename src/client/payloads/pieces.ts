/** Something larger than any message, carried in pieces. */
import { toHex } from "../../../protocol/wire/bytes.ts";
import { sha1 } from "../../../protocol/wire/accept.ts";
import type { SocketIoClient } from "../clients/socket-io.ts";
import { LOAD, type Whole } from "./load.ts";

const TIMEOUT = 4_000;

/** The same bytes each time, without a pattern that a mistake could hide in. */
export function load(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LOAD);
  let state = 1;
  for (let i = 0; i < LOAD; i++) {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}

export function wholeOf(bytes: Uint8Array): Whole {
  return { length: bytes.length, sha1: toHex(sha1(bytes)) };
}

/**
 * One piece after the other, the next one when the last one was acknowledged.
 * @param onPiece gets how many bytes came there by now
 * @returns what the server says it got, in the end
 * @throws Error when a piece was not acknowledged
 */
export async function carry(
  client: SocketIoClient,
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  onPiece: (kept: number) => void,
): Promise<unknown> {
  for (let at = 0; at < bytes.length; at += size) {
    const [kept] = await client.emitWithAck(TIMEOUT, "piece", at, bytes.buffer.slice(at, at + size));
    onPiece(Number(kept));
  }
  const [whole] = await client.emitWithAck(TIMEOUT, "whole");
  return whole;
}
