/** What each packet does, in words: the captions between the two sides. */
import type { Packet, Role } from "./packets.ts";

interface Caption {
  /** A few words over the row. */
  title: string;
  /** Why the other side has nothing here, or what this is for: one sentence. */
  why: string;
}

type Direction = "client" | "server";

const CAPTIONS: Record<Role, Record<Direction, Caption> | Caption> = {
  upgrade: { title: "asks to switch", why: "An HTTP GET that asks to leave HTTP: Upgrade: websocket." },
  switch: { title: "agrees", why: "101 Switching Protocols: from the next byte on, this connection speaks WebSocket." },
  request: {
    title: "an HTTP request",
    why: "Socket.IO starts with plain HTTP requests, which pass where a WebSocket may not.",
  },
  response: { title: "its answer", why: "What the server has to say comes as the body of an HTTP answer." },
  session: {
    title: "opens a session",
    why: "Engine.IO, the layer under Socket.IO, gives the line an id and says how often it will ping.",
  },
  climb: {
    client: { title: "tries the WebSocket", why: "Engine.IO tests the new line before it leaves HTTP polling." },
    server: { title: "confirms the line", why: "Engine.IO answers the test, and lets the last poll go." },
  },
  join: {
    client: { title: "joins “/”", why: "A Socket.IO line carries several namespaces; each is joined by name." },
    server: { title: "welcome, here is your id", why: "The namespace is joined and this client has its socket.id." },
  },
  message: {
    client: { title: "the message", why: "" },
    server: { title: "the message arrives", why: "" },
  },
  heartbeat: {
    client: { title: "still here", why: "The answer to a heartbeat." },
    server: { title: "still there?", why: "A heartbeat: whoever does not answer is taken for gone." },
  },
  leave: {
    client: { title: "leaves “/”", why: "Socket.IO leaves the namespace first; the line itself is closed after that." },
    server: { title: "is put out of “/”", why: "The server ends the namespace; the line may go on." },
  },
  close: {
    client: { title: "says goodbye", why: "A close frame: a code and a reason, or nothing." },
    server: { title: "goodbye", why: "The answering close frame. Only then the TCP connection ends." },
  },
  violation: { title: "not a packet", why: "Bytes that break a rule of the protocol." },
};

export function captionOf({ role, from }: Pick<Packet, "role" | "from">): Caption {
  const caption = CAPTIONS[role];
  return "title" in caption ? caption : caption[from === "server" ? "server" : "client"];
}
