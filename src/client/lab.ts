/**
 * The lab of a lesson as the page's widgets share it: one session per program and page. It opens the lab or finds the
 * one of the last visit, holds its log, hands out connections and knows which of them are open.
 */
import { browserEnv, type Env } from "./env.ts";
import { bundledHost } from "./host/bundled.ts";
import type { Measured } from "./host/clock.ts";
import { HostError, type Host, type LabAddress, type LogStream, type Verb } from "./host/host.ts";
import type { Place } from "./copy.ts";
import { LabMemory } from "./lab-memory.ts";
import { isPage } from "./log/line.ts";
import { LogStore } from "./log/store.ts";
import type { Run } from "./missions/mission.ts";
import { PageMemory } from "./page-memory.ts";
import { type Readable, Value } from "./value.ts";

/**
 * idle: nobody asked for it yet. opening: on its way. live: the log streams. lost: the stream broke and is being
 * rebuilt; the lab may still be there. gone: it does not exist any more, `renew` opens another. refused: the server
 * said no, or could not be reached; `renew` tries again.
 */
export type LabState =
  | { name: "idle" | "opening" }
  | { name: "live" | "lost" | "gone"; address: LabAddress }
  | { name: "refused"; problem: { code: string; message: string; hint: string } };

/** Something that a widget holds open in the lab: Start over closes it. */
export interface Closable {
  close(): void;
}

export class LabSession {
  readonly program: string;
  readonly host: Host;
  readonly log: LogStore;
  /** What the learner's page put in, by widget: what missions get as `answers`. Emptied by Start over. */
  readonly answers: Value<Readonly<Record<string, unknown>>>;
  readonly #env: Env;
  #memory: LabMemory;
  readonly #pageMemory: PageMemory;
  readonly #state = new Value<LabState>({ name: "idle" });
  readonly #open = new Set<Closable>();
  /** The lab's id, in someone's invite link. */
  #invited: string | null;
  #stream: LogStream | undefined;
  #opening: Promise<LabAddress> | undefined;
  #measured: Measured = { offset: 0, error: Infinity };
  #keeping = false;

  constructor(program: string, env: Env, host: Host = bundledHost(env)) {
    this.program = program;
    this.host = host;
    this.#env = env;
    this.#invited = new URLSearchParams(env.hash().slice(1)).get("lab") || null; // #lab alone leads to the lab of the page
    // A visit to a neighbour's lab must not make the browser forget one's own.
    this.#memory = new LabMemory(this.#invited ? null : env.storage, program);
    this.#pageMemory = new PageMemory(env.tabStorage, program);
    this.log = new LogStore({
      now: () => env.now(),
      lab: (at) => at + this.#measured.offset,
      error: () => this.#measured.error,
      caughtUp: () => this.#caughtUp(),
      work: () => env.now(),
      frame: (work) => env.frame(work),
      idle: (work) => env.idle(work),
    });
    this.log.watch((items) => {
      if (items.some(isPage)) this.#keepPage();
    });
    env.leaving(() => this.#writePage());
    this.answers = new Value(this.#memory.answers());
    this.answers.subscribe((answers) => this.#memory.keepAnswers(answers));
  }

  get state(): Readable<LabState> {
    return this.#state;
  }

  /** Came by someone's invite link: without the key, so without Start over. */
  get joined(): boolean {
    return this.#invited !== null;
  }

  /**
   * The lab's address, opened now if it is not yet: once, however many ask. Whoever asks after a refusal has it tried again.
   * @throws {HostError} when it was refused or could not be reached; the state says so, too
   */
  open(): Promise<LabAddress> {
    return (this.#opening ??= this.#find().catch((error: unknown) => {
      this.#opening = undefined;
      this.#refuse(error);
      throw error;
    }));
  }

  /**
   * A new lab in place of one that is gone or was refused.
   * @throws {HostError} as `open` does
   */
  renew(): Promise<LabAddress> {
    this.#closeAll();
    this.#stream?.close();
    this.log.reset();
    this.answers.set({});
    if (this.#invited) {
      this.#invited = null;
      // A reload would follow the link again.
      this.#env.dropHash();
    }
    this.#memory = new LabMemory(this.#env.storage, this.program);
    this.#opening = this.#create().catch((error: unknown) => {
      this.#opening = undefined;
      this.#refuse(error);
      throw error;
    });
    return this.#opening;
  }

  /** Closes the page's connections and runs the lab's program anew. The log goes on; missions and bets begin again. */
  async startOver(): Promise<void> {
    this.#closeAll();
    this.answers.set({});
    // A browser lets go of a closed EventSource in a turn of its own; cut before that, it is an error in the console.
    await new Promise<void>((resolve) => void this.#env.after(0, resolve));
    await this.verb({ verb: "restart" });
  }

  /** An owner's verb. @throws {HostError} when refused or not connected. */
  async verb(verb: Verb): Promise<void> {
    if (!this.#stream) throw new HostError("page.lost", "The lab is not open yet.", "Wait for it, or open a new one.");
    await this.#stream.verb(verb);
  }

  /** Has Start over close this client too, until it is released. @returns the client */
  own<C extends Closable>(client: C): C {
    this.#open.add(client);
    return client;
  }

  /** Has Start over close this too. The returned function takes it off the list. */
  keep(closable: Closable): () => void {
    this.#open.add(closable);
    return () => this.#open.delete(closable);
  }

  /** Closes a client for good: the widget that it belongs to needs it no longer. */
  release(client: Closable): void {
    this.#open.delete(client);
    client.close();
  }

  /** `POST` to a path of the program's own HTTP server, e.g. `speak`; the page's half of the log says so. */
  async post(path: string): Promise<void> {
    await this.#request("POST", path);
  }

  /** `GET` of such a path. @returns the JSON that came; undefined if none did: the page's half of the log says why. */
  async get(path: string): Promise<unknown> {
    const response = await this.#request("GET", path);
    return response?.json().catch(() => undefined) as Promise<unknown>;
  }

  async #request(method: string, path: string): Promise<Response | undefined> {
    const note = (kind: "note" | "error", summary: string) =>
      this.log.page({ client: "page", kind, summary, data: { protocol: "http", path } });
    note("note", `fetch("…/${path}"${method === "GET" ? "" : `, { method: "${method}" }`})`);
    try {
      const response = await this.host.request(await this.open(), path, { method });
      if (response.status < 400) return response;
      note("error", `${method} …/${path} was answered with ${response.status}`);
    } catch (error) {
      note("error", error instanceof Error ? error.message : String(error));
    }
    return undefined;
  }

  /** Milliseconds on the lab's clock. */
  now(): number {
    return this.#env.now() + this.#measured.offset;
  }

  /** Puts in an answer of a widget, e.g. `answer("accept", "s3pP…")`. */
  answer(widget: string, answer: unknown): void {
    this.answers.set({ ...this.answers.get(), [widget]: answer });
  }

  /** What missions and bets are judged by, as it is now. */
  run(): Run {
    return { entries: this.log.run.entries, page: this.log.run.page, answers: this.answers.get() };
  }

  /**
   * Calls `judge` with the run soon after anything in it has changed, five times a second at most.
   * @returns a function that ends this
   */
  watchRun(judge: (run: Run) => void): () => void {
    let cancel: (() => void) | null = null;
    const soon = () => {
      cancel ??= this.#env.after(200, () => {
        cancel = null;
        judge(this.run());
      });
    };
    const ends = [this.log.watch(soon), this.answers.subscribe(soon), () => cancel?.()];
    return () => ends.forEach((end) => end());
  }

  /** A link to this page that lets someone else join this lab; null while there is none. */
  inviteLink(): string | null {
    const state = this.#state.get();
    return "address" in state ? `${this.#env.href()}#lab=${state.address.id}` : null;
  }

  /** Where the lab's entries come from, for what is copied out of the page. */
  place(): Place {
    const state = this.#state.get();
    return { origin: this.#env.origin, href: this.#env.href(), lab: "address" in state ? state.address : null };
  }

  async #caughtUp(): Promise<void> {
    await this.#opening?.catch(() => {});
    await this.#stream?.caughtUp();
  }

  async #find(): Promise<LabAddress> {
    const known = this.#invited ? this.host.join(this.#invited, this.program) : this.#memory.address();
    return known ? this.#use(known) : this.#create();
  }

  async #create(): Promise<LabAddress> {
    this.#state.set({ name: "opening" });
    const address = await this.host.open(this.program);
    // Its clock began about now; the log stream measures it better in a moment.
    this.#measured = { offset: -this.#env.now(), error: Infinity };
    this.#memory.keep(address);
    return this.#use(address);
  }

  #use(address: LabAddress): LabAddress {
    this.#state.set({ name: "opening" });
    this.log.restore(this.#pageMemory.entries(address.id));
    this.#stream = this.host.stream(address, {
      items: (items) => this.log.feed(items),
      status: (status, measured) => {
        if (measured) this.#measured = measured;
        if (status === "gone") this.#memory.forget();
        if (status !== "connecting" && status !== this.#state.get().name) this.#state.set({ name: status, address });
      },
      hello: ({ program }) => {
        if (program !== this.program) this.#mistaken(program);
      },
    });
    return address;
  }

  /** A link led to a lab that runs another lesson's program. */
  #mistaken(program: string): void {
    this.#stream?.close();
    this.#refuse(
      new HostError(
        "page.program",
        `This link leads to a lab that runs ${program}.`,
        "Open it from that lesson's page.",
      ),
    );
  }

  #refuse(error: unknown): void {
    const problem =
      error instanceof HostError
        ? { code: error.code, message: error.message, hint: error.hint }
        : { code: "page.error", message: String(error), hint: "Reload the page." };
    this.#state.set({ name: "refused", problem });
  }

  /** Soon, and once for many: each time all of it is written. */
  #keepPage(): void {
    if (this.#keeping) return;
    this.#keeping = true;
    this.#env.after(100, () => {
      this.#keeping = false;
      this.#writePage();
    });
  }

  #writePage(): void {
    const state = this.#state.get();
    if ("address" in state) this.#pageMemory.keep(state.address.id, this.log.pageEntries());
  }

  #closeAll(): void {
    for (const closable of this.#open) closable.close();
  }
}

const sessions = new Map<string, LabSession>();

/** The session of this program on this page; all widgets that name the same program share it. */
export function labOf(program: string): LabSession {
  let session = sessions.get(program);
  if (!session) sessions.set(program, (session = new LabSession(program, browserEnv())));
  return session;
}
