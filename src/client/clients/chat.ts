/**
 * The chat, over a raw WebSocket or by the chat contract over Socket.IO (docs/guides/protocol.md): `send_chat_message`
 * with one object, `message` with one string to everyone, the sender included. Depends on nothing else, so that any
 * server that keeps the contract will do, Flask-SocketIO among them.
 */
import type { Readable } from "../value.ts";
import { type ClientState, quote } from "./client.ts";
import type { RawClient } from "./raw.ts";
import type { SocketIoClient } from "./socket-io.ts";

/** How long an acknowledgement may take, in milliseconds. */
const ACK_TIMEOUT = 5_000;

export interface ChatClient {
  readonly letter: string;
  readonly state: Readable<ClientState>;
  /** @param url of another server; without it: the lab's own */
  connect(url?: string): Promise<void>;
  /** Resolves when the server has it, as far as this kind of connection tells; false: not sent, or nobody answered. */
  say(username: string, message: string): Promise<boolean>;
  /** Calls `listener` with each line of the chat until the returned function is called. */
  onLine(listener: (line: string) => void): () => void;
  disconnect(): void;
}

/** A raw WebSocket has no events: the line itself is the message, and whatever comes back is a line. */
export function rawChat(client: RawClient): ChatClient {
  return {
    letter: client.letter,
    state: client.state,
    connect: (url) => client.connect(url ? { url } : {}),
    say: (_username, message) => Promise.resolve(client.send(message)),
    onLine: (listener) =>
      client.onMessage((message) => listener(typeof message === "string" ? message : quote(message))),
    disconnect: () => client.close(1000),
  };
}

export function socketIoChat(client: SocketIoClient): ChatClient {
  return {
    letter: client.letter,
    state: client.state,
    connect: (url) => client.connect(url ? { url } : {}),
    async say(username, message) {
      try {
        // What the acknowledgement says is the server's own business: a plain Flask handler answers with nothing.
        await client.emitWithAck(ACK_TIMEOUT, "send_chat_message", { username, message });
        return true;
      } catch {
        // The client has written into the log what went wrong.
        return false;
      }
    },
    onLine: (listener) =>
      client.onEvent((name, args) => {
        if (name === "message") listener(String(args[0]));
      }),
    disconnect: () => client.disconnect(),
  };
}
