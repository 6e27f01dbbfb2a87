/** A client of an example's server, for its tests. */
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";

/** Connected over a WebSocket, unless the options say otherwise. */
export async function connected(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
  const socket = io(url, { forceNew: true, transports: ["websocket"], ...options });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  return socket;
}
