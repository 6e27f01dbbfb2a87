/** What the three addresses become: a request line, a packet. */

/** A path of the lab as Socket.IO's client wants it: with a slash at its end, none at its beginning. */
export function pathIn(typed: string): string {
  const bare = typed.trim().replace(/^\/+|\/+$/g, "");
  return `${bare}/`;
}

/** The line of the request that a client begins with; the lab's id is left out. */
export function requestFor(typed: string): string {
  return `GET …/${pathIn(typed)}?EIO=4&transport=websocket`;
}

/** The packet that asks for a namespace. The first one has no name (Socket.IO protocol 5, Packet encoding). */
export function packetFor(typed: string): string {
  const name = typed.trim().replace(/^\/*/, "/");
  return name === "/" ? "40" : `40${name},`;
}
