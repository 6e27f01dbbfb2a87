/** Waiting for a client to be connected. */
import type { SocketIoClient } from "../client/clients/socket-io.ts";

/**
 * To be called after `connect`.
 * @throws Error with what the library said when it could not connect
 */
export function opened({ state, letter }: Pick<SocketIoClient, "state" | "letter">): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = state.subscribe(({ phase, problem }) => {
      if (phase === "connecting" && !problem) return;
      // `subscribe` tells the present state before it returns what ends it.
      queueMicrotask(() => end());
      if (phase === "open") resolve();
      else reject(new Error(`${letter} could not connect: ${problem?.said ?? phase}.`));
    });
  });
}
