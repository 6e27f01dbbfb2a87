/**
 * What a program gets, and the one way to put a program together (design: used by the bundled server, by the scripts
 * and, later, by a Worker in the page).
 */
import type { Server as HttpServer } from "node:http";
import type { Server as SocketIOServer, ServerOptions } from "socket.io";
import type { WebSocketServer, ServerOptions as WebSocketServerOptions } from "ws";

export interface Lab {
  /** The lab's Socket.IO server, at /socket.io/. */
  io: SocketIOServer;
  /** The lab's raw WebSocket server, at /ws. */
  wss: WebSocketServer;
  /** The lab's HTTP server: add a `request` listener for paths of your own. */
  http: HttpServer;
}

export interface About {
  title: string;
  lesson: number;
  /** The events that it knows, as `name (arguments) → answer`. */
  events: string[];
}

export interface ProgramOptions {
  io?: Partial<ServerOptions>;
  ws?: WebSocketServerOptions;
}

/** A module in `examples/<name>/server.ts`. The default export may return a function that stops its timers. */
export interface Program {
  about: About;
  options?: ProgramOptions;
  default: (lab: Lab) => void | (() => void);
}
