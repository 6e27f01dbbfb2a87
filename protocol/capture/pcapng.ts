/**
 * A lab's log as a pcapng file (draft-ietf-opsawg-pcapng), which Wireshark and tshark open and dissect as TCP, HTTP
 * and WebSocket.
 *
 * What the server reads and writes are bytes of a stream; the packets that carried them were the kernel's. So the
 * bytes and their times are true, while IP and TCP headers are made up, and the file says so. Each stretch of a
 * connection that belongs to the lab (`conn` in the log) is one TCP conversation, from 192.0.2.x (addresses that
 * belong to nobody: RFC 5737), with one x for each client, to port 80 of 192.0.2.1: there Wireshark looks for HTTP.
 * A WebSocket whose handshake is older than the capture goes to port 81: nothing says what it is, but whoever tells
 * Wireshark to decode TCP port 81 as WebSocket can read it.
 *
 * Packets are raw IP without a link layer (LINKTYPE_RAW): a made-up Ethernet header would only be one more untruth.
 */
import type { Checkpoint, LogRecord } from "../records.ts";
import type { SavedConnection } from "../wire/layers.ts";
import { savedDecoder } from "./checkpoint.ts";
import { Conversation } from "./conversation.ts";
import { coverSecrets } from "./cover.ts";
import type { Capture } from "./file.ts";
import type { Address } from "./packet.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const LINKTYPE_RAW = 101;
/** Options: of every block, of the section, of the interface. */
const [COMMENT, USER_APPLICATION, INTERFACE_NAME] = [1, 4, 2];

const SERVER = 0xc0000201;
const [HTTP_PORT, HEADLESS_PORT] = [80, 81];
const CLIENTS = 0xc000020a;
/** The client of a stretch that names none. */
const NOBODY = 0xc00002fe;
/** How many clients have an address of their own: from CLIENTS up to the one before NOBODY. */
const MOST_CLIENTS = NOBODY - CLIENTS;
const [FIRST_PORT, PORTS] = [49_152, 16_384];

const utf8 = new TextEncoder();

/**
 * The blocks of the file, in order: write them one after the other. Values of cookies and credentials are covered.
 *
 * @example
 * const file = new Blob([...pcapng(capture)]);
 */
export function* pcapng({ header, records }: Capture): Generator<Uint8Array<ArrayBuffer>> {
  yield sectionHeader(header.program);
  yield interfaceDescription();
  const conversations = new Conversations(header.checkpoint);
  for (const record of coverSecrets(records, header.checkpoint)) {
    const { packets, comment } = conversations.take(record);
    const microseconds = header.began * 1_000 + Math.round(record.t * 1_000);
    for (const [i, packet] of packets.entries()) yield enhancedPacket(packet, microseconds, i === 0 ? comment : "");
  }
}

interface Packets {
  packets: Uint8Array<ArrayBuffer>[];
  /** For the first of them. */
  comment: string;
}

class Conversations {
  readonly #byConn = new Map<number, Conversation>();
  readonly #addresses = new Map<string, Address>();
  /** Stretches that are older than the capture. */
  readonly #older: ReadonlyMap<number, SavedConnection>;

  constructor(checkpoint: Checkpoint | undefined) {
    this.#older = new Map(checkpoint && savedDecoder(checkpoint, "checkpoint").connections);
  }

  take(record: LogRecord): Packets {
    const { conn } = record;
    if (record.type === "bytes") {
      const known = this.#byConn.get(conn);
      if (known) return { packets: known.data(record.from, record.bytes), comment: "" };
      const older = this.#older.get(conn);
      const port = older?.webSocket ? HEADLESS_PORT : HTTP_PORT;
      const packets = this.#add(conn, older?.origin.client, port).data(record.from, record.bytes);
      return { packets, comment: `${named(conn, older?.origin.client)}, which began before this capture.` };
    }
    const { layer, kind, client, data } = record.note;
    if (layer === "tcp" && kind === "open")
      return { packets: this.#add(conn, client, HTTP_PORT).open(), comment: `${named(conn, client)}.` };
    const conversation = this.#byConn.get(conn);
    if (layer !== "tcp" || kind !== "close" || !conversation) return { packets: [], comment: "" };
    const by = data["by"] === "client" ? "client" : "server";
    // A released connection lives on, outside this lab: here it just goes quiet.
    if (data["how"] === "end") return { packets: conversation.end(by), comment: "" };
    return { packets: data["how"] === "reset" ? conversation.reset(by) : [], comment: "" };
  }

  #add(conn: number, client: string | undefined, port: number): Conversation {
    const from = { address: this.#address(client), port: FIRST_PORT + (conn % PORTS) };
    const conversation = new Conversation(from, { address: SERVER, port });
    this.#byConn.set(conn, conversation);
    return conversation;
  }

  #address(client: string | undefined): Address {
    if (client === undefined) return NOBODY;
    const known = this.#addresses.get(client);
    if (known !== undefined) return known;
    const address = CLIENTS + (this.#addresses.size % MOST_CLIENTS);
    this.#addresses.set(client, address);
    return address;
  }
}

function named(conn: number, client: string | undefined): string {
  return `Stretch c${conn} of the log${client === undefined ? "" : `, client ${client}`}`;
}

function sectionHeader(program: string): Uint8Array<ArrayBuffer> {
  const body = new DataView(new ArrayBuffer(16));
  body.setUint32(0, BYTE_ORDER, true);
  body.setUint16(4, 1, true); // version 1.0
  body.setBigInt64(8, -1n, true); // the section's length is not said
  return block(SECTION_HEADER, body, [
    [
      COMMENT,
      `The log of a lab of Wirelight (program ${program}). IP and TCP headers are synthetic: the bytes and their times ` +
        "are those that the server's program read and wrote, while nobody saw the packets that carried them. " +
        "Each TCP stream here is one stretch of a connection that belongs to the lab. " +
        "Values of cookies and credentials are covered with asterisks. Streams to port 81 are WebSockets whose handshake " +
        "is older than this file: decode TCP port 81 as WebSocket.",
    ],
    [USER_APPLICATION, "Wirelight"],
  ]);
}

function interfaceDescription(): Uint8Array<ArrayBuffer> {
  const body = new DataView(new ArrayBuffer(8));
  body.setUint16(0, LINKTYPE_RAW, true);
  return block(INTERFACE_DESCRIPTION, body, [[INTERFACE_NAME, "lab"]]);
}

/** @param time microseconds since 1970, the unit of an interface that names no other. */
function enhancedPacket(packet: Uint8Array, time: number, comment: string): Uint8Array<ArrayBuffer> {
  const body = new DataView(new ArrayBuffer(20 + padded(packet.length)));
  body.setUint32(4, Math.floor(time / 2 ** 32), true);
  body.setUint32(8, time % 2 ** 32, true);
  body.setUint32(12, packet.length, true);
  body.setUint32(16, packet.length, true);
  new Uint8Array(body.buffer).set(packet, 20);
  return block(ENHANCED_PACKET, body, comment === "" ? [] : [[COMMENT, comment]]);
}

/** Type, length, body, options, length again. */
function block(type: number, body: DataView, options: readonly (readonly [number, string])[]): Uint8Array<ArrayBuffer> {
  const texts = options.map(([code, text]) => [code, utf8.encode(text).subarray(0, 0xffff)] as const);
  const END_OF_OPTIONS = texts.length === 0 ? 0 : 4;
  const optionBytes = texts.reduce((sum, [, text]) => sum + 4 + padded(text.length), END_OF_OPTIONS);
  const bytes = new Uint8Array(12 + body.byteLength + optionBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(new Uint8Array(body.buffer), 8);
  let at = 8 + body.byteLength;
  for (const [code, text] of texts) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + padded(text.length);
  }
  view.setUint32(bytes.length - 4, bytes.length, true);
  return bytes;
}

/** To whole 32-bit words. */
function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
