/**
 * Socket.IO's connections as the log has them: what each asked for by HTTP, what it said over its WebSocket, and how far
 * it came on the way from one to the other. For the ladder of lesson 11, its bet and its mission.
 */
import type { Entry, EntryOf } from "../../protocol/log.ts";
import { headerOf } from "./missions/exchanges.ts";

/** An HTTP request with its answer. */
export interface Trip {
  readonly request: EntryOf<"http", "request">;
  /** In the order of the log; 101 for the one that opened the WebSocket. */
  response: EntryOf<"http", "response"> | undefined;
  /** Bytes of head and body. */
  up: number;
  down: number;
}

export interface Packet {
  /** The packet of Engine.IO. */
  readonly entry: Extract<Entry, { layer: "engine.io" }>;
  /** Over HTTP the request that it went with, or whose answer brought it; else its frame. */
  readonly carrier: Trip | EntryOf<"websocket", "frame">;
  /** The packet of Socket.IO in it, when it is complete. */
  message: Exclude<Extract<Entry, { layer: "socket.io" }>, { kind: "violation" }> | undefined;
}

export interface Climb {
  /** The session's id. */
  readonly sid: string;
  readonly client: string | undefined;
  /** How it began. */
  readonly began: "polling" | "websocket";
  readonly trips: Trip[];
  readonly packets: Packet[];
}

export interface Ladder {
  /** In the order in which they began. */
  readonly climbs: readonly Climb[];
  /** Requests for a session over WebSocket alone that were not answered with 101. */
  readonly refused: readonly Trip[];
}

export function ladderOf(entries: readonly Entry[]): Ladder {
  const reader = new Reader();
  for (const entry of entries) reader.add(entry);
  return reader;
}

class Reader implements Ladder {
  readonly climbs: Climb[] = [];
  readonly refused: Trip[] = [];
  readonly #bySid = new Map<string, Climb>();
  /** The last request of each connection: neither browsers nor Node send another one before it is answered. */
  readonly #trips = new Map<string, Trip>();
  /** The session that a WebSocket belongs to, by conn. */
  readonly #carried = new Map<string, Climb>();
  readonly #carriers = new Map<number, Packet["carrier"]>();
  readonly #packets = new Map<number, Packet>();

  add(entry: Entry): void {
    if (entry.kind === "violation") return;
    if (entry.layer === "http") this.#http(entry);
    else if (entry.layer === "websocket") this.#carriers.set(entry.n, entry);
    else if (entry.layer === "engine.io") this.#packet(entry);
    else if (entry.layer === "socket.io") {
      // Bytes come after the text that announces them: the event then stands on the last of them.
      const packet = this.#packets.get(entry.parent ?? 0);
      if (packet) packet.message = entry;
    }
  }

  #http(entry: Exclude<Extract<Entry, { layer: "http" }>, { kind: "violation" }>): void {
    if (entry.kind === "request") {
      const trip = { request: entry, response: undefined, up: entry.bytes.length, down: 0 };
      this.#trips.set(entry.conn, trip);
      this.#bySid.get(queryOf(trip).get("sid") ?? "")?.trips.push(trip);
      return;
    }
    const trip = this.#trips.get(entry.conn);
    if (!trip) return;
    if (entry.from === "client") trip.up += entry.bytes.length;
    else trip.down += entry.bytes.length;
    if (entry.kind === "body") this.#carriers.set(entry.n, trip);
    else this.#answered(trip, entry);
  }

  #answered(trip: Trip, response: EntryOf<"http", "response">): void {
    trip.response = response;
    const query = queryOf(trip);
    if (query.get("transport") !== "websocket") return;
    const climb = this.#bySid.get(query.get("sid") ?? "");
    if (response.data.status !== 101) {
      if (!query.has("sid")) this.refused.push(trip);
    } else if (climb) this.#carried.set(response.conn, climb);
  }

  #packet(entry: Exclude<Packet["entry"], { kind: "violation" }>): void {
    const carrier = this.#carriers.get(entry.parent ?? 0);
    if (!carrier) return;
    const climb = entry.kind === "open" ? this.#begin(entry) : this.#climbOf(carrier);
    if (!climb) return;
    const packet = { entry, carrier, message: undefined };
    climb.packets.push(packet);
    this.#packets.set(entry.n, packet);
  }

  #begin({ conn, client, data }: EntryOf<"engine.io", "open">): Climb | undefined {
    const trip = this.#trips.get(conn);
    if (!trip) return undefined;
    const began = queryOf(trip).get("transport") === "websocket" ? "websocket" : "polling";
    const climb: Climb = { sid: data.sid, client, began, trips: [trip], packets: [] };
    this.climbs.push(climb);
    this.#bySid.set(data.sid, climb);
    if (began === "websocket") this.#carried.set(conn, climb);
    return climb;
  }

  #climbOf(carrier: Packet["carrier"]): Climb | undefined {
    if (!isTrip(carrier)) return this.#carried.get(carrier.conn);
    return this.#bySid.get(queryOf(carrier).get("sid") ?? "");
  }
}

function queryOf({ request }: Trip): URLSearchParams {
  return new URLSearchParams(request.data.target.split("?")[1] ?? "");
}

export function isTrip(carrier: Packet["carrier"]): carrier is Trip {
  return "request" in carrier;
}

/** Its request to change to a WebSocket, or to begin with one. */
export function upgradeOf({ trips }: Climb): Trip | undefined {
  return trips.find(({ request }) => headerOf(request.data.headers, "upgrade")?.toLowerCase() === "websocket");
}

export function isRefused(trip: Trip | undefined): trip is Trip & { response: EntryOf<"http", "response"> } {
  return trip?.response !== undefined && trip.response.data.status !== 101;
}

/** The three packets that move a session over to its WebSocket, as far as they have come. */
export interface Move {
  probe: Packet | undefined;
  answer: Packet | undefined;
  upgrade: Packet | undefined;
}

export function moveOf({ packets }: Climb): Move {
  const isProbe = ({ entry }: Packet, kind: "ping" | "pong") => entry.kind === kind && entry.data.probe;
  const probe = packets.find((packet) => isProbe(packet, "ping") && packet.entry.from === "client");
  const answer = probe && packets.find((packet) => isProbe(packet, "pong") && packet.entry.n > probe.entry.n);
  const upgrade =
    answer &&
    packets.find(({ entry }) => entry.kind === "upgrade" && entry.from === "client" && entry.n > answer.entry.n);
  return { probe, answer, upgrade };
}

/** A message of the client, and the one that came back for it. */
export interface Echo {
  over: "polling" | "websocket";
  sent: Packet;
  back: Packet;
  /** Neither shared a request or an answer with another message. */
  alone: boolean;
  requests: number;
  up: number;
  down: number;
}

/** Messages that went and came back over the same transport, and what each cost; the program sends back what it gets. */
export function echoesOf({ packets }: Climb): Echo[] {
  const events = packets.filter(isEvent);
  const of = (from: "client" | "server") => events.filter(({ entry }) => entry.from === from);
  const backs = of("server");
  return of("client").flatMap((sent, i) => {
    const back = backs[i];
    if (!back || isTrip(sent.carrier) !== isTrip(back.carrier)) return [];
    const carriers = [...carriersOf(sent, packets), ...carriersOf(back, packets)];
    const trips = carriers.filter(isTrip);
    const frames = carriers.filter((carrier): carrier is EntryOf<"websocket", "frame"> => !isTrip(carrier));
    const framed = (from: "client" | "server") =>
      frames.filter((frame) => frame.from === from).reduce((sum, { bytes }) => sum + bytes.length, 0);
    return {
      over: trips.length > 0 ? "polling" : "websocket",
      sent,
      back,
      alone: [sent, back].every(({ carrier }) => events.filter((other) => other.carrier === carrier).length === 1),
      requests: trips.length,
      up: trips.reduce((sum, { up }) => sum + up, framed("client")),
      down: trips.reduce((sum, { down }) => sum + down, framed("server")),
    };
  });
}

function isEvent({ message }: Packet): boolean {
  return message?.kind === "event" || message?.kind === "binary_event";
}

/** What carried an event: of one with bytes also what carried the text before them. */
function carriersOf(packet: Packet, packets: readonly Packet[]): Set<Packet["carrier"]> {
  const attachments = packet.message?.kind === "binary_event" ? packet.message.data.attachments : 0;
  const side = packets.filter(({ entry }) => entry.kind === "message" && entry.from === packet.entry.from);
  const at = side.indexOf(packet);
  return new Set(side.slice(at - attachments, at + 1).map(({ carrier }) => carrier));
}

/** Whether the program's proxy lets `Upgrade` pass now: what it was told last, in this run. */
export function upgradePasses(entries: readonly Entry[]): boolean {
  const order = entries.findLast(
    (entry): entry is EntryOf<"http", "request"> =>
      entry.layer === "http" &&
      entry.kind === "request" &&
      entry.data.method === "POST" &&
      /\/proxy\/(drop|pass)-upgrade$/.test(entry.data.target),
  );
  return !order?.data.target.endsWith("/proxy/drop-upgrade");
}
