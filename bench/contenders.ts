/** The servers of the bench, each in a process of its own, all on the same Node. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { findPython } from "../examples/python.ts";
import { announced } from "../scripts/processes.mjs";
import type { Protocol } from "./load.ts";
import type { Usage } from "./probe.ts";

export interface Contender {
  name: string;
  protocol: Protocol;
  start: (clients: number) => Promise<Running>;
}

export interface Running {
  /** What a client connects to. */
  url: string;
  /** What the server's process has used so far; `collect` asks for a garbage collection before. */
  usage: (collect?: boolean) => Promise<Usage>;
  stop: () => Promise<void>;
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const SOCKET_IO = "/socket.io/?EIO=4&transport=websocket";

export function contenders(): Contender[] {
  const { python } = findPython();
  return [
    { name: "Socket.IO", protocol: "socket.io", start: () => startNode(["servers/socket-io.ts"], SOCKET_IO) },
    { name: "ours, no viewer", protocol: "socket.io", start: (clients) => startOurs(clients, false) },
    { name: "ours, one viewer", protocol: "socket.io", start: (clients) => startOurs(clients, true) },
    { name: "bare ws", protocol: "websocket", start: () => startNode(["servers/ws.ts"], "/") },
    ...(python
      ? [{ name: "Flask-SocketIO", protocol: "socket.io" as const, start: () => startFlask(python.executable) }]
      : []),
  ];
}

async function startNode([script, ...args]: [string, ...string[]], target: string): Promise<Running> {
  const child = spawn(process.execPath, ["--expose-gc", "--import", path("probe.ts"), path(script), ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const origin = await ready(child);
  return {
    url: origin.replace("http:", "ws:") + target,
    usage: async (collect = false) => {
      child.send({ collect });
      const [usage] = (await once(child, "message")) as [Usage];
      return usage;
    },
    stop: () => stop(child),
  };
}

/** Our own server with one lab, and a viewer of its log where asked for. */
async function startOurs(clients: number, viewed: boolean): Promise<Running> {
  const limits = [`lab.connections=${clients + 10}`, `address.connections=${clients + 10}`];
  const args = ["--port", "0", "--programs", path("programs"), ...limits.flatMap((limit) => ["--limit", limit])];
  const server = await startNode(["../server/main.ts", ...args], "");
  const origin = server.url.replace("ws:", "http:");
  const response = await fetch(`${origin}/api/labs`, { method: "POST", body: JSON.stringify({ program: "chat" }) });
  if (response.status !== 201) throw new Error(`no lab: ${response.status} ${await response.text()}`);
  const lab = (await response.json()) as { socketio: string; log: string };
  if (viewed) await once(new WebSocket(server.url + lab.log), "open");
  return { ...server, url: `${server.url}${lab.socketio}?EIO=4&transport=websocket` };
}

async function startFlask(python: string): Promise<Running> {
  const child = spawn(python, [path("servers/flask_chat.py")], { stdio: ["ignore", "pipe", "inherit"] });
  const origin = await ready(child);
  return {
    url: origin.replace("http:", "ws:") + SOCKET_IO,
    usage: async (collect = false) =>
      (await fetch(`${origin}/usage${collect ? "?collect" : ""}`)).json() as Promise<Usage>,
    stop: () => stop(child),
  };
}

/** The origin that a server announces, without a slash at the end. */
const ready = (child: ChildProcess) => announced(child, /ready: (http:\/\/[^/]+)\//);

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}
