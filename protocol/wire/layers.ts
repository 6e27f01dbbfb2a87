/** The layers of one connection, one on the other: TCP chunks, HTTP, and after 101 WebSocket with what it carries. */
import { fromBase64, toBase64, type Side } from "./bytes.ts";
import type { Channels } from "./channel.ts";
import type { Inflation } from "./deflate.ts";
import { HttpLayer, type SavedHttpLayer } from "./http-layer.ts";
import { WebSocketLayer, type SavedWebSocket } from "./websocket-layer.ts";
import { LayerWriter, type EntryWriter, type Origin } from "./writer.ts";

/** Bytes that a client may send before its upgrade is answered. */
const EARLY_LIMIT = 65_536;

/** Bytes of the chunk `parent` that wait for the server's answer. */
interface Early {
  bytes: Uint8Array;
  parent: number;
}

export interface SavedConnection {
  origin: Origin;
  http: SavedHttpLayer | null;
  webSocket: SavedWebSocket | null;
  early: { bytes: string; parent: number }[];
  earlyLength: number;
}

export class ConnectionLayers {
  readonly #writer: EntryWriter;
  readonly #channels: Channels;
  readonly #inflation: Inflation;
  readonly #origin: Origin;
  readonly #chunks: LayerWriter<"tcp">;
  /** Null from the switch on. */
  #http: HttpLayer | null;
  #webSocket: WebSocketLayer | null;
  #early: Early[];
  #earlyLength: number;

  constructor(writer: EntryWriter, channels: Channels, inflation: Inflation, origin: Origin, saved?: SavedConnection) {
    this.#writer = writer;
    this.#channels = channels;
    this.#inflation = inflation;
    this.#origin = origin;
    this.#chunks = new LayerWriter(writer, origin, "tcp");
    this.#http = saved && !saved.http ? null : new HttpLayer(writer, channels, origin, saved?.http ?? undefined);
    const webSocket = saved?.webSocket;
    this.#webSocket = webSocket ? new WebSocketLayer(writer, channels, inflation, origin, webSocket) : null;
    this.#early = (saved?.early ?? []).map(({ bytes, parent }) => ({ bytes: fromBase64(bytes), parent }));
    this.#earlyLength = saved?.earlyLength ?? 0;
  }

  static restore(
    writer: EntryWriter,
    channels: Channels,
    inflation: Inflation,
    saved: SavedConnection,
  ): ConnectionLayers {
    return new ConnectionLayers(writer, channels, inflation, { ...saved.origin }, saved);
  }

  save(): SavedConnection {
    return {
      origin: { ...this.#origin },
      http: this.#http?.save() ?? null,
      webSocket: this.#webSocket?.save() ?? null,
      early: this.#early.map(({ bytes, parent }) => ({ bytes: toBase64(bytes), parent })),
      earlyLength: this.#earlyLength,
    };
  }

  get origin(): Origin {
    return this.#origin;
  }

  /** One read or write of the server's program. */
  chunk(from: Side, bytes: Uint8Array): void {
    const n = this.#chunks.take();
    if (this.#chunks.making) this.#chunks.put(n, from, "chunk", { length: bytes.length }, bytes, {});
    this.#read(from, bytes, n);
  }

  #read(from: Side, bytes: Uint8Array, parent: number): void {
    if (this.#webSocket) this.#webSocket.read(from, bytes, parent);
    else if (this.#http) this.#readHttp(this.#http, from, bytes, parent);
  }

  /** The connection has ended, with the entry `parent`. */
  close(parent: number): void {
    this.#http?.close(parent);
    this.#webSocket?.close(parent);
  }

  #readHttp(http: HttpLayer, from: Side, bytes: Uint8Array, parent: number): void {
    if (from === "client" && http.waiting) {
      this.#wait(bytes, parent);
      return;
    }
    const used = http.read(from, bytes, parent);
    if (http.switched) this.#switch(http.switched);
    if (from === "client" && used < bytes.length && http.waiting) this.#wait(bytes.subarray(used), parent);
    else {
      if (!http.waiting) this.#readEarly();
      if (used < bytes.length) this.#webSocket?.read(from, bytes.subarray(used), parent);
    }
  }

  #switch({ protocol, target, extensions }: NonNullable<HttpLayer["switched"]>): void {
    this.#http = null;
    if (!protocol.split(", ").includes("websocket")) return;
    this.#webSocket = WebSocketLayer.begin(
      this.#writer,
      this.#channels,
      this.#inflation,
      this.#origin,
      target,
      extensions,
    );
  }

  #wait(bytes: Uint8Array, parent: number): void {
    this.#earlyLength += bytes.length;
    if (this.#earlyLength <= EARLY_LIMIT) {
      this.#early.push({ bytes, parent });
      return;
    }
    // Too much: this connection is not read any further.
    const out = new LayerWriter(this.#writer, this.#origin, "websocket");
    out.violation("client", "websocket.early", bytes, { parent });
    this.#http = null;
    this.#early = [];
  }

  #readEarly(): void {
    const early = this.#early;
    this.#early = [];
    this.#earlyLength = 0;
    for (const { bytes, parent } of early) this.#read("client", bytes, parent);
  }
}
