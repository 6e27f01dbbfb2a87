/** A client of lesson 15, connected: after a message that was too large it comes back by itself. */
import type { SocketIoClient } from "../clients/socket-io.ts";
import type { Transport } from "./sizes.ts";

/** Longest wait for it, in milliseconds. */
const PATIENCE = 5_000;

/** Scaled: a client usually waits for about a second. */
const RETURN = 200;

/** @throws Error when it is not connected in time, or was closed meanwhile */
export async function ready(client: SocketIoClient, transport: Transport): Promise<void> {
  const { phase } = client.state.get();
  if (phase === "open") return;
  if (phase !== "connecting")
    await client.connect({ transports: [transport], reconnectionDelay: RETURN, randomizationFactor: 0 });
  await new Promise<void>((resolve, reject) => {
    const stop = (problem?: string) => {
      clearTimeout(late);
      // `subscribe` tells the present state before it returns what ends it.
      queueMicrotask(() => end());
      if (problem === undefined) resolve();
      else reject(new Error(`${client.letter} is not connected: ${problem}.`));
    };
    const late = setTimeout(() => stop(client.state.get().problem?.said ?? "nobody answers"), PATIENCE);
    const end = client.state.subscribe(({ phase, problem }) => {
      if (phase === "open") stop();
      else if (phase !== "connecting") stop(problem?.said ?? phase);
    });
  });
}
