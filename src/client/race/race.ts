/** Runs the race: real clients, each of which moves the same data in its own way. */
import { opened } from "../clients/opened.ts";
import { RawClient } from "../clients/raw.ts";
import type { Env } from "../env.ts";
import type { LabAddress } from "../host/host.ts";
import type { LabSession } from "../lab.ts";
import { Heard, type Price } from "./heard.ts";
import { EVERY, keepRace, LANES, PRICES, READS, WORDS, type RaceRun } from "./lanes.ts";

/** Milliseconds that the whole race may take: several times what it needs. */
const PATIENCE = 30_000;

/** The program's WebSocket for whoever has something else to talk about. */
const WITHOUT_PRICES = "ws?prices=no";

type Lab = Pick<LabSession, "answer" | "answers" | "host" | "log" | "open" | "own" | "release">;

export class Race {
  readonly #lab: Lab;
  readonly #after: Env["after"];
  readonly #stopping = new AbortController();
  /** Rejects with the reason when the race is stopped. */
  readonly #stopped: Promise<never>;
  readonly #closers: (() => void)[] = [];
  #address!: LabAddress;

  /** @param after as `Env.after` */
  constructor(lab: Lab, after: Env["after"]) {
    this.#lab = lab;
    this.#after = after;
    const { signal } = this.#stopping;
    this.#stopped = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    this.#stopped.catch(() => {});
  }

  /** Runs all of it, once. @throws Error with a sentence when a lane cannot go on, or `stop` was called */
  async run(): Promise<void> {
    const cancel = this.#after(PATIENCE, () => this.#stop("The race did not come to its end."));
    try {
      this.#address = await this.#unlessStopped(this.#lab.open());
      const race = await this.#prices();
      await this.#words();
      await this.#article(race);
    } finally {
      cancel();
      this.#stop("The race is over.");
      for (const close of this.#closers) close();
    }
  }

  /** Ends it before it is over: each lane closes what it has open. */
  stop(): void {
    this.#stop("The race was stopped.");
  }

  #stop(reason: string): void {
    this.#stopping.abort(new Error(reason));
  }

  #unlessStopped<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stopped]);
  }

  /** The first heat. The streams listen before it is settled which prices it is about: nobody misses one. */
  async #prices(): Promise<RaceRun> {
    const [sse, socket] = await Promise.all([this.#events(), this.#messages()]);
    const { n: after } = await this.#ask("poll");
    const race: RaceRun = { after, last: null, reads: 0 };
    keepRace(this.#lab, race);
    const lanes = await Promise.all([this.#poll(after), this.#longPoll(after), sse(after), socket(after)]);
    const done = { ...race, last: Math.max(...lanes.flatMap((heard) => heard.since(after))) };
    keepRace(this.#lab, done);
    return done;
  }

  async #poll(after: number): Promise<Heard> {
    this.#note("poll", `fetch("…/price"), again every ${EVERY.ask} ms`);
    const heard = new Heard();
    while (heard.since(after).length < PRICES) {
      await this.#unlessStopped(new Promise<void>((resolve) => void this.#after(EVERY.ask, resolve)));
      heard.add(await this.#ask("poll"));
    }
    return heard;
  }

  async #longPoll(after: number): Promise<Heard> {
    this.#note("long", `fetch("…/price?after=${after}"), and so on`);
    const heard = new Heard();
    for (let latest = after; heard.since(after).length < PRICES;) {
      const price = await this.#ask("long", `&after=${latest}`);
      heard.add(price);
      latest = price.n;
    }
    return heard;
  }

  /** @returns when the stream is open; what it returns waits for the prices after one */
  async #events(): Promise<(after: number) => Promise<Heard>> {
    this.#note("sse", 'new EventSource("…/prices")');
    const source = this.#lab.host.eventSource(this.#address, `prices?client=${LANES.sse.client}`);
    const close = () => source.close();
    this.#closers.push(close);
    const heard = new Heard();
    source.onmessage = ({ data }: MessageEvent<string>) => heard.add(JSON.parse(data) as Price);
    // It would connect again by itself: a race that lost a lane is none.
    source.onerror = () => this.#stop("The stream of events broke off.");
    await this.#unlessStopped(new Promise<void>((resolve) => (source.onopen = () => resolve())));
    return (after) => this.#finish(heard, after, close);
  }

  async #messages(): Promise<(after: number) => Promise<Heard>> {
    const socket = await this.#connect("socket");
    const heard = new Heard();
    socket.onMessage((message) => heard.add(JSON.parse(String(message)) as Price));
    return (after) => this.#finish(heard, after, () => socket.close(1000));
  }

  async #finish(heard: Heard, after: number, close: () => void): Promise<Heard> {
    await this.#unlessStopped(heard.enough(after, PRICES));
    close();
    return heard;
  }

  /** The second heat: words, one after the other, and each comes back. */
  async #words(): Promise<void> {
    const words = Array.from({ length: WORDS }, (_, i) => `word ${i + 1}`);
    this.#note("post", 'fetch("…/echo", { method: "POST", body })');
    for (const body of words) {
      const echo = await this.#fetch(`echo?client=${LANES.post.client}`, { method: "POST", body });
      await this.#unlessStopped(echo.text());
    }
    const socket = await this.#connect("echo", WITHOUT_PRICES);
    for (const word of words) await this.#exchange(socket, word);
    socket.close(1000);
  }

  /** The third heat: the article from the server, then whether the kept one still holds, then as the browser likes. */
  async #article(race: RaceRun): Promise<void> {
    const { client } = LANES.cached;
    const ways: RequestCache[] = ["reload", "no-cache", "default"];
    for (const [i, cache] of ways.slice(0, READS).entries()) {
      this.#note("cached", `fetch("…/article", { cache: "${cache}" })`);
      const article = await this.#fetch(`article?client=${client}`, { cache });
      await this.#unlessStopped(article.text());
      keepRace(this.#lab, { ...race, reads: i + 1 });
    }
    const socket = await this.#connect("reread", WITHOUT_PRICES);
    for (let i = 0; i < READS; i++) await this.#exchange(socket, "article");
    socket.close(1000);
  }

  async #ask(lane: "poll" | "long", query = ""): Promise<Price> {
    const answer = await this.#fetch(`price?client=${LANES[lane].client}${query}`);
    return (await this.#unlessStopped(answer.json())) as Price;
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { signal } = this.#stopping;
    const asked = this.#lab.host.request(this.#address, path, { ...init, signal });
    const unanswered = () => Promise.reject(new Error(`…/${path} was not answered.`));
    const response = await this.#unlessStopped(asked.catch(unanswered));
    if (!response.ok) throw new Error(`…/${path} was answered with ${response.status}.`);
    return response;
  }

  /** A WebSocket that is open. When it is closed from the other side, the race is over. */
  async #connect(lane: "socket" | "echo" | "reread", path?: string): Promise<RawClient> {
    const { client } = LANES[lane];
    const socket = this.#lab.own(new RawClient(this.#lab, client));
    this.#closers.push(() => this.#lab.release(socket));
    await socket.connect(path === undefined ? {} : { path });
    await this.#unlessStopped(opened(socket));
    const end = socket.state.subscribe(({ phase }) => {
      if (phase === "closing") end();
      else if (phase === "closed") this.#stop(`The WebSocket of ${client} was closed.`);
    });
    return socket;
  }

  async #exchange(socket: RawClient, message: string): Promise<void> {
    const answer = new Promise<void>((resolve) => {
      const end = socket.onMessage(() => {
        end();
        resolve();
      });
    });
    socket.send(message);
    await this.#unlessStopped(answer);
  }

  #note(lane: keyof typeof LANES, summary: string): void {
    this.#lab.log.page({ client: LANES[lane].client, kind: "note", summary, data: { protocol: "http" } });
  }
}
