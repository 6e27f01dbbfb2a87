/** One lab: real servers of its own that never listen, reached through the router, and the log of what happens to them. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import type { Duplex } from "node:stream";
import { assemble, type Assembled, type Lab, type Program } from "../examples/lab.ts";
import type { ErrorCode } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Cable } from "./cable.ts";
import type { Stretch, StretchHolder } from "./exchanges.ts";
import { Faults, type Fault, type InForce } from "./faults.ts";
import { guardedParser } from "./instruments/guard.ts";
import { NOBODY, Notebook, type Subject } from "./instruments/notebook.ts";
import { instrumentRequests } from "./instruments/requests.ts";
import { scope } from "./instruments/scope.ts";
import { instrumentSocketIO } from "./instruments/socket-io.ts";
import { instrumentWebSockets } from "./instruments/web-socket.ts";
import { Recorder } from "./recorder.ts";

/** Options of Socket.IO that a lab's owner may change while it lives; they win over the program's. */
export type LabOptions = Partial<Record<"pingInterval" | "pingTimeout", number>>;

export class HostedLab implements StretchHolder {
  /** 144 random bits: knowing it lets one join. */
  readonly id = randomBytes(18).toString("base64url");
  /** Lets its holder rule the lab. */
  readonly key = randomBytes(24).toString("base64url");
  /** Name of its program. */
  readonly program: string;
  /** Of whoever opened it. */
  readonly address: string;
  readonly recorder: Recorder;
  readonly stretches = new Set<Stretch>();
  readonly limits: Limits;
  readonly #module: Program;
  readonly #notebook: Notebook;
  /** Sockets of upgrades and requests without an answer: what keeps something of the lab busy. */
  readonly #busy = new Set<Duplex | ServerResponse>();
  readonly #connections = new WeakMap<Cable, number>();
  readonly #faults = new Faults(this.stretches);
  #connectionCount = 0;
  #stretchCount = 0;
  #options: LabOptions = {};
  #servers: Assembled | undefined;
  /** Its owner has stopped it. */
  #stopped = false;
  #lastUse = performance.now();

  /** @throws what the program throws when it is started */
  constructor(name: string, program: Program, address: string, limits: Limits) {
    this.program = name;
    this.address = address;
    this.recorder = new Recorder({ bytes: limits["log.bytes"], records: limits["log.records"] });
    this.#module = program;
    this.limits = limits;
    this.#notebook = new Notebook(this.recorder);
    this.#servers = this.#start();
  }

  #start(): Assembled {
    const { default: start, about, options } = this.#module;
    const limits = this.limits;
    const program: Program = {
      default: start,
      about,
      options: { ...options, io: { ...options?.io, ...this.#options } },
    };
    const lab = this.#notebook;
    return scope.run({ lab }, assemble, program, {
      io: {
        parser: guardedParser(limits),
        maxHttpBufferSize: limits["message.bytes"],
        // Engine.IO compresses polls from 1 KiB on, and the log could not look into them.
        httpCompression: false,
      },
      ws: { maxPayload: limits["message.bytes"] },
      prepare: ({ io, wss, http }: Lab) => {
        instrumentSocketIO(io, this.#notebook, limits);
        instrumentWebSockets(wss, this.#notebook, limits);
        instrumentRequests(http, this.#notebook);
      },
    });
  }

  isKey(key: string): boolean {
    const [given, own] = [Buffer.from(key), Buffer.from(this.key)];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Whether its program checks origins itself: then the server's own rule leaves these requests to it. */
  checksOrigin(target: string): boolean {
    const { io, ws } = this.#module.options ?? {};
    const socketIO = (io?.path ?? "/socket.io").replace(/\/$/, "");
    if (target.startsWith(socketIO) && /^[/?]/.test(target.slice(socketIO.length)))
      return io?.cors !== undefined || io?.allowRequest !== undefined;
    return /^\/ws(\?|$)/.test(target) && ws?.verifyClient !== undefined;
  }

  // ---- what reaches it

  /** Gives a request to the lab's own HTTP server. @returns why not, if it does not. */
  request(request: IncomingMessage, response: ServerResponse): ErrorCode | undefined {
    const refusal = this.#admit();
    if (refusal) return refusal;
    this.#busy.add(response);
    response.once("close", () => this.#left(response));
    scope.run({ lab: this.#notebook }, () => this.#servers!.http.emit("request", request, response));
    return undefined;
  }

  /** Gives an upgrade to the lab's own HTTP server. @returns why not, if it does not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): ErrorCode | undefined {
    const refusal = this.#admit();
    if (refusal) return refusal;
    this.#busy.add(socket);
    socket.once("close", () => this.#left(socket));
    scope.run({ lab: this.#notebook }, () => this.#servers!.http.emit("upgrade", request, socket, head));
    return undefined;
  }

  #admit(): ErrorCode | undefined {
    if (!this.#servers) return this.#stopped ? "lab.stopped" : "program.broken";
    return this.#busy.size >= this.limits["lab.connections"] ? "lab.connections" : undefined;
  }

  #left(user: Duplex | ServerResponse): void {
    this.#busy.delete(user);
    this.#lastUse = performance.now();
  }

  /** The server said no to a request of this lab, before the program saw it. */
  refused(subject: Subject | undefined, code: ErrorCode): void {
    this.#notebook.refusal(subject ?? NOBODY, code);
  }

  openStretch(stretch: Stretch): { conn: number; connection: number } {
    this.stretches.add(stretch);
    const connection = this.#connections.get(stretch.cable) ?? ++this.#connectionCount;
    this.#connections.set(stretch.cable, connection);
    return { conn: ++this.#stretchCount, connection };
  }

  closeStretch(stretch: Stretch): void {
    this.stretches.delete(stretch);
    this.#faults.forget(stretch);
    this.#lastUse = performance.now();
  }

  /** Milliseconds since somebody used it; 0 while somebody does. */
  get idle(): number {
    const used = this.stretches.size > 0 || this.#busy.size > 0 || this.recorder.watched > 0;
    return used ? 0 : performance.now() - this.#lastUse;
  }

  // ---- its owner's verbs

  /** Mends its lines, ends everything that the program has open and starts it anew; the log goes on. @throws what the program throws */
  async restart(options: LabOptions = {}): Promise<void> {
    this.#options = { ...this.#options, ...options };
    const io = Object.keys(this.#options).length > 0 ? { io: this.#options } : {};
    this.#notebook.lab(NOBODY, "restart", { program: this.program, ...io });
    this.#faults.heal();
    const stopped = this.#stop();
    this.#stopped = false;
    try {
      this.#servers = this.#start();
    } catch (error) {
      this.#notebook.threw(error, "program");
      throw error;
    } finally {
      await stopped;
    }
  }

  /** @returns why it was not done */
  async fault(fault: Fault): Promise<ErrorCode | undefined> {
    const { name, numbers, conn, client } = fault;
    const isOfServers = name === "stop" || name === "restart";
    const refusal = isOfServers ? undefined : this.#faults.check(fault);
    if (refusal) return refusal;
    // First the entry, then what it leads to.
    this.#notebook.lab(NOBODY, "fault", { fault: name, target: conn ?? client ?? "all", ...numbers });
    if (name === "restart") await this.restart();
    else if (!isOfServers) this.#faults.apply(fault);
    else {
      this.#stopped = true;
      await this.#stop();
    }
    return undefined;
  }

  faultsOf(stretch: Stretch): InForce | undefined {
    return this.#faults.of(stretch);
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    await this.#stop();
    this.#faults.heal();
    this.recorder.end(); // its viewers have seen how it ended
  }

  async #stop(): Promise<void> {
    const servers = this.#servers;
    this.#servers = undefined;
    const left = [...this.#busy];
    await servers?.stop().catch((error: unknown) => this.#notebook.threw(error, "program"));
    // What the program held open and no library closes: answers that it had not ended, upgrades that it took itself.
    for (const user of left) if (this.#busy.has(user)) user.destroy();
  }
}
