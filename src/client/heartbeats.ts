/** The heartbeats of a lab's connections, read from its log: those of raw WebSockets and of Engine.IO, in one form. */
import type { Entry, EntryOf } from "../../protocol/log.ts";

export interface Dials {
  pingInterval: number;
  pingTimeout: number;
}

/** What program 09-heartbeat begins with. */
export const FIRST_DIALS: Dials = { pingInterval: 1_000, pingTimeout: 1_000 };

/** A ping a minute: as good as none, where everything else takes seconds. It is the most that a lab may be set to. */
export const NO_HEARTBEAT = 60_000;

/** An entry, by its number and time. */
export interface Moment {
  n: number;
  t: number;
}

/** `lag`: milliseconds that each direction took longer when the ping passed. */
export interface Beat {
  ping: Moment;
  pong?: Moment;
  lag: number;
}

/** One connection, as the server has it. */
export interface Pulse {
  /** The socket's id; of a raw WebSocket its conn. */
  id: string;
  conn: string;
  client: string | undefined;
  layer: "websocket" | "engine.io";
  /** From here on the server has waited with its first ping. */
  began: Moment;
  beats: Beat[];
  /** Its line is frozen since then. */
  frozen: Moment | undefined;
  /** `reason`: what the program was told. `noticed`: no pong came, so the server gave it up. `lag`: at that time. */
  ended?: Moment & { reason: string; noticed: boolean; lag: number };
}

type Fault = EntryOf<"app", "fault">;

export class Heartbeats {
  #dials = FIRST_DIALS;
  #pulses: Pulse[] = [];
  /** The last Engine.IO handshake of each connection. */
  readonly #handshakes = new Map<string, Moment>();
  /** Connections whose TCP the server has ended. */
  readonly #left = new Set<string>();
  /** Milliseconds of delay in force, by target. */
  readonly #lags = new Map<string, number>();

  /** The times in force, for both layers. */
  get dials(): Dials {
    return this.#dials;
  }

  /** Connections since the program was started, the oldest first. */
  get pulses(): readonly Pulse[] {
    return this.#pulses;
  }

  /** The client's latest connection. */
  of(client: string): Pulse | undefined {
    return this.#pulses.findLast((pulse) => pulse.client === client);
  }

  /** Takes the next entry of the log. */
  push(entry: Entry): void {
    const { n, t } = entry;
    if (entry.layer === "websocket" && entry.kind === "frame") {
      if (entry.data.name === "ping" && entry.from === "server") this.#ping(entry);
      else if (entry.data.name === "pong" && entry.from === "client") this.#pong(entry);
    } else if (entry.layer === "engine.io") {
      if (entry.kind === "open") this.#handshakes.set(entry.conn, { n, t });
      else if (entry.kind === "ping" && !entry.data.probe) this.#ping(entry);
      else if (entry.kind === "pong" && !entry.data.probe) this.#pong(entry);
    } else if (entry.layer === "tcp" && entry.kind === "close") {
      if (entry.data.by === "server") this.#left.add(entry.conn);
    } else if (entry.layer === "app") this.#app(entry);
  }

  /** Milliseconds that each direction of the client's line takes longer now. */
  lagOf({ client = "", conn = "" }: { client?: string | undefined; conn?: string }): number {
    return this.#lags.get(conn) ?? this.#lags.get(client) ?? this.#lags.get("all") ?? 0;
  }

  #live(conn: string): Pulse | undefined {
    return this.#pulses.findLast((pulse) => pulse.conn === conn && !pulse.ended);
  }

  #ping({ n, t, conn }: Entry): void {
    const pulse = this.#live(conn);
    pulse?.beats.push({ ping: { n, t }, lag: this.lagOf(pulse) });
  }

  #pong({ n, t, conn }: Entry): void {
    const beat = this.#live(conn)?.beats.at(-1);
    if (beat) beat.pong ??= { n, t };
  }

  #app(entry: Extract<Entry, { layer: "app" }>): void {
    const { n, t, conn, client } = entry;
    switch (entry.kind) {
      case "restart":
        this.#dials = { ...FIRST_DIALS, ...entry.data.io };
        this.#pulses = [];
        this.#lags.clear();
        break;
      case "connection": {
        const { id, protocol } = entry.data;
        const layer = protocol === "websocket" ? "websocket" : "engine.io";
        const began = (layer === "engine.io" && this.#handshakes.get(conn)) || { n, t };
        this.#pulses.push({ id, conn, client, layer, began, beats: [], frozen: undefined });
        break;
      }
      case "disconnect": {
        const { id, reason } = entry.data;
        const pulse = this.#pulses.find((pulse) => pulse.id === id && !pulse.ended);
        // What ws.terminate() does: the server ends TCP, and there was no close frame.
        const terminated = reason === "1006" && this.#left.has(conn);
        const noticed = terminated || reason === "ping timeout";
        if (pulse) pulse.ended = { n, t, reason, noticed, lag: this.lagOf(pulse) };
        break;
      }
      case "fault":
        this.#fault(entry);
    }
  }

  #fault({ n, t, data }: Fault): void {
    const { fault, target } = data;
    const hit = this.#pulses.filter(
      ({ conn, client, ended }) => !ended && (target === "all" || target === conn || target === client),
    );
    if (fault === "freeze") for (const pulse of hit) pulse.frozen ??= { n, t };
    if (fault === "thaw" || fault === "heal") for (const pulse of hit) pulse.frozen = undefined;
    // The program is gone, and with it whoever could notice something.
    if (fault === "stop") for (const pulse of hit) pulse.ended = { n, t, reason: fault, noticed: false, lag: 0 };
    if (fault === "delay") this.#lags.set(target, Number(data["ms"]) || 0);
    if (fault === "heal" && target === "all") this.#lags.clear();
    else if (fault === "heal") this.#lags.delete(target);
  }
}

/** The heartbeats in these entries, the oldest first. */
export function heartbeatsIn(entries: readonly Entry[]): Heartbeats {
  const heartbeats = new Heartbeats();
  for (const entry of entries) heartbeats.push(entry);
  return heartbeats;
}
