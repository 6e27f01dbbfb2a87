/** A client of lesson 15, connected: after a message that was too large it comes back by itself. */
import type { ClientState } from "../clients/client.ts";
import type { SocketIoClient } from "../clients/socket-io.ts";
import { when } from "../value.ts";
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
  const isOver = ({ phase }: ClientState) => phase !== "connecting";
  const state = await when(client.state, isOver, PATIENCE).catch(() => client.state.get());
  if (state.phase === "open") return;
  const why = state.problem?.said ?? (isOver(state) ? state.phase : "nobody answers");
  throw new Error(`${client.letter} is not connected: ${why}.`);
}
