import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Lab } from "../lab.ts";

export const about = {
  title: "From polling to WebSocket",
  lesson: 11,
  events: [
    "message (text or bytes) → message, the same, to the sender",
    "POST /proxy/drop-upgrade → the proxy before Socket.IO drops the header Upgrade from now on",
    "POST /proxy/pass-upgrade → it passes it on again",
  ],
};

/** Socket.IO itself is here; what clients ask for, at /socket.io/, is the proxy before it. */
const BEHIND = "/behind";
export const options = { io: { path: `${BEHIND}/socket.io` } };

interface Messages {
  message: (message: unknown) => void;
}

export default function transports({ io, http }: Lab<Messages, Messages>) {
  io.on("connection", (socket) => {
    socket.on("message", (message) => socket.emit("message", message));
  });

  let passes = true;

  http.on("request", (request, response) => {
    const path = pathOf(request);
    if (path.startsWith("/socket.io/")) return void http.emit("request", behind(request), response);
    const isSwitch = path === "/proxy/drop-upgrade" || path === "/proxy/pass-upgrade";
    if (request.method !== "POST" || !isSwitch) return void response.writeHead(404).end();
    passes = path === "/proxy/pass-upgrade";
    response.writeHead(204).end();
  });

  // #region proxy
  http.on("upgrade", (request, socket, head) => {
    const path = pathOf(request);
    if (path.startsWith("/socket.io/")) {
      if (passes) return void http.emit("upgrade", behind(request), socket, head);
      // Without this header it is a request like any other, and Socket.IO gets it as such.
      delete request.headers.upgrade;
      http.emit("request", behind(request), plainAnswer(request, socket));
    } else if (path !== "/ws" && !path.startsWith(`${BEHIND}/socket.io/`)) {
      socket.on("error", () => socket.destroy());
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
  });
  // #endregion
}

function pathOf(request: IncomingMessage): string {
  return request.url!.split("?", 1)[0]!;
}

/** The same request, as Socket.IO gets it from the proxy. */
function behind(request: IncomingMessage): IncomingMessage {
  request.url = BEHIND + request.url!;
  return request;
}

/** Node has taken an upgrade's connection out of HTTP: an answer has to be put on it, once, and then it ends. */
function plainAnswer(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.once("finish", () => socket.end());
  socket.on("error", () => socket.destroy()); // the peer may be gone already
  return response;
}
