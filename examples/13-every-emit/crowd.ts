/**
 * The four clients of the reference: A and B are in r1, B and C in r2, D in no room; A and C are in the namespace /chat
 * as well, and A there in r1. A has the rows run. Used by client.ts, by tests and by the page.
 */
import type { Socket } from "socket.io-client";
import { AFTERWARDS, calls, listen, type ClientSocket } from "./calls.ts";
import { heardText, perform, type Result } from "./events.ts";
import type { Line } from "./lines.ts";

const LETTERS = ["A", "B", "C", "D"] as const;
export type Letter = (typeof LETTERS)[number];

/** Where the clients are connected: all to the one server, or to two servers, or A to the one that compresses. */
export type Station = "main" | "servers" | "deflate";

const ROOMS: Record<Letter, string[]> = { A: ["r1"], B: ["r1", "r2"], C: ["r2"], D: [] };
const CHAT: Partial<Record<Letter, string[]>> = { A: ["r1"], C: [] };

/** The server that a client of a station is connected to; "" is the lab's own. */
export const SERVERS: Record<Station, Partial<Record<Letter, string>>> = {
  main: { A: "", B: "", C: "", D: "" },
  servers: { A: "one", B: "one", C: "two", D: "two" },
  deflate: { A: "deflate" },
};

/** Longer than anything here takes on a busy machine. */
const PATIENCE = 10_000;
const MOST_TRIES = 100;

/** What a crowd needs of the place where it is. */
export interface Place {
  /** A new client's socket, that will be connected: in the namespace `/`, over a connection of its own. */
  connect(letter: Letter, server: string): Promise<Socket>;
  /** Begins to note the packets of all clients, after those fences and their answers. */
  begin(fence: number, letters: readonly Letter[]): Promise<void>;
  /** The packets since then, when those are there that are named: these clients' fences, and the answers. */
  end(fence: number, letters: readonly Letter[]): Promise<Line[]>;
}

export interface RowToRun {
  id: string;
  /** Default: main. */
  station?: Station;
  /** Its call changes who is connected or where, or leaves a listener behind. */
  disturbs?: boolean;
}

/** What came of a row. */
export interface Seen extends Result {
  lines: Line[];
  /** Listeners that were called, on the servers and at A. */
  heard: string[];
  /** The events that each client was handed. */
  got: Record<string, number>;
}

interface Member {
  socket: ClientSocket;
  chat: ClientSocket | undefined;
}

export class Crowd {
  readonly #place: Place;
  readonly #stations = new Map<Station, Map<Letter, Member>>();
  readonly #runnable = new Map<Station, ReadonlySet<string>>();
  /** Of the row that runs. */
  #got: Record<string, number> = {};
  #heard: string[] = [];
  #fences = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  /**
   * Connects who is not connected, and has each placed in its rooms.
   * @returns the rows that the server can run
   * @throws Error with the library's words when one cannot be connected
   */
  async gather(station: Station): Promise<ReadonlySet<string>> {
    const members = this.#stations.get(station) ?? new Map<Letter, Member>();
    this.#stations.set(station, members);
    const missing = LETTERS.filter(
      (letter) => SERVERS[station][letter] !== undefined && !members.get(letter)?.socket.connected,
    );
    // One after the other: the order in which they came is the order in which a server has them.
    for (const letter of missing) {
      leave(members.get(letter));
      members.set(letter, await this.#join(station, letter));
    }
    if (!this.#runnable.has(station)) {
      const rows = await members.get("A")!.socket.timeout(PATIENCE).emitWithAck("rows");
      this.#runnable.set(station, new Set(rows));
    }
    return this.#runnable.get(station)!;
  }

  /**
   * A has the row run. Afterwards each client asks something of its own, and when it has the answer, everything that was
   * sent to it before is there.
   * @param enough whether all was heard that is to be expected. Node handles the messages of a client in order; Flask
   *   begins a thread for each, so that the last may be ready first.
   * @throws Error when the server knows no such row, or an answer does not come
   */
  async run({ id, station = "main", disturbs }: RowToRun, enough = (_heard: string[]) => true): Promise<Seen> {
    const { runnable, members } = await this.#settle(station);
    const { socket } = members.get("A")!;
    const own = calls(socket)[id];
    if (!own && !runnable.has(id)) throw new Error(`This server has no row ${id}.`);
    const got: Record<string, number> = (this.#got = {});
    const heard: string[] = (this.#heard = []);
    const hear = (by: string, event: string, ...args: unknown[]) => {
      if (event !== "fence") heard.push(`A: ${heardText(by, event, args)}`);
    };
    try {
      let result: Result = { shown: [] };
      if (runnable.has(id)) result = await settled(socket.timeout(PATIENCE).emitWithAck("run", id), result);
      if (AFTERWARDS.has(id)) socket.emit("hello", "in");
      if (own) result = await perform(own, hear);
      let fence = await this.#fence(members);
      for (let tries = 0; !enough(heard) && tries < MOST_TRIES; tries++) fence = await this.#fence(members);
      const lines = await this.#place.end(fence.number, fence.letters);
      return { ...result, lines, heard, got };
    } finally {
      [this.#got, this.#heard] = [{}, []];
      if (disturbs) this.#leave(station);
    }
  }

  close(): void {
    for (const station of this.#stations.keys()) this.#leave(station);
  }

  /** Everyone is there, and nothing is under way. */
  async #settle(station: Station) {
    for (let tries = 0; ; tries++) {
      const runnable = await this.gather(station);
      const members = this.#stations.get(station)!;
      const { number, letters } = await this.#fence(members);
      if (letters.length < members.size && tries < MOST_TRIES) continue; // one did not know yet that it was disconnected
      await this.#place.begin(number, letters);
      return { runnable, members };
    }
  }

  #leave(station: Station): void {
    for (const member of this.#stations.get(station)?.values() ?? []) leave(member);
    this.#stations.delete(station);
  }

  async #join(station: Station, letter: Letter): Promise<Member> {
    const socket: ClientSocket = await this.#place.connect(letter, SERVERS[station][letter]!);
    const chat: ClientSocket | undefined = station === "main" && CHAT[letter] ? socket.io.socket("/chat") : undefined;
    try {
      for (const [each, rooms] of [[socket, ROOMS[letter]] as const, [chat, CHAT[letter]] as const]) {
        if (!each || !rooms) continue;
        each.onAny(() => (this.#got[letter] = (this.#got[letter] ?? 0) + 1));
        listen(each, letter);
        await connected(each);
        await each.timeout(PATIENCE).emitWithAck("place", rooms);
      }
    } catch (error) {
      leave({ socket, chat }); // no member yet: nobody else knows of it
      throw error;
    }
    socket.on("disconnect", (reason) => this.#heard.push(`${letter}: ${heardText("on", "disconnect", [reason])}`));
    return { socket, chat };
  }

  /** Asks each client's question; A's answer brings what listeners on the server heard. */
  async #fence(members: ReadonlyMap<Letter, Member>) {
    const number = ++this.#fences;
    const letters: Letter[] = [];
    await Promise.all(
      [...members].map(async ([letter, { socket }]) => {
        if (!socket.connected) return;
        const answer = await settled(socket.timeout(PATIENCE).emitWithAck("fence", number), null);
        if (answer === null) return; // it was disconnected by the row
        letters.push(letter);
        this.#heard.push(...answer);
      }),
    );
    return { number, letters };
  }
}

function leave(member: Member | undefined): void {
  member?.chat?.disconnect();
  member?.socket.disconnect();
}

function connected(socket: ClientSocket): Promise<void> {
  if (socket.connected) return Promise.resolve();
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve).once("connect_error", reject);
    socket.connect();
  });
}

/** The answer; or this, when the connection ended before it came. @throws Error when it does not come in time */
async function settled<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).message === "socket has been disconnected") return otherwise;
    throw error;
  }
}
