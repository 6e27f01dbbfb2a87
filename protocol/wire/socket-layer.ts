/** Socket.IO packets in the messages of an Engine.IO session, as entries. */
import type { Data } from "../log.ts";
import { concat, toHex, viewOf, type Side, type Slice } from "./bytes.ts";
import type { Channel, Pending } from "./channel.ts";
import { boundedDepth } from "./depth.ts";
import type { RuleCode } from "./rules.ts";
import { decodeHead, decodePayload, placeAttachments, type PacketHead } from "./socket-io.ts";
import { MESSAGE_LIMIT } from "./websocket.ts";
import { LayerWriter, type EntryWriter, type Links, type Origin } from "./writer.ts";

/** Bytes of an attachment that stand in `data`. */
const SHOWN_OF_ATTACHMENT = 64;

export class SocketLayer {
  readonly #out: LayerWriter<"socket.io">;

  constructor(writer: EntryWriter, origin: Origin) {
    this.#out = new LayerWriter(writer, origin, "socket.io");
  }

  /**
   * A text message: a packet, or the beginning of a binary one. `links` name the Engine.IO message and the emit.
   * @returns the n of the entry on top, undefined while attachments are to come.
   */
  text(channel: Channel, from: Side, packet: Slice, links: Links): number | undefined {
    this.abandon(channel, from);
    const { bytes, start, end, length } = packet;
    if (length > end - start) return this.#out.violation(from, "socket.io.too-long", viewOf(packet), links, length);
    const head = decodeHead(bytes, start, end);
    if (typeof head === "string") return this.#out.violation(from, head, viewOf(packet), links);
    if (head.attachments === 0) return this.#packet(channel, from, head, packet, links, null);
    channel.pending[from] = {
      packet: bytes.slice(start, end),
      parent: links.parent!,
      cause: links.cause,
      attachments: [],
      expected: head.attachments,
      come: 0,
      length,
      tooLong: false,
    };
    return undefined;
  }

  /** A binary message: an attachment. @returns as `text` */
  binary(channel: Channel, from: Side, attachment: Slice, links: Links): number | undefined {
    const pending = channel.pending[from];
    if (!pending) return this.#out.violation(from, "socket.io.unexpected-binary", viewOf(attachment), links);
    hold(pending, attachment);
    if (pending.come < pending.expected) return undefined;
    channel.pending[from] = null;
    const { packet, length } = pending;
    const lastLinks = { parent: links.parent, cause: pending.cause ?? links.cause };
    if (pending.tooLong) return this.#out.violation(from, "socket.io.too-long", packet, lastLinks, length);
    const end = packet.length;
    const head = decodeHead(packet, 0, end) as PacketHead;
    return this.#packet(channel, from, head, { bytes: packet, start: 0, end, length: end }, lastLinks, pending);
  }

  /** Attachments under way will not come any more. */
  abandon(channel: Channel, from: Side): void {
    const pending = channel.pending[from];
    if (!pending) return;
    channel.pending[from] = null;
    const { packet, attachments, parent, cause, length } = pending;
    const bytes = this.#out.making ? concat([packet, ...attachments]) : packet;
    this.#out.violation(from, "socket.io.attachments-missing", bytes, { parent, cause }, length);
  }

  #packet(
    channel: Channel,
    from: Side,
    head: PacketHead,
    packet: Slice,
    links: Links,
    pending: Pending | null,
  ): number {
    const { type, nsp, id } = head;
    const n = this.#out.take();
    let answers: number | undefined;
    if (id !== undefined) {
      // Whether the JSON is valid or not: who only counts does not look at it.
      const key = `${nsp},${id}`;
      if (type === "event" || type === "binary_event") channel.ask(from, key, n);
      else answers = channel.answer(from, key);
    }
    if (!this.#out.making) return n;

    const shown = pending ? concat([packet.bytes, ...pending.attachments]) : viewOf(packet);
    const data = dataOf(head, packet, pending?.attachments ?? []);
    if (typeof data === "string") this.#out.putViolation(n, from, data, shown, links);
    else this.#out.put(n, from, type, data, shown, { ...links, answers });
    return n;
  }
}

/** Counts one more attachment, and keeps a copy of it as long as all of them are not too long. */
function hold(pending: Pending, attachment: Slice): void {
  pending.come++;
  pending.length += attachment.length;
  if (attachment.length > attachment.end - attachment.start || pending.length > MESSAGE_LIMIT) {
    pending.tooLong = true;
    pending.attachments = [];
  }
  if (!pending.tooLong) pending.attachments.push(viewOf(attachment).slice());
}

type PacketData = Data["socket.io"][Exclude<keyof Data["socket.io"], "violation">];

function dataOf(head: PacketHead, packet: Slice, attachments: readonly Uint8Array[]): PacketData | RuleCode {
  const payload = decodePayload(head, packet.bytes, packet.end);
  if (typeof payload === "string") return payload;
  const { nsp, type } = head;
  let data: unknown;
  try {
    data = type.startsWith("binary_")
      ? placeAttachments(payload.data, attachments.length, (num) => shownAttachment(attachments[num]!))
      : boundedDepth(payload.data);
  } catch {
    return "socket.io.placeholder"; // the only thing that placeAttachments throws about
  }
  const id = head.id === undefined ? {} : { id: head.id };
  const count = head.attachments === 0 ? {} : { attachments: head.attachments };
  switch (type) {
    case "connect":
      return data === undefined ? { nsp } : { nsp, payload: data };
    case "disconnect":
      return { nsp };
    case "connect_error":
      return { nsp, payload: data };
    case "event":
    case "binary_event": {
      const [name, ...args] = data as unknown[];
      return { nsp, ...id, name: String(name), args, ...count };
    }
    default:
      return { nsp, id: head.id!, args: data as unknown[], ...count };
  }
}

function shownAttachment(bytes: Uint8Array): { binary: number; hex: string } {
  return { binary: bytes.length, hex: toHex(bytes, SHOWN_OF_ATTACHMENT) };
}
