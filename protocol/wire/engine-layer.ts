/** Engine.IO packets of a session, from either transport, as entries; the Socket.IO packets in them go one layer up. */
import type { Side } from "./bytes.ts";
import type { Channel, Channels } from "./channel.ts";
import { decodeBinary, decodeOpen, mayCome, packetRanges, packetType, type PacketType } from "./engine-io.ts";
import type { RuleCode } from "./rules.ts";
import { SocketLayer } from "./socket-layer.ts";
import { decodeUtf8Leniently } from "./utf8.ts";
import type { EntryWriter, Origin } from "./writer.ts";

type Transport = "polling" | "websocket";

/** `2probe`, `3probe`. */
const PROBE = [0x70, 0x72, 0x6f, 0x62, 0x65];

export class EngineLayer {
  readonly #writer: EntryWriter;
  readonly #channels: Channels;
  readonly #origin: Origin;
  readonly #packets: SocketLayer;

  constructor(writer: EntryWriter, channels: Channels, origin: Origin) {
    this.#writer = writer;
    this.#channels = channels;
    this.#origin = origin;
    this.#packets = new SocketLayer(writer, origin);
  }

  /**
   * The packets of one HTTP body, up to the first that is none (where the session's parser stops, too).
   * @param parent the body's entry
   * @returns the channel, which an open packet may have named
   */
  payload(channel: Channel, from: Side, body: Uint8Array, parent: number): Channel {
    let current: Channel | null = channel;
    for (const [start, end] of packetRanges(body)) {
      if (start < end && body[start] === 0x62) {
        if (!this.#base64(channel, from, body, start, end, parent)) break;
      } else {
        current = this.text(channel, from, body, start, end, end - start, "polling", parent);
        if (!current) break;
        channel = current;
      }
    }
    return channel;
  }

  /**
   * One packet that is text.
   * @param length of the whole packet, where only its beginning is there
   * @returns the channel, or null where this is no packet
   */
  text(
    channel: Channel,
    from: Side,
    bytes: Uint8Array,
    start: number,
    end: number,
    length: number,
    transport: Transport,
    parent: number,
  ): Channel | null {
    const type = start < end && bytes[start] !== 0x62 ? packetType(bytes[start]) : undefined;
    if (type === "message") {
      this.#message(channel, from, bytes, start, end, length, transport, parent);
      return channel;
    }
    if (type === undefined) {
      this.#violation(from, "engine.io.packet-type", bytes.subarray(start, end), parent, length);
      return null;
    }
    if (type === "open" && from === "server") return this.#open(channel, bytes.subarray(start, end), transport, parent);
    this.#control(from, type, bytes, start, end, parent);
    if (type === "upgrade" && from === "client") channel.carrier = this.#origin.conn;
    if (type === "close") this.#end(channel);
    return channel;
  }

  /** One message that is binary: over a WebSocket it has no type of its own. */
  binary(channel: Channel, from: Side, bytes: Uint8Array, length: number, parent: number): void {
    this.#binary(channel, from, bytes, bytes, length, "websocket", parent);
  }

  /** This WebSocket has ended, and with it the session, unless that is carried by another connection. */
  closed(channel: Channel): void {
    if (channel.carrier === this.#origin.conn) this.#end(channel);
  }

  #end(channel: Channel): void {
    this.#packets.abandon(channel, "client");
    this.#packets.abandon(channel, "server");
    channel.end();
  }

  #message(
    channel: Channel,
    from: Side,
    bytes: Uint8Array,
    start: number,
    end: number,
    length: number,
    transport: Transport,
    parent: number,
  ): void {
    const n = this.#writer.take();
    const cause = channel.arrive(from, n);
    const links = { parent, cause };
    if (this.#writer.making) {
      const data = { length: length - 1, binary: false, transport };
      this.#writer.put(n, this.#origin, from, "engine.io", "message", data, bytes.subarray(start, end), links);
    }
    const inner = { parent: n, cause };
    const top =
      length > end - start
        ? this.#packets.tooLong(from, bytes.subarray(start + 1, end), length - 1, inner)
        : this.#packets.text(channel, from, bytes, start + 1, end, inner);
    if (from === "client" && top !== undefined) channel.raise(top);
  }

  #binary(
    channel: Channel,
    from: Side,
    payload: Uint8Array,
    shown: Uint8Array,
    length: number,
    transport: Transport,
    parent: number,
  ): void {
    const n = this.#writer.take();
    const cause = channel.arrive(from, n);
    if (this.#writer.making) {
      const data = { length, binary: true, transport };
      this.#writer.put(n, this.#origin, from, "engine.io", "message", data, shown, { parent, cause });
    }
    const top = this.#packets.binary(channel, from, payload, length === payload.length, { parent: n, cause });
    if (from === "client" && top !== undefined) channel.raise(top);
  }

  /** Binary data in an HTTP body. @returns false where it is not base64 */
  #base64(channel: Channel, from: Side, body: Uint8Array, start: number, end: number, parent: number): boolean {
    const payload = decodeBinary(body, start + 1, end);
    if (payload) this.#binary(channel, from, payload, body.subarray(start, end), payload.length, "polling", parent);
    else this.#violation(from, "engine.io.base64", body.subarray(start, end), parent);
    return payload !== undefined;
  }

  #open(channel: Channel, bytes: Uint8Array, transport: Transport, parent: number): Channel {
    const open = decodeOpen(decodeUtf8Leniently(bytes.subarray(1)));
    if (!open) {
      this.#violation("server", "engine.io.open", bytes, parent);
      return channel;
    }
    const n = this.#writer.take();
    if (this.#writer.making) this.#writer.put(n, this.#origin, "server", "engine.io", "open", open, bytes, { parent });
    // What came before the session had its name was counted under that of the connection.
    const session = channel.key === this.#origin.conn ? channel : this.#channels.get(open.sid);
    if (session === channel) this.#channels.rename(channel, open.sid);
    session.carrier = transport === "websocket" ? this.#origin.conn : null;
    return session;
  }

  #control(
    from: Side,
    type: Exclude<PacketType, "message">,
    bytes: Uint8Array,
    start: number,
    end: number,
    parent: number,
  ): void {
    const probe = end - start === 6 && PROBE.every((byte, i) => bytes[start + 1 + i] === byte);
    if (!mayCome(from, type, probe)) {
      this.#violation(from, "engine.io.direction", bytes.subarray(start, end), parent);
      return;
    }
    const n = this.#writer.take();
    if (!this.#writer.making) return;
    const packet = bytes.subarray(start, end);
    if (type === "ping" || type === "pong")
      this.#writer.put(n, this.#origin, from, "engine.io", type, { probe }, packet, { parent });
    else this.#writer.put(n, this.#origin, from, "engine.io", type, {}, packet, { parent });
  }

  #violation(from: Side, code: RuleCode, bytes: Uint8Array, parent: number, length = bytes.length): void {
    const n = this.#writer.take();
    if (this.#writer.making)
      this.#writer.putViolation(n, this.#origin, from, "engine.io", code, bytes, { parent }, length);
  }
}
