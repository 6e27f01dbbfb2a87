/** Waiting for a client to be connected. */
import type { Readable } from "../value.ts";
import type { ClientState } from "./client.ts";

/**
 * To be called after `connect`.
 * @throws Error with what the library or the browser said when it could not connect
 */
export function opened({ state, letter }: { state: Readable<ClientState>; letter: string }): Promise<void> {
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
