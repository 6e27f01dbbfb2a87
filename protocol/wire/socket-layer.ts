/** Socket.IO packets in the messages of an Engine.IO session, as entries. */
import type { Data } from "../log.ts";
import { concat, toHex, type Side } from "./bytes.ts";
import type { Channel, Pending } from "./channel.ts";
import { boundedDepth } from "./depth.ts";
import type { RuleCode } from "./rules.ts";
import { decodeHead, decodePayload, placeAttachments, type PacketHead } from "./socket-io.ts";
import { MESSAGE_LIMIT } from "./websocket.ts";
import type { EntryWriter, Links, Origin } from "./writer.ts";

/** Bytes of an attachment that stand in `data`. */
const SHOWN_OF_ATTACHMENT = 64;

export class SocketLayer {
  readonly #writer: EntryWriter;
  readonly #origin: Origin;

  constructor(writer: EntryWriter, origin: Origin) {
    this.#writer = writer;
    this.#origin = origin;
  }

  /**
   * A text message: a packet, or the beginning of a binary one. `links` name the Engine.IO message and the emit.
   * @returns the n of the entry on top, undefined while attachments are to come.
   */
  text(channel: Channel, from: Side, bytes: Uint8Array, start: number, end: number, links: Links): number | undefined {
    this.abandon(channel, from);
    const head = decodeHead(bytes, start, end);
    if (typeof head === "string") return this.#violation(from, head, bytes.subarray(start, end), links);
    if (head.attachments === 0) return this.#packet(channel, from, head, bytes, start, end, links, null);
    channel.pending[from] = {
      packet: bytes.slice(start, end),
      parent: links.parent!,
      cause: links.cause,
      attachments: [],
      expected: head.attachments,
      come: 0,
      length: end - start,
      tooLong: false,
    };
    return undefined;
  }

  /** A binary message: an attachment. @returns as `text` */
  binary(channel: Channel, from: Side, bytes: Uint8Array, whole: boolean, links: Links): number | undefined {
    const pending = channel.pending[from];
    if (!pending) return this.#violation(from, "socket.io.unexpected-binary", bytes, links);
    pending.come++;
    pending.length += bytes.length;
    if (!whole || pending.length > MESSAGE_LIMIT) {
      pending.tooLong = true;
      pending.attachments = [];
    }
    if (!pending.tooLong) pending.attachments.push(bytes.slice());
    if (pending.come < pending.expected) return undefined;
    channel.pending[from] = null;
    const { packet, cause, tooLong } = pending;
    const lastLinks = { parent: links.parent, cause: cause ?? links.cause };
    if (tooLong) return this.tooLong(from, packet, pending.length, lastLinks);
    const head = decodeHead(packet, 0, packet.length) as PacketHead;
    return this.#packet(channel, from, head, packet, 0, packet.length, lastLinks, pending);
  }

  /** A message of which only the beginning was held. */
  tooLong(from: Side, bytes: Uint8Array, length: number, links: Links): number {
    return this.#violation(from, "socket.io.too-long", bytes, links, length);
  }

  /** Attachments under way will not come any more. */
  abandon(channel: Channel, from: Side): void {
    const pending = channel.pending[from];
    if (!pending) return;
    channel.pending[from] = null;
    const { packet, attachments, parent, cause, length } = pending;
    const bytes = this.#writer.making ? concat([packet, ...attachments]) : packet;
    this.#violation(from, "socket.io.attachments-missing", bytes, { parent, cause }, length);
  }

  #packet(
    channel: Channel,
    from: Side,
    head: PacketHead,
    bytes: Uint8Array,
    start: number,
    end: number,
    links: Links,
    pending: Pending | null,
  ): number {
    const { type, nsp, id } = head;
    const n = this.#writer.take();
    let answers: number | undefined;
    if (id !== undefined) {
      // Whether the JSON is valid or not: who only counts does not look at it.
      const key = `${nsp},${id}`;
      if (type === "event" || type === "binary_event") channel.ask(from, key, n);
      else answers = channel.answer(from, key);
    }
    if (!this.#writer.making) return n;

    const shown = pending ? concat([bytes, ...pending.attachments]) : bytes.subarray(start, end);
    const data = dataOf(head, bytes, end, pending?.attachments ?? []);
    if (typeof data === "string") this.#writer.putViolation(n, this.#origin, from, "socket.io", data, shown, links);
    else this.#writer.put(n, this.#origin, from, "socket.io", type, data, shown, { ...links, answers });
    return n;
  }

  #violation(from: Side, code: RuleCode, bytes: Uint8Array, links: Links, length = bytes.length): number {
    const n = this.#writer.take();
    if (this.#writer.making) this.#writer.putViolation(n, this.#origin, from, "socket.io", code, bytes, links, length);
    return n;
  }
}

type PacketData = Data["socket.io"][Exclude<keyof Data["socket.io"], "violation">];

function dataOf(
  head: PacketHead,
  bytes: Uint8Array,
  end: number,
  attachments: readonly Uint8Array[],
): PacketData | RuleCode {
  const payload = decodePayload(head, bytes, end);
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
