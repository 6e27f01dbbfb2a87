/** Runs recorded from real clients in a real lab: what missions are tested on, and what pages show without JavaScript. */
import { on, once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { WebSocket } from "ws";
import { createDecoder } from "../../protocol/decode.ts";
import type { Entry } from "../../protocol/log.ts";
import { decodeBatch } from "../../protocol/records.ts";
import { createInflater } from "../../protocol/wire/inflate.ts";

/** How long the lab's connections may take to end after the script, in milliseconds. */
const PATIENCE = 5_000;

/** What a script may do in its lab. Whatever it leaves open is closed after it. */
export interface LabClients {
  /** The lab's address, `http://…/labs/<id>`. */
  readonly url: string;
  /** An open WebSocket to the lab's `wss`, or to another path of the lab, with its query. */
  webSocket(client: string, path?: string): Promise<RawClient>;
  /** A connected Socket.IO client; over WebSocket alone unless `options` say otherwise. `path` is one of the lab. */
  socketIO(client: string, options?: Partial<ManagerOptions & SocketOptions>): Promise<Socket>;
  /** An HTTP request on a connection of its own, also one to upgrade. @returns the status */
  http(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<number>;
  /** The whole answer to a GET, on a connection of its own. */
  text(path: string): Promise<string>;
  /** The answer to a GET, piece by piece, on a connection of its own. */
  stream(path: string, headers?: Record<string, string>): Promise<Stream>;
  /** What the lab's owner does to its lines, e.g. `{ fault: "freeze", client: "A" }`. */
  fault(details: Record<string, unknown>): Promise<void>;
  /** The lab's program begins anew, as its owner may have it. */
  restart(): Promise<void>;
}

export interface Stream {
  /** The next piece that has come, or comes. */
  next(): Promise<string>;
  /** Resolves when the server has ended it. */
  ended(): Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
}

export interface RawClient {
  /** @param options `mask: false` breaks a rule; `fin: false` is a fragment, which the next one goes on with */
  send(message: string | Uint8Array, options?: { mask?: boolean; fin?: boolean }): void;
  /** The next message that has come, or comes. */
  next(): Promise<string>;
  /** Resolves when the next ping has come, and was answered. */
  pinged(): Promise<void>;
  /** Resolves when the closing handshake is over. */
  close(code?: number, reason?: string): Promise<void>;
  /** Resolves when the server has closed it. */
  closed(): Promise<void>;
}

interface Lab {
  id: string;
  key: string;
  ws: string;
  socketio: string;
  http: string;
  log: string;
}

/**
 * Opens a lab, lets the script act in it, and waits until each of the lab's connections has ended.
 * @param origin of a playground
 * @returns the lab's whole log
 */
export async function recordRun(
  origin: string,
  program: string,
  script: (clients: LabClients) => Promise<void>,
): Promise<Entry[]> {
  const opened = await fetch(`${origin}/api/labs`, { method: "POST", body: JSON.stringify({ program }) });
  if (opened.status !== 201) throw new Error(`No lab for ${program}: ${await opened.text()}`);
  const lab = (await opened.json()) as Lab;
  const left: (() => void)[] = [];
  try {
    await script(clientsOf(origin, lab, left));
  } finally {
    for (const leave of left) leave();
  }
  return readLog(origin.replace(/^http/, "ws") + lab.log);
}

/** Reads the log from its first record, and on until no connection of the lab is open. */
function readLog(url: string): Promise<Entry[]> {
  const log = new WebSocket(url);
  const decoder = createDecoder(undefined, createInflater);
  const entries: Entry[] = [];
  const open = new Set<string>();
  let isHeldRead = false;

  return new Promise<Entry[]>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`Still open: ${[...open].join()}`)), PATIENCE);
    log.once("error", reject);
    // The answer comes after all that the log holds by now: only then is it known what is open.
    log.once("open", () => log.send(JSON.stringify({ id: 1, clock: true })));
    log.on("message", (data: Buffer, isBinary) => {
      if (isBinary) {
        const first = entries.length;
        for (const item of decodeBatch(data)) if (item.type !== "checkpoint") decoder.push(item, entries);
        entries.slice(first).forEach((entry) => follow(entry, open));
      } else if ("id" in JSON.parse(data.toString())) isHeldRead = true;
      if (!isHeldRead || open.size > 0) return;
      clearTimeout(giveUp);
      resolve(entries);
    });
  }).finally(() => log.terminate());
}

function follow({ layer, kind, conn }: Entry, open: Set<string>): void {
  if (layer === "tcp" && kind === "open") open.add(conn);
  else if (layer === "tcp" && kind === "close") open.delete(conn);
}

/** @param left gets what closes each client */
function clientsOf(origin: string, lab: Lab, left: (() => void)[]): LabClients {
  const http = origin + lab.http.replace(/\/$/, "");
  const rule = async (verb: string, details = {}) => {
    const headers = { Authorization: `Bearer ${lab.key}` };
    const body = JSON.stringify(details);
    const { status } = await fetch(`${origin}/api/labs/${lab.id}/${verb}`, { method: "POST", headers, body });
    if (status !== 204) throw new Error(`${verb} ${body} was answered with ${status}`);
  };
  return {
    url: http,

    async webSocket(client, path = "ws") {
      const address = `${http.replace(/^http/, "ws")}/${path}`;
      const webSocket = new WebSocket(`${address}${path.includes("?") ? "&" : "?"}client=${client}`);
      left.push(() => webSocket.close(1000));
      const messages = on(webSocket, "message");
      await once(webSocket, "open");
      return {
        send: (message, options = {}) => webSocket.send(message, options),
        pinged: async () => void (await once(webSocket, "ping")),
        next: async () => String((await messages.next()).value![0]),
        close: async (code, reason) => {
          webSocket.close(code, reason);
          await once(webSocket, "close");
        },
        closed: async () => void (await once(webSocket, "close")),
      };
    },

    async socketIO(client, { path, ...options } = {}) {
      const given = { path: path === undefined ? lab.socketio : lab.http + path, query: { client }, forceNew: true };
      const socket = io(origin, { ...given, transports: ["websocket"], ...options });
      left.push(() => socket.disconnect());
      await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
      return socket;
    },

    fault: (details) => rule("fault", details),

    restart: () => rule("restart"),

    http: (method, path, headers = {}, body) =>
      new Promise((resolve, reject) => {
        const asked = request(http + path, { method, headers, agent: false }).end(body);
        asked.once("error", reject);
        asked.once("upgrade", ({ statusCode }: IncomingMessage, socket: Duplex) => {
          left.push(() => socket.destroy());
          resolve(statusCode!);
        });
        asked.once("response", (answer: IncomingMessage) => {
          answer.resume().once("end", () => resolve(answer.statusCode!));
        });
      }),

    async text(path) {
      const [answer] = (await once(request(http + path, { agent: false }).end(), "response")) as [IncomingMessage];
      answer.setEncoding("utf8");
      let text = "";
      for await (const piece of answer) text += piece;
      return text;
    },

    async stream(path, headers = {}) {
      const asked = request(http + path, { headers, agent: false }).end();
      left.push(() => asked.destroy());
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      const pieces = on(answer, "data");
      const ended = new Promise<void>((resolve) => answer.once("end", resolve));
      return {
        next: async () => String((await pieces.next()).value![0]),
        ended: () => ended,
        async close() {
          // What was cut off complains to whoever listens.
          answer.once("error", () => {});
          asked.destroy();
          await once(asked, "close");
        },
      };
    },
  };
}
