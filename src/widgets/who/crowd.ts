/** The four clients of lesson 13: connects them, puts them into their rooms, and runs one call with a fence after it. */
import type { Entry } from "../../../protocol/log.ts";
import { SocketIoClient } from "../../client/clients/socket-io.ts";
import type { Lab } from "../../client/clients/client.ts";
import type { LabSession } from "../../client/lab.ts";
import { isFenced } from "../../client/receivers.ts";
import { opened } from "../../client/clients/opened.ts";
import { CLIENTS, ROOMS, SENDER } from "./calls.ts";

/** What it needs of the lab and of the page. */
export interface Place {
  lab: Lab & Pick<LabSession, "own" | "release"> & { log: Pick<LabSession["log"], "watch"> };
  /** Runs `work` after that many milliseconds; the returned function cancels it. */
  after(ms: number, work: () => void): () => void;
}

export interface CallRun {
  /** The socket.io event that asked for the call: its n. */
  asked: number;
  fences: readonly number[];
}

/** Longer than anything here takes on a busy machine. */
const PATIENCE = 10_000;

/** The question that is each client's fence: its answer comes after all that was sent to it before. */
const FENCE = "rooms";

export class Crowd {
  readonly #place: Place;
  readonly #clients: ReadonlyMap<string, SocketIoClient>;

  constructor(place: Place) {
    this.#place = place;
    this.#clients = new Map(CLIENTS.map((client) => [client, place.lab.own(new SocketIoClient(place.lab, client))]));
  }

  /**
   * Connects all four and has each asked into its rooms: a client cannot join by itself.
   * @throws Error with a sentence when one of them cannot be connected
   */
  async gather(): Promise<void> {
    await Promise.all(
      [...this.#clients].map(async ([name, client]) => {
        // Four clients that poll would use up the six connections that a browser has for one server.
        await client.connect({ transports: ["websocket"], reconnection: false });
        await opened(client);
        for (const room of ROOMS[name as keyof typeof ROOMS]) await client.emitWithAck(PATIENCE, "join", room);
      }),
    );
  }

  /**
   * A asks for the call; then each client asks a question of its own, A first.
   * @returns when the log holds every answer, and with them everything that the call sent
   */
  async run(ask: string, ...args: unknown[]): Promise<CallRun> {
    const done = this.#fence(ask);
    try {
      this.#clients.get(SENDER)!.emit(ask, ...args);
      // The answer to A shows that the call was made; only then may the others ask.
      await this.#clients.get(SENDER)!.emitWithAck(PATIENCE, FENCE);
      const others = [...this.#clients.values()].filter(({ letter }) => letter !== SENDER);
      await Promise.all(others.map((client) => client.emitWithAck(PATIENCE, FENCE)));
      return await done.seen;
    } finally {
      done.stop();
    }
  }

  close(): void {
    for (const client of this.#clients.values()) this.#place.lab.release(client);
  }

  #fence(ask: string): { seen: Promise<CallRun>; stop(): void } {
    let stop = () => {};
    const seen = new Promise<CallRun>((resolve, reject) => {
      const entries: Entry[] = [];
      const unwatch = this.#place.lab.log.watch((items) => {
        for (const item of items) if ("n" in item && item.layer === "socket.io") entries.push(item);
        const run = runOf(entries, ask);
        if (run && run.fences.length === CLIENTS.length && isFenced(entries, run.fences)) resolve(run);
      });
      const cancel = this.#place.after(PATIENCE, () => reject(new Error("The log does not show the end of this run.")));
      stop = () => {
        unwatch();
        cancel();
      };
    });
    seen.catch(() => {}); // a question that nobody answered ends the run as well, and then nobody waits for this
    return { seen, stop };
  }
}

function runOf(entries: readonly Entry[], ask: string): CallRun | undefined {
  const isEvent = (name: string) => (entry: Entry) =>
    entry.layer === "socket.io" && entry.kind === "event" && entry.from === "client" && entry.data.name === name;
  const asked = entries.find((entry) => entry.client === SENDER && isEvent(ask)(entry))?.n;
  if (asked === undefined) return undefined;
  // The first of each: a neighbour's clients may ask in the same lab.
  const isFence = isEvent(FENCE);
  const fences = CLIENTS.flatMap(
    (client) => entries.find((entry) => entry.n > asked && entry.client === client && isFence(entry))?.n ?? [],
  );
  return { asked, fences };
}
