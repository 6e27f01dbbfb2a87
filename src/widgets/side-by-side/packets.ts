/**
 * What passed on a line, packet by packet: one row for a reader is one HTTP message or one WebSocket frame, with each
 * of its bytes given to the layer that asked for it. Everything is counted from the log's entries.
 */
import type { Entry, EntryOf, From, Layer } from "../../../protocol/log.ts";
import { spacedHex } from "../../client/hex.ts";

/** What a packet is for. Packets of the same role stand in the same row of the two sides. */
export type Role =
  | "upgrade"
  | "switch"
  | "request"
  | "response"
  | "session"
  | "climb"
  | "join"
  | "message"
  | "heartbeat"
  | "leave"
  | "close"
  | "violation";

/** A run of bytes of a packet that belongs to one layer. The parts of a packet are all of its bytes, in order. */
export interface Part {
  layer: Layer;
  /** As text; of binary headers the hex digits. */
  text: string;
  bytes: number;
  /** The very message that the learner typed. */
  yours?: true;
}

export interface Packet {
  /** The entry that the log opens for it. */
  n: number;
  /** Milliseconds since the lab began. */
  t: number;
  conn: string;
  client: string;
  from: From;
  role: Role;
  parts: Part[];
  /** Bytes on the wire: the sum of its parts. */
  bytes: number;
}

/** What a stretch of the log weighs. */
export interface Count {
  packets: number;
  /** Bytes client → server and server → client, from the tcp entries. */
  up: number;
  down: number;
}

const utf8 = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The HTTP messages and WebSocket frames among these entries, in order.
 * @param message what the learner typed: found again inside the packets and marked `yours`.
 */
export function packetsOf(entries: readonly Entry[], message = ""): Packet[] {
  const carried = byParent(entries);
  const heads = new Map<string, Packet>();
  const packets: Packet[] = [];
  for (const entry of entries) {
    if (entry.layer === "websocket") {
      packets.push(
        entry.kind === "frame"
          ? framePacket(entry, carried, message)
          : packetOf(entry, "violation", [{ layer: "websocket", text: entry.data.message, bytes: entry.data.length }]),
      );
    } else if (entry.layer === "http") {
      const stretch = `${entry.conn} ${entry.from}`;
      if (entry.kind === "body") addBody(heads.get(stretch), entry, carried, message);
      else {
        const packet = httpPacket(entry);
        heads.set(stretch, packet);
        packets.push(packet);
      }
    }
  }
  return packets;
}

/** How many packets, and how many bytes in each direction. */
export function countOf(entries: readonly Entry[]): Count {
  const count: Count = { packets: 0, up: 0, down: 0 };
  for (const entry of entries) {
    if (entry.layer === "tcp" && entry.kind === "chunk") {
      if (entry.from === "client") count.up += entry.data.length;
      else count.down += entry.data.length;
    } else if (entry.layer === "websocket" || (entry.layer === "http" && entry.kind !== "body")) count.packets++;
  }
  return count;
}

function packetOf(entry: Entry, role: Role, parts: Part[]): Packet {
  const { n, t, conn, client = "", from } = entry;
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return { n, t, conn, client, from, role, parts, bytes };
}

function byParent(entries: readonly Entry[]): Map<number, Entry[]> {
  const carried = new Map<number, Entry[]>();
  for (const entry of entries) {
    if (entry.parent === undefined) continue;
    const siblings = carried.get(entry.parent);
    if (siblings) siblings.push(entry);
    else carried.set(entry.parent, [entry]);
  }
  return carried;
}

type HttpEntry = Extract<Entry, { layer: "http" }>;

function httpPacket(entry: Exclude<HttpEntry, { kind: "body" }>): Packet {
  const { data } = entry;
  if (entry.kind === "violation")
    return packetOf(entry, "violation", [{ layer: "http", text: entry.data.message, bytes: data.length }]);
  const head = (text: string): Part[] => [{ layer: "http", text, bytes: data.length }];
  if (entry.kind === "request") {
    const upgrade = entry.data.headers.some(([name]) => name.toLowerCase() === "upgrade");
    return packetOf(entry, upgrade ? "upgrade" : "request", head(`${entry.data.method} ${entry.data.target}`));
  }
  const { status, reason } = entry.data;
  return packetOf(entry, status === 101 ? "switch" : "response", head(`${status} ${reason}`));
}

function addBody(
  head: Packet | undefined,
  body: EntryOf<"http", "body">,
  carried: Map<number, Entry[]>,
  message: string,
): void {
  if (!head || body.data.length === 0) return;
  const text = decoder.decode(body.bytes);
  const packets = (carried.get(body.n) ?? []).filter((entry) => entry.layer === "engine.io");
  // Polling joins the packets of one body with the record separator 0x1e, which belongs to Engine.IO.
  const pieces = packets.length > 0 ? text.split("\x1e") : [text];
  pieces.forEach((piece, i) => {
    const packet = packets[i];
    if (i > 0) head.parts.push({ layer: "engine.io", text: "␞", bytes: 1 });
    head.parts.push(...(packet ? engineParts(piece, packet, carried, message) : [part("http", piece)]));
  });
  head.bytes += body.data.length;
}

function framePacket(entry: EntryOf<"websocket", "frame">, carried: Map<number, Entry[]>, message: string): Packet {
  const { data } = entry;
  const header: Part = {
    layer: "websocket",
    text: spacedHex(entry.bytes.subarray(0, data.header)),
    bytes: data.header,
  };
  if (data.name === "close") {
    const body = data.code === undefined ? "" : `${data.code}${data.reason ? ` ${data.reason}` : ""}`;
    const rest: Part[] = data.length ? [{ layer: "websocket", text: body, bytes: data.length }] : [];
    return packetOf(entry, "close", [header, ...rest]);
  }
  const text = data.text ?? `${data.length} bytes`;
  if (data.name === "ping" || data.name === "pong")
    return packetOf(entry, "heartbeat", [header, { layer: "websocket", text, bytes: data.length }]);
  const packet = carried.get(entry.n)?.find((child) => child.layer === "engine.io");
  if (!packet) return packetOf(entry, "message", [header, ...markYours("app", text, message, data.length)]);
  return packetOf(entry, roleOf(packet, carried), [
    header,
    ...engineParts(text, packet, carried, message, data.length),
  ]);
}

function roleOf(packet: Entry, carried: Map<number, Entry[]>): Role {
  if (packet.layer !== "engine.io") return "violation";
  switch (packet.kind) {
    case "open":
      return "session";
    case "ping":
    case "pong":
      return packet.data.probe ? "climb" : "heartbeat";
    case "upgrade":
    case "noop":
      return "climb";
    case "close":
      return "leave";
    case "violation":
      return "violation";
  }
  const inside = carried.get(packet.n)?.find((child) => child.layer === "socket.io");
  if (inside?.kind === "connect" || inside?.kind === "connect_error") return "join";
  return inside?.kind === "disconnect" ? "leave" : "message";
}

/** An Engine.IO packet in its parts: the type digit, then a Socket.IO packet or what else it carries. */
function engineParts(
  text: string,
  packet: Entry,
  carried: Map<number, Entry[]>,
  message: string,
  length = utf8.encode(text).length,
): Part[] {
  const inside = carried.get(packet.n)?.some((child) => child.layer === "socket.io");
  if (!inside) return [{ layer: "engine.io", text, bytes: length }];
  return [part("engine.io", text.slice(0, 1)), ...markYours("socket.io", text.slice(1), message, length - 1)];
}

/** Cuts the learner's message out of the text of a layer. `length`: the bytes of all of it. */
function markYours(layer: Layer, text: string, message: string, length: number): Part[] {
  // Inside JSON the message has its escapes; JSON.stringify is what both clients used.
  const written = [message, JSON.stringify(message).slice(1, -1)].find((form) => form !== "" && text.includes(form));
  if (written === undefined) return [{ layer, text, bytes: length }];
  const at = text.indexOf(written);
  const before = part(layer, text.slice(0, at));
  const yours: Part = { ...part("app", written), yours: true };
  const after: Part = {
    layer,
    text: text.slice(at + written.length),
    bytes: length - before.bytes - yours.bytes,
  };
  return [before, yours, after].filter(({ bytes }) => bytes > 0);
}

function part(layer: Layer, text: string): Part {
  return { layer, text, bytes: utf8.encode(text).length };
}
