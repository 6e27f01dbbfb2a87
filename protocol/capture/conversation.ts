/**
 * A stretch of a lab's log as a TCP conversation: the segments that could have carried these bytes. Handshake,
 * sequence numbers and ends follow RFC 9293; segments come when the bytes were read or written, and nothing is lost.
 */
import type { Side } from "../wire/bytes.ts";
import { ACK, FIN, packetOf, PSH, RST, SEGMENT_BYTES, SYN, type Address } from "./packet.ts";

interface Endpoint {
  address: Address;
  port: number;
  /** Sequence number of the next byte. */
  next: number;
  /** Packets sent. */
  packets: number;
}

const NOTHING: Uint8Array = new Uint8Array(0);

export class Conversation {
  readonly #client: Endpoint;
  readonly #server: Endpoint;

  constructor(client: { address: Address; port: number }, server: { address: Address; port: number }) {
    this.#client = { ...client, next: 0, packets: 0 };
    this.#server = { ...server, next: 0, packets: 0 };
  }

  /** SYN, SYN and ACK, ACK. */
  open(): Uint8Array<ArrayBuffer>[] {
    return [
      this.#send("client", SYN, NOTHING, 1),
      this.#send("server", SYN | ACK, NOTHING, 1),
      this.#send("client", ACK),
    ];
  }

  /** One segment, or several where it is too much for one. */
  data(from: Side, bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const packets: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < bytes.length; at += SEGMENT_BYTES) {
      const payload = bytes.subarray(at, at + SEGMENT_BYTES);
      const last = at + payload.length === bytes.length;
      packets.push(this.#send(from, last ? ACK | PSH : ACK, payload, payload.length));
    }
    return packets;
  }

  /** FIN both ways, `by` first. */
  end(by: Side): Uint8Array<ArrayBuffer>[] {
    const other = by === "client" ? "server" : "client";
    return [this.#send(by, FIN | ACK, NOTHING, 1), this.#send(other, FIN | ACK, NOTHING, 1), this.#send(by, ACK)];
  }

  reset(by: Side): Uint8Array<ArrayBuffer>[] {
    return [this.#send(by, RST | ACK)];
  }

  /** @param length what it takes of the sequence numbers: SYN and FIN count as one byte. */
  #send(from: Side, flags: number, payload = NOTHING, length = 0): Uint8Array<ArrayBuffer> {
    const [sender, receiver] =
      from === "client" ? ([this.#client, this.#server] as const) : ([this.#server, this.#client] as const);
    const packet = packetOf({
      from: sender,
      to: receiver,
      seq: sender.next,
      ack: flags & ACK ? receiver.next : 0,
      flags,
      payload,
      id: sender.packets++ & 0xffff,
    });
    sender.next = (sender.next + length) >>> 0;
    return packet;
  }
}
