/** What an entry is, in one sentence, for someone who sees its layer for the first time. */
import type { Entry } from "../../../protocol/log.ts";

const SENTENCES: Record<string, string> = {
  "tcp open": "A stretch of a TCP connection begins that belongs to this lab.",
  "tcp chunk": "What one read or write of the server's program got or gave. TCP keeps no such borders: it is a stream.",
  "tcp close": "The stretch of this TCP connection ends.",
  "http request": "The head of a request: what the client wants, and its headers, as text.",
  "http response": "The head of an answer: the status, and its headers, as text.",
  "http body": "The content that belongs to the head before it.",
  "websocket frame": "A frame: at least two bytes of header, then the payload.",
  "engine.io open": "Engine.IO opens a session and says its rules.",
  "engine.io close": "The Engine.IO session ends.",
  "engine.io ping": "Engine.IO asks whether the other end is still there.",
  "engine.io pong": "Engine.IO's answer: still here.",
  "engine.io message": "Engine.IO carries a message: one character for the type, then the message.",
  "engine.io upgrade": "From here on the session goes over the new transport.",
  "engine.io noop": "An empty answer that ends a waiting poll, because the transport changes.",
  "socket.io connect": "A client asks for a namespace, or the server grants it.",
  "socket.io disconnect": "A client leaves a namespace, or is put out.",
  "socket.io event": "An event: its name and its arguments as a JSON array.",
  "socket.io ack": "The answer to an event that asked for one, by its id.",
  "socket.io connect_error": "The server refuses the namespace.",
  "socket.io binary_event":
    "An event with binary arguments: placeholders here, each attachment in a message of its own.",
  "socket.io binary_ack":
    "An answer with binary arguments: placeholders here, each attachment in a message of its own.",
  "app connection": "The program was told of a new client.",
  "app disconnect": "The program was told that a client has gone.",
  "app event": "A handler of the server's program ran.",
  "app emit": "The server's program sent something.",
};

/** Empty where its summary says all. */
export function meaningOf({ layer, kind }: Pick<Entry, "layer" | "kind">): string {
  return SENTENCES[`${layer} ${kind}`] ?? "";
}
