/** Waiting for a client to be connected. */
import { type Readable, when } from "../value.ts";
import type { ClientState } from "./client.ts";

/**
 * To be called after `connect`.
 * @throws Error with what the library or the browser said when it could not connect
 */
export async function opened({ state, letter }: { state: Readable<ClientState>; letter: string }): Promise<void> {
  const { phase, problem } = await when(state, ({ phase, problem }) => phase !== "connecting" || problem !== undefined);
  if (phase !== "open") throw new Error(`${letter} could not connect: ${problem?.said ?? phase}.`);
}
