/** What the three addresses become: a request line, a packet. */

/** A path of the lab as Socket.IO's client wants it: with a slash at its end, none at its beginning. The default where none is typed. */
export function pathIn(typed: string): string {
  const bare = typed.trim().replace(/^\/+|\/+$/g, "");
  return `${bare || "socket.io"}/`;
}

/** A namespace as it stands in a packet: with a slash at its beginning, without what would end it there, or begin a query. */
export function namespaceIn(typed: string): string {
  return typed
    .trim()
    .replace(/[,?#].*$/s, "")
    .replace(/^\/*/, "/");
}

/** The line of the request that a client begins with; the lab's id is left out. */
export function requestFor(typed: string): string {
  return `GET …/${pathIn(typed)}?EIO=4&transport=websocket`;
}

/** The packet that asks for a namespace. The first one has no name (Socket.IO protocol 5, Packet encoding). */
export function packetFor(typed: string): string {
  const name = namespaceIn(typed);
  return name === "/" ? "40" : `40${name},`;
}
