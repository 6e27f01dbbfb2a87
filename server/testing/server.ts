/** A server on a port of its own for one test file, and what tests ask of it again and again. */
import { join } from "node:path";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type { JsonEntry } from "../../protocol/json.ts";
import { createApp } from "../app.ts";
import type { App, AppOptions } from "../options.ts";
import { RawClient } from "./raw-client.ts";
import { WebSocketClient } from "./web-socket-client.ts";

export interface LabAddress {
  id: string;
  key: string;
  program: string;
  ws: string;
  socketio: string;
  http: string;
  log: string;
}

export class TestServer {
  readonly app: App;
  readonly port: number;
  readonly url: string;
  readonly #clients: { close(): void }[] = [];

  private constructor(app: App, port: number) {
    this.app = app;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(options: AppOptions = {}): Promise<TestServer> {
    const app = await createApp({ programs: join(import.meta.dirname, "programs"), ...options });
    const { port } = await app.listen();
    return new TestServer(app, port);
  }

  /** Disconnects every client that was made here, then stops the server. */
  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.app.close();
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, init);
  }

  async open(program = "probe"): Promise<LabAddress> {
    const response = await this.fetch("/api/labs", { method: "POST", body: JSON.stringify({ program }) });
    if (response.status !== 201) throw new Error(`the lab was not opened: ${await response.text()}`);
    return (await response.json()) as LabAddress;
  }

  /** An owner's verb over HTTP. */
  verb({ id, key }: LabAddress, verb: string, details: unknown = {}): Promise<Response> {
    return this.fetch(`/api/labs/${id}/${verb}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}` },
      body: JSON.stringify(details),
    });
  }

  delete({ id, key }: LabAddress): Promise<Response> {
    return this.fetch(`/api/labs/${id}`, { method: "DELETE", headers: { Authorization: `Bearer ${key}` } });
  }

  /** A connected Socket.IO client on a WebSocket. */
  async socketIO(
    { socketio }: LabAddress,
    client: string,
    options: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Promise<Socket> {
    const socket = this.connecting({ socketio }, client, options);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", () => resolve());
      socket.once("connect_error", reject);
    });
    return socket;
  }

  /** A Socket.IO client that is connecting. */
  connecting(
    { socketio }: Pick<LabAddress, "socketio">,
    client: string,
    { namespace = "/", ...options }: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Socket {
    const socket = io(this.url + namespace, {
      path: socketio,
      query: { client },
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    this.#clients.push(socket);
    return socket;
  }

  /** An open WebSocket to a path of the server. */
  async webSocket(path: string, headers: Record<string, string> = {}): Promise<WebSocketClient> {
    const client = new WebSocketClient(`ws://127.0.0.1:${this.port}${path}`, headers);
    this.#clients.push(client);
    await client.opened;
    return client;
  }

  /** A TCP connection. */
  async raw(): Promise<RawClient> {
    const client = await RawClient.connect(this.port);
    this.#clients.push(client);
    return client;
  }

  /** The entries that a lab's log holds now. */
  async entries({ log }: Pick<LabAddress, "log">, headers: Record<string, string> = {}): Promise<JsonEntry[]> {
    const text = await (await this.fetch(`${log}?follow=0`, { headers })).text();
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JsonEntry);
  }

  /** The first entry of a lab's log that passes, waited for. */
  async seen({ log }: Pick<LabAddress, "log">, passes: (entry: JsonEntry) => boolean): Promise<JsonEntry> {
    const { body } = await this.fetch(log);
    let rest = "";
    for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop()!;
      const found = lines.map((line) => JSON.parse(line) as JsonEntry).find(passes);
      if (found) return found;
    }
    throw new Error("the log ended");
  }

  /** Data of the first app entry of this kind, waited for. */
  async noted(lab: Pick<LabAddress, "log">, kind: string): Promise<unknown> {
    return (await this.seen(lab, (entry) => entry.layer === "app" && entry.kind === kind)).data;
  }
}
