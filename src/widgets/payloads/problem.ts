/** Why a message was not acknowledged, with what the client was told of its connection. */
import type { SocketIoClient } from "../../client/clients/socket-io.ts";
import { sentenceOf } from "../sentence.ts";

export function problemOf(error: unknown, client: SocketIoClient): string {
  const ended = client.state.get().problem;
  return `${client.letter}: ${sentenceOf(error)}${ended ? ` (disconnect: ${ended.said})` : ""}`;
}
