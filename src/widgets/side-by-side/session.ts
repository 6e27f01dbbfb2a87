/** The four real connections of the comparison, and one step at a time on all of them at once. */
import type { Entry } from "../../../protocol/log.ts";
import type { ClientState, Lab } from "../../client/clients/client.ts";
import { RawClient } from "../../client/clients/raw.ts";
import { SocketIoClient } from "../../client/clients/socket-io.ts";
import { comparisonName } from "../../client/comparison.ts";
import type { LabSession } from "../../client/lab.ts";
import { ENDS, SIDES, type End, type StepRecord } from "./ledger.ts";
import { isOver } from "./over.ts";
import { recordStep } from "./record.ts";
import { EVENT, TO_ALL, type Step } from "./steps.ts";

/** What it needs of the lab and of the page. */
export interface Bench {
  lab: Lab & Pick<LabSession, "own" | "release"> & { log: Pick<LabSession["log"], "watch"> };
  /** Runs `work` after that many milliseconds; the returned function cancels it. */
  after(ms: number, work: () => void): () => void;
}

/** Longer than any of these steps takes on a busy machine; then something is wrong and is said. */
const PATIENCE = 10_000;

export class Session {
  readonly #bench: Bench;
  readonly #polling: boolean;
  readonly #raw: Record<End, RawClient>;
  readonly #socket: Record<End, SocketIoClient>;
  /** Ends the step that is being played. */
  #abort = () => {};

  /** @param polling let Socket.IO begin with HTTP long-polling, as it does by default */
  constructor(bench: Bench, polling: boolean) {
    this.#bench = bench;
    this.#polling = polling;
    const { lab } = bench;
    this.#raw = {
      A: lab.own(new RawClient(lab, comparisonName("ws", "A"))),
      B: lab.own(new RawClient(lab, comparisonName("ws", "B"))),
    };
    this.#socket = {
      A: lab.own(new SocketIoClient(lab, comparisonName("io", "A"))),
      B: lab.own(new SocketIoClient(lab, comparisonName("io", "B"))),
    };
  }

  /**
   * Does the step on both sides and waits until the log holds all of it.
   * @throws Error with a sentence for the learner when a side does not get there.
   */
  async play(step: Step, message: string): Promise<StepRecord> {
    const entries: Entry[] = [];
    await new Promise<void>((resolve, reject) => {
      const missing = () => SIDES.filter((side) => !isOver(step.id, side, entries, this.#polling));
      const give = (outcome: () => void) => {
        for (const end of ends) end();
        outcome();
      };
      const fail = (sentence: string) => give(() => reject(new Error(sentence)));
      this.#abort = () => fail("It was ended before it was over.");
      const ends = [
        this.#bench.lab.log.watch((items) => {
          for (const item of items) if ("n" in item && isOurs(item)) entries.push(item);
          if (missing().length === 0) give(resolve);
        }),
        this.#bench.after(PATIENCE, () => {
          const sides = missing().map((side) => (side === "ws" ? "the raw WebSocket" : "Socket.IO"));
          fail(`“${step.title}” did not come to its end on the side of ${sides.join(" and of ")}.`);
        }),
      ];
      for (const { letter, state } of this.#clients()) {
        const heed = ({ phase, problem }: ClientState) => {
          if (problem && phase !== "open") fail(`${letter}: ${problem.said}. ${problem.meaning}`);
        };
        // `subscribe` tells the present state before it returns: a failure then must wait until all are subscribed.
        ends.push(state.subscribe((now) => queueMicrotask(() => heed(now))));
      }
      this.#act(step.id, message);
    });
    return recordStep(step.id, entries, message, step.fold);
  }

  /** Ends what is still open; a step that is being played fails. */
  close(): void {
    this.#abort();
    for (const client of this.#clients()) this.#bench.lab.release(client);
  }

  #clients(): (RawClient | SocketIoClient)[] {
    return ENDS.flatMap((end) => [this.#raw[end], this.#socket[end]]);
  }

  #act(step: Step["id"], message: string): void {
    switch (step) {
      case "handshake":
        for (const end of ENDS) {
          void this.#raw[end].connect();
          const transports = this.#polling ? {} : { transports: ["websocket"] };
          void this.#socket[end].connect({ ...transports, reconnection: false });
        }
        return;
      case "message":
        this.#raw.A.send(message);
        this.#socket.A.emit(EVENT.message, message);
        return;
      case "broadcast":
        this.#raw.A.send(TO_ALL + message);
        this.#socket.A.emit(EVENT.broadcast, message);
        return;
      case "close":
        for (const end of ENDS) {
          this.#raw[end].close(1000);
          this.#socket[end].disconnect();
        }
    }
  }
}

function isOurs({ client }: Entry): boolean {
  return client !== undefined && SIDES.some((side) => ENDS.some((end) => client === comparisonName(side, end)));
}
