/** HTTP requests, answers and bodies as entries; bodies that carry Engine.IO packets go one layer up. */
import { Held, type Side } from "./bytes.ts";
import type { Channels } from "./channel.ts";
import { EngineLayer } from "./engine-layer.ts";
import { sessionQuery } from "./engine-io.ts";
import type { BodyPiece } from "./http-body.ts";
import { headerTokens, headerValues, type RequestHead, type ResponseHead } from "./http-head.ts";
import { HttpReader, type Exchange, type HttpHandler, type SavedHttp } from "./http.ts";
import type { RuleCode } from "./rules.ts";
import { MESSAGE_LIMIT } from "./websocket.ts";
import { LayerWriter, type EntryWriter, type Origin } from "./writer.ts";

/** The body of one message whose packets are read when it is complete. */
interface Payload {
  channel: string;
  held: Held;
  length: number;
}

type SavedPayload = Omit<Payload, "held"> & { held: string };

/** The client's messages in the last POST, until the server has taken it. */
interface Posted {
  exchange: number;
  channel: string;
  messages: number;
}

export interface SavedHttpLayer {
  reader: SavedHttp;
  client: SavedPayload | null;
  server: SavedPayload | null;
  posted: Posted | null;
}

/** Names that are shown: `?client=`. */
const CLIENT_LIMIT = 64;

export class HttpLayer implements HttpHandler {
  readonly #out: LayerWriter<"http">;
  readonly #channels: Channels;
  readonly #origin: Origin;
  readonly #reader: HttpReader;
  readonly #engine: EngineLayer;
  readonly #payload: Record<Side, Payload | null>;
  #posted: Posted | null;
  /** The chunk whose bytes are being read. */
  #parent = 0;
  /** The handshake that led to another protocol. */
  #switched: { target: string; extensions: string[] } | null = null;

  constructor(writer: EntryWriter, channels: Channels, origin: Origin, saved?: SavedHttpLayer) {
    this.#out = new LayerWriter(writer, origin, "http");
    this.#channels = channels;
    this.#origin = origin;
    this.#engine = new EngineLayer(writer, channels, origin);
    this.#reader = new HttpReader(saved?.reader);
    this.#payload = { client: restorePayload(saved?.client), server: restorePayload(saved?.server) };
    this.#posted = saved?.posted ?? null;
  }

  save(): SavedHttpLayer {
    const { client, server } = this.#payload;
    return {
      reader: this.#reader.save(),
      client: savePayload(client),
      server: savePayload(server),
      posted: this.#posted,
    };
  }

  /** What the connection speaks now, if it is no longer HTTP, and the handshake that led there. */
  get switched(): { protocol: string; target: string; extensions: string[] } | null {
    const { protocol } = this.#reader;
    return protocol === null ? null : { protocol, ...this.#switched! };
  }

  /** The client's bytes cannot be read before the server has answered. */
  get waiting(): boolean {
    return this.#reader.waiting;
  }

  /** Reads bytes of the chunk `parent`. @returns how many of them were HTTP (see `HttpReader.read`) */
  read(from: Side, bytes: Uint8Array, parent: number): number {
    this.#parent = parent;
    return this.#reader.read(from, bytes, this);
  }

  /** The connection has ended, with the entry `parent`. */
  close(parent: number): void {
    this.#parent = parent;
    this.#reader.close(this);
  }

  request(head: RequestHead, exchange: Exchange): void {
    const { method, target, version, headers, bytes } = head;
    nameClient(this.#origin, target);
    const n = this.#out.take();
    if (this.#out.making) {
      const data = { method, target, version, headers, length: bytes.length };
      this.#out.put(n, "client", "request", data, bytes, { parent: this.#parent });
    }
    this.#payload.client = method === "POST" ? payloadOf(this.#origin, exchange) : null;
  }

  response(head: ResponseHead, exchange: Exchange | undefined): void {
    const { status, reason, version, headers, bytes } = head;
    const n = this.#out.take();
    if (this.#out.making) {
      const data = { status, reason, version, headers, length: bytes.length };
      this.#out.put(n, "server", "response", data, bytes, { parent: this.#parent });
    }
    if (status < 200 && status !== 101) return;
    if (exchange && status !== 200 && exchange.id === this.#posted?.exchange)
      this.#channels.get(this.#posted.channel).takeBack(this.#posted.messages);
    // What a program compressed is not looked into; engine.io does it only from 1 KiB on, and labs not at all.
    const readable =
      status === 200 && exchange?.method === "GET" && headerValues(headers, "content-encoding").length === 0;
    this.#payload.server = readable ? payloadOf(this.#origin, exchange) : null;
    this.#switched = exchange
      ? { target: exchange.target, extensions: headerTokens(headers, "sec-websocket-extensions") }
      : null;
  }

  body(from: Side, piece: BodyPiece, exchange: Exchange | undefined): void {
    const { bytes, start, length, offset, final, framing } = piece;
    const n = this.#out.take();
    if (this.#out.making) {
      const data = { length, offset, final, framing };
      this.#out.put(n, from, "body", data, bytes, { parent: this.#parent });
    }
    const payload = this.#payload[from];
    if (!payload) return;
    const room = MESSAGE_LIMIT - payload.held.length;
    payload.held.push(bytes.subarray(start, start + Math.min(length, room)));
    payload.length += length;
    if (final) this.#packets(from, payload, exchange, n);
  }

  violation(from: Side, code: RuleCode, bytes: Uint8Array): void {
    this.#out.violation(from, code, bytes, { parent: this.#parent });
  }

  /** The whole body has come, with the entry `parent`. */
  #packets(from: Side, payload: Payload, exchange: Exchange | undefined, parent: number): void {
    this.#payload[from] = null;
    const bytes = payload.held.take();
    if (payload.length > bytes.length) {
      this.#engine.tooLong(from, bytes, parent, payload.length);
      return;
    }
    const channel = this.#channels.get(payload.channel);
    const before = channel.count.client;
    this.#engine.payload(channel, from, bytes, parent);
    if (from === "client" && exchange)
      this.#posted = { exchange: exchange.id, channel: payload.channel, messages: channel.count.client - before };
  }
}

/** Where the packets of this exchange's bodies belong, if they carry any. */
function payloadOf(origin: Origin, exchange: Exchange): Payload | null {
  const query = sessionQuery(exchange.target);
  if (!query || query.eio !== "4" || query.transport !== "polling" || query.jsonp) return null;
  return { channel: query.sid ?? origin.conn, held: new Held(), length: 0 };
}

/** The name that our pages and scripts add: of all requests of a connection's stretch the same. */
function nameClient(origin: Origin, target: string): void {
  const start = target.indexOf("?");
  if (start < 0 || origin.client !== undefined) return;
  const name = new URLSearchParams(target.slice(start + 1)).get("client");
  if (name) origin.client = name.slice(0, CLIENT_LIMIT);
}

function savePayload(payload: Payload | null): SavedPayload | null {
  return payload && { ...payload, held: payload.held.save() };
}

function restorePayload(saved: SavedPayload | null | undefined): Payload | null {
  return saved ? { ...saved, held: new Held(saved.held) } : null;
}
