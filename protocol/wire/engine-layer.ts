/** Engine.IO packets of a session, from either transport, as entries; the Socket.IO packets in them go one layer up. */
import { viewOf, type Side, type Slice } from "./bytes.ts";
import type { Channel, Channels } from "./channel.ts";
import { decodeBinary, decodeOpen, mayCome, packetRanges, packetType, type PacketType } from "./engine-io.ts";
import { SocketLayer } from "./socket-layer.ts";
import { decodeUtf8Leniently } from "./utf8.ts";
import { LayerWriter, type EntryWriter, type Origin } from "./writer.ts";

/** How a packet came: `parent` is the entry of the body or frame. */
interface Via {
  transport: "polling" | "websocket";
  parent: number;
}

const LETTER_B = 0x62;

/** `2probe`, `3probe`. */
const PROBE = [0x70, 0x72, 0x6f, 0x62, 0x65];

export class EngineLayer {
  readonly #out: LayerWriter<"engine.io">;
  readonly #channels: Channels;
  readonly #origin: Origin;
  readonly #packets: SocketLayer;

  constructor(writer: EntryWriter, channels: Channels, origin: Origin) {
    this.#out = new LayerWriter(writer, origin, "engine.io");
    this.#channels = channels;
    this.#origin = origin;
    this.#packets = new SocketLayer(writer, origin);
  }

  /** The packets of one HTTP body, whose entry is `parent`, up to the first that is none: the session's parser stops there, too. */
  payload(channel: Channel, from: Side, body: Uint8Array, parent: number): void {
    const via: Via = { transport: "polling", parent };
    let current: Channel | null = channel;
    for (const [start, end] of packetRanges(body)) {
      const packet = { bytes: body, start, end, length: end - start };
      if (start < end && body[start] === LETTER_B) {
        if (!this.#base64(current, from, packet, via)) return;
      } else {
        current = this.text(current, from, packet, via);
        if (!current) return;
      }
    }
  }

  /** A body that is too long to be taken apart. */
  tooLong(from: Side, beginning: Uint8Array, parent: number, length: number): void {
    this.#out.violation(from, "engine.io.too-long", beginning, { parent }, length);
  }

  /** One packet that is text. @returns its channel, which an open packet names, or null where this is no packet */
  text(channel: Channel, from: Side, packet: Slice, via: Via): Channel | null {
    const { bytes, start, end, length } = packet;
    const type = start < end && bytes[start] !== LETTER_B ? packetType(bytes[start]) : undefined;
    if (type === "message") {
      this.#message(channel, from, packet, via);
      return channel;
    }
    if (type === undefined) {
      this.#out.violation(from, "engine.io.packet-type", viewOf(packet), { parent: via.parent }, length);
      return null;
    }
    if (type === "open" && from === "server") return this.#open(channel, viewOf(packet), via);
    this.#control(from, type, packet, via);
    if (type === "upgrade" && from === "client") channel.carrier = this.#origin.conn;
    if (type === "close") this.#end(channel);
    return channel;
  }

  /** One message that is binary; over HTTP `shown` is the base64 that it came as. */
  binary(channel: Channel, from: Side, message: Slice, { transport, parent }: Via, shown = viewOf(message)): void {
    const n = this.#out.take();
    const cause = channel.arrive(from, n);
    if (this.#out.making) {
      const data = { length: message.length, binary: true, transport };
      this.#out.put(n, from, "message", data, shown, { parent, cause });
    }
    const top = this.#packets.binary(channel, from, message, { parent: n, cause });
    if (from === "client" && top !== undefined) channel.raise(top);
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

  #message(channel: Channel, from: Side, packet: Slice, { transport, parent }: Via): void {
    const n = this.#out.take();
    const cause = channel.arrive(from, n);
    const { bytes, start, end, length } = packet;
    if (this.#out.making) {
      const data = { length: length - 1, binary: false, transport };
      this.#out.put(n, from, "message", data, viewOf(packet), { parent, cause });
    }
    const inner = { bytes, start: start + 1, end, length: length - 1 };
    const top = this.#packets.text(channel, from, inner, { parent: n, cause });
    if (from === "client" && top !== undefined) channel.raise(top);
  }

  /** Binary data in an HTTP body. @returns false where it is not base64 */
  #base64(channel: Channel, from: Side, packet: Slice, via: Via): boolean {
    const bytes = decodeBinary(packet.bytes, packet.start + 1, packet.end);
    if (!bytes) {
      this.#out.violation(from, "engine.io.base64", viewOf(packet), { parent: via.parent });
      return false;
    }
    const { length } = bytes;
    this.binary(channel, from, { bytes, start: 0, end: length, length }, via, viewOf(packet));
    return true;
  }

  #open(channel: Channel, bytes: Uint8Array, { transport, parent }: Via): Channel {
    const open = decodeOpen(decodeUtf8Leniently(bytes.subarray(1)));
    if (!open) {
      this.#out.violation("server", "engine.io.open", bytes, { parent });
      return channel;
    }
    const n = this.#out.take();
    if (this.#out.making) this.#out.put(n, "server", "open", open, bytes, { parent });
    // What came before the session had its name was counted under that of the connection.
    const session = channel.key === this.#origin.conn ? channel : this.#channels.get(open.sid);
    if (session === channel) this.#channels.rename(channel, open.sid);
    session.carrier = transport === "websocket" ? this.#origin.conn : null;
    return session;
  }

  #control(from: Side, type: Exclude<PacketType, "message">, packet: Slice, { parent }: Via): void {
    const { bytes, start, end } = packet;
    const probe = end - start === 6 && PROBE.every((byte, i) => bytes[start + 1 + i] === byte);
    if (!mayCome(from, type, probe)) {
      this.#out.violation(from, "engine.io.direction", viewOf(packet), { parent });
      return;
    }
    const n = this.#out.take();
    if (!this.#out.making) return;
    if (type === "ping" || type === "pong") this.#out.put(n, from, type, { probe }, viewOf(packet), { parent });
    else this.#out.put(n, from, type, {}, viewOf(packet), { parent });
  }
}
