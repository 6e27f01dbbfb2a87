/** IPv4 packets with TCP segments (RFC 791, RFC 9293), for a capture of bytes whose own packets nobody saw. */

/** Bits of the TCP header's flags. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** Bytes of a segment: half of what Node reads at once. */
export const SEGMENT_BYTES = 32_768;

/** As a number: 192.0.2.1 is 0xc0000201. */
export type Address = number;

export interface Segment {
  from: { address: Address; port: number };
  to: { address: Address; port: number };
  /** Modulo 2^32. */
  seq: number;
  ack: number;
  flags: number;
  /** At most `SEGMENT_BYTES`. */
  payload: Uint8Array;
  /** Number of this packet of its sender, modulo 2^16. */
  id: number;
}

/**
 * A SYN says that segments may be this large (option 2) and that windows count in units of 2^14 bytes (option 3):
 * then no amount of data overruns the window that all segments announce, and Wireshark has nothing to warn of.
 */
const SYN_OPTIONS = Uint8Array.of(2, 4, SEGMENT_BYTES >> 8, SEGMENT_BYTES & 0xff, 1, 3, 3, 14);
const NO_OPTIONS = new Uint8Array(0);
const WINDOW = 0xffff;
const TTL = 64;
const TCP = 6;
const DO_NOT_FRAGMENT = 0x4000;

/** The packet, its checksums right. */
export function packetOf({ from, to, seq, ack, flags, payload, id }: Segment): Uint8Array<ArrayBuffer> {
  const options = flags & SYN ? SYN_OPTIONS : NO_OPTIONS;
  const offset = 20 + 20 + options.length;
  const packet = new Uint8Array(offset + payload.length);
  const view = new DataView(packet.buffer);

  view.setUint8(0, 0x45); // version 4, a header of 5 words
  view.setUint16(2, packet.length);
  view.setUint16(4, id);
  view.setUint16(6, DO_NOT_FRAGMENT);
  view.setUint8(8, TTL);
  view.setUint8(9, TCP);
  view.setUint32(12, from.address);
  view.setUint32(16, to.address);
  view.setUint16(10, checksum(view, 0, 20));

  view.setUint16(20, from.port);
  view.setUint16(22, to.port);
  view.setUint32(24, seq);
  view.setUint32(28, ack);
  view.setUint8(32, ((20 + options.length) / 4) << 4);
  view.setUint8(33, flags);
  view.setUint16(34, WINDOW);
  packet.set(options, 40);
  packet.set(payload, offset);
  const length = packet.length - 20;
  view.setUint16(36, checksum(view, 20, packet.length, sum(view, 12, 20) + TCP + length));
  return packet;
}

/** RFC 1071. The field itself is still 0. */
function checksum(view: DataView, start: number, end: number, pseudoHeader = 0): number {
  let total = pseudoHeader + sum(view, start, end);
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000);
  return ~total & 0xffff;
}

/** Of the 16-bit words from `start` to `end`, an odd last byte filled up with zeros. */
function sum(view: DataView, start: number, end: number): number {
  let total = 0;
  for (let at = start; at + 1 < end; at += 2) total += view.getUint16(at);
  return (end - start) % 2 === 0 ? total : total + (view.getUint8(end - 1) << 8);
}
