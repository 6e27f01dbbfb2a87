/** Frames of a WebSocket as entries; messages that carry Engine.IO go one layer up, others are counted here. */
import type { Data } from "../log.ts";
import { toHex, type Side } from "./bytes.ts";
import type { Channel, Channels } from "./channel.ts";
import { agreedCompression, Decompressor, type Inflation, type SavedCompression } from "./deflate.ts";
import { EngineLayer } from "./engine-layer.ts";
import { sessionQuery } from "./engine-io.ts";
import { OPCODE, opcodeName } from "./frame.ts";
import { decodeUtf8, decodeUtf8Leniently } from "./utf8.ts";
import { FrameReader, type Frame, type FrameHandler, type Message, type SavedFrames } from "./websocket.ts";
import { LayerWriter, type EntryWriter, type Origin } from "./writer.ts";

/** Characters of a frame's text that stand in `data`. */
const TEXT_LIMIT = 4_096;

export interface SavedWebSocket {
  channel: string;
  carriesEngine: boolean;
  /** permessage-deflate, where it was agreed on. */
  compression: Record<Side, SavedCompression> | null;
  client: SavedFrames;
  server: SavedFrames;
}

export class WebSocketLayer {
  readonly #out: LayerWriter<"websocket">;
  readonly #readers: Record<Side, FrameReader>;
  readonly #handlers: Record<Side, FrameHandler>;
  readonly #engine: EngineLayer | null;
  readonly #inflation: Inflation;
  readonly #decompressors: Record<Side, Decompressor> | null;
  #channel: Channel;
  /** The chunk whose bytes are being read. */
  #parent = 0;

  constructor(
    writer: EntryWriter,
    channels: Channels,
    inflation: Inflation,
    origin: Origin,
    saved: Omit<SavedWebSocket, Side> & Partial<SavedWebSocket>,
  ) {
    this.#out = new LayerWriter(writer, origin, "websocket");
    const { compression } = saved;
    this.#inflation = inflation;
    this.#decompressors = compression && {
      client: new Decompressor(inflation, compression.client),
      server: new Decompressor(inflation, compression.server),
    };
    if (compression) inflation.wanted = true;
    this.#channel = channels.get(saved.channel);
    this.#engine = saved.carriesEngine ? new EngineLayer(writer, channels, origin) : null;
    this.#readers = {
      client: new FrameReader("client", compression !== null, saved.client),
      server: new FrameReader("server", compression !== null, saved.server),
    };
    this.#handlers = { client: this.#handler("client"), server: this.#handler("server") };
  }

  /** A WebSocket that begins. `target` and `extensions` are those of its handshake. */
  static begin(
    writer: EntryWriter,
    channels: Channels,
    inflation: Inflation,
    origin: Origin,
    target: string,
    extensions: readonly string[],
  ): WebSocketLayer {
    const query = sessionQuery(target);
    return new WebSocketLayer(writer, channels, inflation, origin, {
      channel: query?.sid ?? origin.conn,
      carriesEngine: query !== undefined,
      compression: agreedCompression(extensions),
    });
  }

  save(): SavedWebSocket {
    return {
      channel: this.#channel.key,
      carriesEngine: this.#engine !== null,
      compression: this.#decompressors && {
        client: this.#decompressors.client.save(),
        server: this.#decompressors.server.save(),
      },
      client: this.#readers.client.save(),
      server: this.#readers.server.save(),
    };
  }

  /** Reads bytes of the chunk `parent`. */
  read(from: Side, bytes: Uint8Array, parent: number): void {
    if (this.#decompressors && !this.#inflation.create) {
      this.#inflation.held.push(() => this.read(from, bytes, parent));
      return;
    }
    this.#parent = parent;
    this.#readers[from].read(bytes, this.#handlers[from], this.#out.making);
  }

  /** The connection has ended, with the entry `parent`. */
  close(parent: number): void {
    this.#parent = parent;
    this.#readers.client.close(this.#handlers.client);
    this.#readers.server.close(this.#handlers.server);
    if (this.#engine) this.#engine.closed(this.#channel);
    else this.#channel.end();
  }

  #handler(from: Side): FrameHandler {
    return {
      frame: (frame) => this.#frame(from, frame),
      broken: (code, bytes) => void this.#out.violation(from, code, bytes, { parent: this.#parent }),
    };
  }

  #frame(from: Side, frame: Frame): void {
    const inflated = frame.message?.compressed ? this.#inflate(from, frame, frame.message) : null;
    const message = inflated ?? frame.message;
    const n = this.#out.take();
    const cause = message && !this.#engine ? this.#channel.arrive(from, n) : undefined;
    if (this.#out.making) this.#put(n, from, frame, inflated, cause);
    if (message && this.#engine) this.#message(from, message, n);
  }

  /** The compressed message that the frame completes, inflated; null where it breaks a rule, which is noted in the frame. */
  #inflate(from: Side, frame: Frame, message: Message): Message | null {
    const inflated = this.#decompressors![from].read(message);
    if (typeof inflated !== "string") return inflated;
    frame.violation = inflated;
    frame.message = null;
    this.#readers[from].fail();
    return null;
  }

  #message(from: Side, message: Message, parent: number): void {
    const via = { transport: "websocket", parent } as const;
    if (message.binary) this.#engine!.binary(this.#channel, from, message, via);
    else this.#channel = this.#engine!.text(this.#channel, from, message, via) ?? this.#channel;
  }

  #put(n: number, from: Side, frame: Frame, inflated: Message | null, cause: number | undefined): void {
    const bytes = frame.bytes.subarray(frame.start, frame.end);
    const links = { parent: this.#parent, cause };
    if (frame.violation === null)
      this.#out.put(n, from, "frame", dataOf(frame, inflated), bytes, links, inflated?.bytes);
    else this.#out.putViolation(n, from, frame.violation, bytes, links, frame.header + frame.length);
  }
}

function dataOf(frame: Frame, inflated: Message | null): Data["websocket"]["frame"] {
  const { fin, rsv, opcode, masked, length, lengthBits, header } = frame;
  const key = masked ? toHex(frame.bytes.subarray(frame.key, frame.key + 4)) : null;
  const data = { fin, rsv, opcode, name: opcodeName(opcode)!, masked, key, length, lengthBits, header };
  if (opcode === OPCODE.close && length >= 2) {
    const { payload, payloadStart, payloadEnd } = frame;
    const code = payload[payloadStart]! * 256 + payload[payloadStart + 1]!;
    return { ...data, code, reason: decodeUtf8Leniently(payload.subarray(payloadStart + 2, payloadEnd)) };
  }
  if (frame.compressed) {
    const about = { ...data, compressed: true as const };
    if (!inflated) return about;
    const plain = { ...about, plain: inflated.length };
    return inflated.binary ? plain : { ...plain, text: textOf(inflated.bytes)! };
  }
  const { payload, payloadStart, payloadEnd } = frame;
  const isPing = opcode === OPCODE.ping || opcode === OPCODE.pong;
  const text = isPing || frame.text ? textOf(payload.subarray(payloadStart, payloadEnd)) : undefined;
  return text === undefined ? data : { ...data, text };
}

/** The bytes as text, where they are UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  // Four bytes make one character at the least, so what is cut off here is cut off below, too.
  if (bytes.length > 4 * TEXT_LIMIT) return cut(decodeUtf8Leniently(bytes.subarray(0, 4 * TEXT_LIMIT)));
  const text = decodeUtf8(bytes);
  return text === undefined ? undefined : cut(text);
}

/** At most `TEXT_LIMIT` UTF-16 units, no surrogate pair torn apart. */
function cut(text: string): string {
  if (text.length <= TEXT_LIMIT) return text;
  const last = text.charCodeAt(TEXT_LIMIT - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? TEXT_LIMIT - 1 : TEXT_LIMIT);
}
