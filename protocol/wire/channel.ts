/**
 * What carries messages in order: an Engine.IO session, over whichever connections, or a raw WebSocket. Its messages
 * are counted per direction, so that the server's notes can name them (records.ts, `Place`).
 */
import { EMPTY, fromBase64, toBase64, type Side } from "./bytes.ts";

/** Messages of the client whose entries can still be found: a burst of them is read before the first is handled. */
const RECENT = 1_024;
/** Of those that came before one that was handled. */
const HANDLED = 16;
/** Announced messages of the server that are remembered. */
const ANNOUNCED = 1_024;
/** Events of one side that wait for their acknowledgement. */
const ASKED = 256;
/** Channels that are remembered. */
const CHANNELS = 4_096;

/** A binary Socket.IO packet whose attachments are still coming. */
export interface Pending {
  /** The packet's text. */
  packet: Uint8Array;
  /** The Engine.IO message that carried it. */
  parent: number;
  cause: number | undefined;
  attachments: Uint8Array[];
  /** How many there will be. */
  expected: number;
  /** Attachments that have come; fewer are held where all would be too long. */
  come: number;
  /** Bytes held. */
  length: number;
  tooLong: boolean;
}

interface SavedPending extends Omit<Pending, "packet" | "attachments" | "cause"> {
  packet: string;
  attachments: string[];
  cause: number | null;
}

export interface SavedChannel {
  key: string;
  used: number;
  carrier: string | null;
  count: Record<Side, number>;
  first: number;
  recent: number[];
  causes: [index: number, n: number][];
  acks: Record<Side, [key: string, n: number][]>;
  pending: Record<Side, SavedPending | null>;
}

export class Channel {
  key: string;
  /** The n of the last entry that had to do with it. */
  used = 0;
  /** The WebSocket that carries the session now, by its conn; null while it polls. */
  carrier: string | null = null;
  /** Messages so far. */
  readonly count: Record<Side, number>;
  readonly pending: Record<Side, Pending | null>;
  /** n of the client's last messages, the first of them with the index `#first`. */
  readonly #recent: number[];
  #first: number;
  /** n of the emit, by index of the server's message that is to come. */
  readonly #causes: Map<number, number>;
  /** n of the event that this side sent and wants answered, by namespace and id. */
  readonly #acks: Record<Side, Map<string, number>>;

  constructor(key: string, saved?: SavedChannel) {
    this.key = key;
    this.used = saved?.used ?? 0;
    this.carrier = saved?.carrier ?? null;
    this.count = saved ? { ...saved.count } : { client: 0, server: 0 };
    this.pending = { client: restorePending(saved?.pending.client), server: restorePending(saved?.pending.server) };
    this.#recent = [...(saved?.recent ?? [])];
    this.#first = saved?.first ?? 0;
    this.#causes = new Map(saved?.causes);
    this.#acks = { client: new Map(saved?.acks.client), server: new Map(saved?.acks.server) };
  }

  save(): SavedChannel {
    const { key, used, carrier, count, pending } = this;
    return {
      key,
      used,
      carrier,
      count: { ...count },
      first: this.#first,
      recent: [...this.#recent],
      causes: [...this.#causes],
      acks: { client: [...this.#acks.client], server: [...this.#acks.server] },
      pending: { client: savePending(pending.client), server: savePending(pending.server) },
    };
  }

  /** Counts a message of this side. @returns the emit that it was announced by, for the server's. */
  arrive(from: Side, n: number): number | undefined {
    const index = this.count[from]++;
    this.used = n;
    if (from === "client") {
      if (this.#recent.push(n) > RECENT) this.#forget(RECENT / 2);
      return undefined;
    }
    if (this.#causes.size === 0) return undefined;
    const cause = this.#causes.get(index);
    this.#causes.delete(index);
    return cause;
  }

  /** The last message of the client is better known by the entry `n` on top of it. */
  raise(n: number): void {
    this.#recent[this.#recent.length - 1] = n;
  }

  /** The client's last messages were refused: the server never counted them. */
  takeBack(messages: number): void {
    this.count.client = Math.max(0, this.count.client - messages);
    this.#recent.length = Math.max(0, this.#recent.length - messages);
    this.#first = this.count.client - this.#recent.length;
  }

  /** The entry of the client's message with this index, if it has come and is not long ago; it is handled now. */
  find(index: number): number | undefined {
    const n = this.#recent[index - this.#first];
    const handled = index - this.#first - HANDLED;
    if (n !== undefined && handled >= HANDLED) this.#forget(handled);
    return n;
  }

  /** Of the client's last messages the oldest. */
  #forget(messages: number): void {
    this.#recent.splice(0, messages);
    this.#first += messages;
  }

  /** The server's message with this index, which has not come yet, will be there because of the emit `n`. */
  announce(index: number, n: number): void {
    if (index < this.count.server) return;
    remember(this.#causes, index, n, ANNOUNCED);
  }

  /** This side sent the event `n` and wants it answered. */
  ask(from: Side, key: string, n: number): void {
    remember(this.#acks[from], key, n, ASKED);
  }

  /** The event that an acknowledgement of this side answers. */
  answer(from: Side, key: string): number | undefined {
    const asked = this.#acks[from === "client" ? "server" : "client"];
    const n = asked.get(key);
    asked.delete(key);
    return n;
  }

  /** Nothing more will come. Its last messages can still be found: a program hears of the end later. */
  end(): void {
    this.#causes.clear();
    this.#acks.client.clear();
    this.#acks.server.clear();
  }
}

function remember<K>(map: Map<K, number>, key: K, n: number, limit: number): void {
  if (map.size >= limit && !map.has(key)) map.delete(map.keys().next().value!);
  map.set(key, n);
}

function savePending(pending: Pending | null): SavedPending | null {
  if (!pending) return null;
  const { packet, attachments, cause, ...rest } = pending;
  return { ...rest, packet: toBase64(packet), attachments: attachments.map(toBase64), cause: cause ?? null };
}

function restorePending(saved: SavedPending | null | undefined): Pending | null {
  if (!saved) return null;
  const { packet, attachments, cause, ...rest } = saved;
  return {
    ...rest,
    packet: packet === "" ? EMPTY : fromBase64(packet),
    attachments: attachments.map(fromBase64),
    cause: cause ?? undefined,
  };
}

/** Channels by key: the session's sid, or a raw WebSocket's `conn`. */
export class Channels {
  readonly #byKey = new Map<string, Channel>();

  constructor(saved: readonly SavedChannel[] = []) {
    for (const channel of saved) this.#byKey.set(channel.key, new Channel(channel.key, channel));
  }

  save(): SavedChannel[] {
    return [...this.#byKey.values()].map((channel) => channel.save());
  }

  find(key: string): Channel | undefined {
    return this.#byKey.get(key);
  }

  /** The channel with this key; a new one where there was none. */
  get(key: string): Channel {
    let channel = this.#byKey.get(key);
    if (!channel) {
      if (this.#byKey.size >= CHANNELS) this.#forget();
      channel = new Channel(key);
      this.#byKey.set(key, channel);
    }
    return channel;
  }

  /** A channel that was begun under another name has got its own. */
  rename(channel: Channel, key: string): void {
    this.#byKey.delete(channel.key);
    channel.key = key;
    this.#byKey.set(key, channel);
  }

  /** The quarter that has been silent for longest. */
  #forget(): void {
    const silent = [...this.#byKey.values()].sort((a, b) => a.used - b.used).slice(0, CHANNELS / 4);
    for (const { key } of silent) this.#byKey.delete(key);
  }
}
