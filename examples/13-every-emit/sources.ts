/** Pages that say what the rows of the reference rest on, beside what is seen when they run. */
import type { Source } from "./row.ts";

const SOCKET_IO = "https://socket.io/docs/v4";

export const CHEATSHEET: Source = { title: "Socket.IO: emit cheatsheet", href: `${SOCKET_IO}/emit-cheatsheet/` };
export const EMITTING: Source = { title: "Socket.IO: emitting events", href: `${SOCKET_IO}/emitting-events/` };
export const LISTENING: Source = { title: "Socket.IO: listening to events", href: `${SOCKET_IO}/listening-to-events/` };
export const BROADCASTING: Source = {
  title: "Socket.IO: broadcasting events",
  href: `${SOCKET_IO}/broadcasting-events/`,
};
export const ROOMS: Source = { title: "Socket.IO: rooms", href: `${SOCKET_IO}/rooms/` };
export const ADAPTER: Source = { title: "Socket.IO: adapter", href: `${SOCKET_IO}/adapter/` };
export const SERVER_INSTANCE: Source = {
  title: "Socket.IO: the server instance",
  href: `${SOCKET_IO}/server-instance/`,
};
export const SERVER_SOCKET: Source = {
  title: "Socket.IO: the socket instance on the server",
  href: `${SOCKET_IO}/server-socket-instance/`,
};
export const CLIENT_SOCKET: Source = {
  title: "Socket.IO: the socket instance of the client",
  href: `${SOCKET_IO}/client-socket-instance/`,
};
export const DISCONNECT: Source = {
  title: "Socket.IO: reasons of disconnection",
  href: `${SOCKET_IO}/client-socket-instance/#disconnect`,
};
export const FLASK: Source = {
  title: "Flask-SocketIO: getting started",
  href: "https://flask-socketio.readthedocs.io/en/latest/getting_started.html",
};
export const FLASK_DEPLOY: Source = {
  title: "Flask-SocketIO: using multiple workers",
  href: "https://flask-socketio.readthedocs.io/en/latest/deployment.html#using-multiple-workers",
};
