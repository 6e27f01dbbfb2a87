/**
 * Engine.IO protocol 4: packets, over HTTP joined by 0x1e and with binary data as base64, over a WebSocket one a
 * message (https://socket.io/docs/v4/engine-io-protocol/).
 */
import type { Data, Kind } from "../log.ts";
import { fromBase64, latin1, toBase64, type Side } from "./bytes.ts";
import type { RuleCode } from "./rules.ts";
import { decodeUtf8Leniently } from "./utf8.ts";

/** In the order of their digits. */
export const PACKET_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"] as const;
export type PacketType = (typeof PACKET_TYPES)[number] & Kind<"engine.io">;

/** Between the packets of one HTTP body. */
export const SEPARATOR = 0x1e;

export interface Packet {
  type: PacketType;
  /** What stands after the type; bytes only in a message. */
  data: string | Uint8Array;
}

/** How a client asked to be carried, from its request's query. */
export interface SessionQuery {
  eio: string;
  transport: string;
  /** Undefined in the first request, which opens the session. */
  sid: string | undefined;
  /** The answers are scripts (`j`), not packets. */
  jsonp: boolean;
}

/** Reads a request target; undefined where it has nothing to do with Engine.IO. */
export function sessionQuery(target: string): SessionQuery | undefined {
  const start = target.indexOf("?");
  if (start < 0 || !target.includes("EIO=", start)) return undefined;
  const query = new URLSearchParams(target.slice(start + 1));
  const eio = query.get("EIO");
  if (eio === null) return undefined;
  const transport = query.get("transport") ?? "";
  return { eio, transport, sid: query.get("sid") || undefined, jsonp: query.has("j") };
}

/** The type of a packet that begins with this byte; `b` (binary over HTTP) is a message. */
export function packetType(byte: number | undefined): PacketType | undefined {
  if (byte === 0x62) return "message";
  return byte === undefined ? undefined : PACKET_TYPES[byte - 0x30];
}

/** Where each packet of an HTTP body begins and ends. */
export function* packetRanges(body: Uint8Array): Generator<[start: number, end: number]> {
  let start = 0;
  for (;;) {
    const separator = body.indexOf(SEPARATOR, start);
    yield [start, separator < 0 ? body.length : separator];
    if (separator < 0) return;
    start = separator + 1;
  }
}

/**
 * Reads one packet, as text or as it stood in an HTTP body (a WebSocket's binary message is a message as it is).
 * @returns the rule that it breaks, where it breaks one.
 */
export function decodePacket(bytes: Uint8Array): Packet | RuleCode {
  const type = packetType(bytes[0]);
  if (!type) return "engine.io.packet-type";
  if (bytes[0] !== 0x62) return { type, data: decodeUtf8Leniently(bytes.subarray(1)) };
  const data = decodeBinary(bytes, 1, bytes.length);
  return data ? { type, data } : "engine.io.base64";
}

/** Binary data of an HTTP body: base64 after the `b`; undefined where it is not. */
export function decodeBinary(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  try {
    return fromBase64(latin1(bytes, start, end));
  } catch {
    return undefined; // `atob` has no other way to say it
  }
}

/** The payload of an open packet, or undefined where it is not one. */
export function decodeOpen(json: string): Data["engine.io"]["open"] | undefined {
  let open: unknown;
  try {
    open = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof open !== "object" || open === null) return undefined;
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = open as Record<string, unknown>;
  if (typeof sid !== "string" || !Array.isArray(upgrades) || !upgrades.every((name) => typeof name === "string"))
    return undefined;
  if (typeof pingInterval !== "number" || typeof pingTimeout !== "number") return undefined;
  // python-engineio before 4.11 sends no maxPayload.
  return { sid, upgrades, pingInterval, pingTimeout, ...(typeof maxPayload === "number" ? { maxPayload } : {}) };
}

/** Whether this side may send this packet. `probe`: ping and pong that check a new transport go the other way. */
export function mayCome(from: Side, type: PacketType, probe: boolean): boolean {
  switch (type) {
    case "open":
    case "noop":
      return from === "server";
    case "upgrade":
      return from === "client";
    case "ping":
      return from === (probe ? "client" : "server");
    case "pong":
      return from === (probe ? "server" : "client");
    default:
      return true;
  }
}

/** Writes a packet for a WebSocket: text, or bytes for binary data. */
export function encodePacket(packet: Packet): string | Uint8Array {
  return typeof packet.data === "string" ? PACKET_TYPES.indexOf(packet.type) + packet.data : packet.data;
}

/** Writes an HTTP body. */
export function encodePayload(packets: readonly Packet[]): string {
  return packets
    .map((packet) => (typeof packet.data === "string" ? (encodePacket(packet) as string) : `b${toBase64(packet.data)}`))
    .join(String.fromCharCode(SEPARATOR));
}
