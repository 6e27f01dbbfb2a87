/**
 * Socket.IO protocol 5: packets inside Engine.IO messages, and the attachments that follow binary ones
 * (https://socket.io/docs/v4/socket-io-protocol/).
 *
 * `<type>[<attachments>-][<namespace>,][<id>][<JSON>]`
 */
import type { Kind } from "../log.ts";
import { latin1 } from "./bytes.ts";
import { mapJson } from "./depth.ts";
import type { RuleCode } from "./rules.ts";
import { decodeUtf8Leniently } from "./utf8.ts";

/** In the order of their digits. */
export const PACKET_TYPES = [
  "connect",
  "disconnect",
  "event",
  "ack",
  "connect_error",
  "binary_event",
  "binary_ack",
] as const;
export type PacketType = (typeof PACKET_TYPES)[number] & Kind<"socket.io">;

const RESERVED_NAMES = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);

/** More than any program sends; a header may claim any number. */
const ATTACHMENTS_LIMIT = 1_000_000;

/** What stands before the JSON. */
export interface PacketHead {
  type: PacketType;
  attachments: number;
  /** With its query, if it has one. */
  nsp: string;
  id: number | undefined;
  /** Where the JSON begins. */
  json: number;
}

export interface Packet {
  type: PacketType;
  nsp: string;
  id?: number;
  data?: unknown;
  /** Of binary packets. */
  attachments?: number;
}

/** Reads the head of the packet `bytes[start…end)`, without looking at its JSON. @returns the rule that it breaks, where it breaks one. */
export function decodeHead(bytes: Uint8Array, start: number, end: number): PacketHead | RuleCode {
  const type = start < end ? PACKET_TYPES[bytes[start]! - 0x30] : undefined;
  if (!type) return "socket.io.packet-type";
  let at = start + 1;
  let attachments = 0;
  if (type === "binary_event" || type === "binary_ack") {
    const digits = digitsEnd(bytes, at, end);
    attachments = numberAt(bytes, at, digits);
    if (!(attachments >= 1 && attachments <= ATTACHMENTS_LIMIT) || bytes[digits] !== 0x2d || digits >= end)
      return "socket.io.attachments";
    at = digits + 1;
  }
  let nsp = "/";
  if (at < end && bytes[at] === 0x2f) {
    let comma = bytes.indexOf(0x2c, at);
    if (comma < 0 || comma > end) comma = end;
    nsp = comma === at + 1 ? "/" : decodeUtf8Leniently(bytes.subarray(at, comma));
    at = Math.min(comma + 1, end);
  }
  const digits = digitsEnd(bytes, at, end);
  const id = digits > at ? numberAt(bytes, at, digits) : undefined;
  if (id === undefined ? type === "ack" || type === "binary_ack" : !Number.isSafeInteger(id)) return "socket.io.id";
  return { type, attachments, nsp, id, json: digits };
}

function digitsEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}

/** NaN where there are no digits. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 16) return Infinity;
  return start === end ? NaN : Number(latin1(bytes, start, end));
}

/** Reads the JSON of the packet whose head is given: undefined where there is none. @returns the rule that it breaks, where it breaks one. */
export function decodePayload(head: PacketHead, bytes: Uint8Array, end: number): { data?: unknown } | RuleCode {
  let data: unknown;
  if (head.json < end) {
    try {
      data = JSON.parse(decodeUtf8Leniently(bytes.subarray(head.json, end)));
    } catch {
      return "socket.io.json";
    }
  }
  return breach(head.type, data) ?? (data === undefined ? {} : { data });
}

function breach(type: PacketType, data: unknown): RuleCode | undefined {
  const isObject = typeof data === "object" && data !== null && !Array.isArray(data);
  const fits = {
    connect: data === undefined || isObject,
    disconnect: data === undefined,
    connect_error: typeof data === "string" || isObject,
    ack: Array.isArray(data),
    event: Array.isArray(data) && (typeof data[0] === "string" || typeof data[0] === "number"),
  }[type.replace("binary_", "") as "connect" | "disconnect" | "connect_error" | "ack" | "event"];
  if (!fits) return "socket.io.payload";
  const isEvent = type === "event" || type === "binary_event";
  return isEvent && RESERVED_NAMES.has((data as unknown[])[0] as string) ? "socket.io.reserved-name" : undefined;
}

/** A whole packet from text bytes. @returns the rule that it breaks, where it breaks one. */
export function decodePacket(bytes: Uint8Array): Packet | RuleCode {
  const head = decodeHead(bytes, 0, bytes.length);
  if (typeof head === "string") return head;
  const payload = decodePayload(head, bytes, bytes.length);
  if (typeof payload === "string") return payload;
  const { type, nsp, id, attachments } = head;
  return { type, nsp, ...(id === undefined ? {} : { id }), ...payload, ...(attachments > 0 ? { attachments } : {}) };
}

/**
 * A copy of a packet's data with `place(num)` for each placeholder, cut off where it is nested too deep.
 * @throws RangeError for a placeholder whose number is not one of the attachments.
 */
export function placeAttachments(data: unknown, attachments: number, place: (num: number) => unknown): unknown {
  return mapJson(data, ({ _placeholder, num }) => {
    if (_placeholder !== true) return undefined;
    if (!Number.isInteger(num) || (num as number) < 0 || (num as number) >= attachments)
      throw new RangeError("no such attachment");
    return place(num as number);
  });
}

/**
 * Writes a packet: its text, then its attachments. Bytes in `data` become placeholders, and make an event or
 * acknowledgement a binary one.
 */
export function encodePacket(packet: Omit<Packet, "attachments">): [text: string, ...attachments: Uint8Array[]] {
  const attachments: Uint8Array[] = [];
  const data = packet.data === undefined ? "" : JSON.stringify(takeBytes(packet.data, attachments));
  const binary = attachments.length > 0 && !packet.type.startsWith("binary_");
  const type = binary ? (`binary_${packet.type}` as PacketType) : packet.type;
  const count = type.startsWith("binary_") ? `${attachments.length}-` : "";
  const nsp = packet.nsp === "/" ? "" : `${packet.nsp},`;
  return [`${PACKET_TYPES.indexOf(type)}${count}${nsp}${packet.id ?? ""}${data}`, ...attachments];
}

function takeBytes(value: unknown, attachments: Uint8Array[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return { _placeholder: true, num: attachments.push(value) - 1 };
  if (Array.isArray(value)) return value.map((item) => takeBytes(item, attachments));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, takeBytes(item, attachments)]));
}
