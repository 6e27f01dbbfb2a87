/** A raw WebSocket in the page that writes down what the browser's API was asked and told. */
import type * as Meanings from "./close-meanings.ts";
import { HostError, type RawTarget } from "../host/host.ts";
import type { PageEvent } from "../log/store.ts";
import { type Readable, Value } from "../value.ts";
import { call, type ClientState, IDLE, type Lab, quote } from "./client.ts";

/** Bytes come as an ArrayBuffer, unless somebody asks the socket for something else. */
export type RawMessage = string | ArrayBuffer | Blob;

const PHASES = ["connecting", "open", "closing", "closed"] as const;

export class RawClient {
  readonly letter: string;
  readonly #lab: Lab;
  readonly #state = new Value<ClientState>(IDLE);
  readonly #listeners = new Set<(message: RawMessage) => void>();
  #socket: WebSocket | undefined;
  /** Closed, or connected anew, while the lab was still on its way: then what was asked for before is not wanted any more. */
  #attempt = 0;

  /** A client of the lab's raw WebSocket server, or of another one. Not connected yet. */
  constructor(lab: Lab, letter: string) {
    this.letter = letter;
    this.#lab = lab;
  }

  get state(): Readable<ClientState> {
    return this.#state;
  }

  /** The browser's own, the latest: for those who look at what only it has, such as `bufferedAmount`. */
  get socket(): WebSocket | undefined {
    return this.#socket;
  }

  /**
   * Opens the lab if need be and connects to its raw WebSocket server, or elsewhere. Resolves when it is on its way, or
   * is not wanted any more.
   */
  async connect(target: RawTarget = {}): Promise<void> {
    if (this.#socket && this.#socket.readyState < 2) return;
    const attempt = ++this.#attempt;
    this.#state.set({ phase: "connecting", transport: null });
    // The connection does not wait for it: it is there long before a close.
    const meanings = import("./close-meanings.ts").catch(() => undefined);
    try {
      const address = await this.#lab.open();
      if (attempt !== this.#attempt) return;
      const at = this.#lab.log.now();
      const socket = this.#lab.host.webSocket(address, this.letter, target);
      const { url } = socket;
      const { protocols } = target;
      this.#note("note", call("new WebSocket", protocols ? [url, protocols] : [url]), { url }, at);
      this.#watch(socket, meanings);
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(error);
    }
  }

  /**
   * Hands a message to the browser. What the API throws is written down and comes back as false.
   * @param quiet writes nothing else down: whoever sends a thousand pieces says so once
   */
  send(message: RawMessage, quiet = false): boolean {
    const socket = this.#socket;
    if (!socket) {
      this.#note("error", "ws.send(…): there is no WebSocket yet", { call: "send" });
      return false;
    }
    const at = this.#lab.log.now();
    try {
      socket.send(message);
    } catch (error) {
      this.#fail(error, { call: "send" });
      return false;
    }
    if (quiet) return true;
    const { bufferedAmount, readyState } = socket;
    const data = { call: "send", args: [quote(message)], bufferedAmount, readyState };
    this.#note("emit", call("ws.send", [message]), data, at);
    this.#show(socket);
    return true;
  }

  /**
   * Closes it, or has it not connect where it was about to.
   * @param code 1000 or 3000–4999: a page may send no other
   * @param reason of at most 123 bytes; not without a code, which ends Chromium's tab (version 156)
   */
  close(code?: number, reason?: string): void {
    const socket = this.#socket;
    if (!socket || socket.readyState > 1) {
      this.#attempt++;
      if (this.#state.get().phase === "connecting") this.#state.set({ phase: "closed", transport: null });
      return;
    }
    const args: [number?, string?] = code === undefined ? [] : reason === undefined ? [code] : [code, reason];
    const at = this.#lab.log.now();
    try {
      socket.close(...args);
      this.#note("note", call("ws.close", args), { call: "close", args }, at);
      this.#show(socket);
    } catch (error) {
      this.#fail(error, { call: "close", args });
    }
  }

  /** Calls `listener` with each message until the returned function is called. */
  onMessage(listener: (message: RawMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #watch(socket: WebSocket, meanings: Promise<typeof Meanings | undefined>): void {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#note("connection", "open: readyState is 1", { protocol: socket.protocol, extensions: socket.extensions });
      this.#show(socket, { event: "open" });
    };
    socket.onmessage = ({ data }: MessageEvent<RawMessage>) => {
      this.#note("event", `message ${quote(data)}`, { event: "message", args: [quote(data)] });
      for (const listener of [...this.#listeners]) listener(data);
      this.#show(socket, { event: "message" });
    };
    socket.onerror = () => {
      this.#note("error", "error: the event carries no reason, on purpose", { event: "error" });
    };
    socket.onclose = async ({ code, reason, wasClean }) => {
      const how = `close ${code}, ${wasClean ? "clean" : "not clean"}${reason && `, ${quote(reason)}`}`;
      this.#note("disconnect", how, { event: "close", code, reason, wasClean });
      const meaning = (await meanings)?.meaningOf(code) ?? "";
      if (this.#socket !== socket) return;
      const said = `close ${code}${reason && `: ${reason}`}`;
      const problem = code === 1000 ? {} : { problem: { said, meaning } };
      this.#show(socket, { event: "close", ...problem });
    };
    this.#show(socket);
  }

  #show(socket: WebSocket, happened: Pick<ClientState, "event" | "problem"> = {}): void {
    if (socket !== this.#socket) return;
    const phase = PHASES[socket.readyState as 0 | 1 | 2 | 3];
    const transport = phase === "open" ? "websocket" : null;
    this.#state.set({ phase, transport, bufferedAmount: socket.bufferedAmount, ...happened });
  }

  /** @param about which call threw, where one did: it leaves the connection as it is */
  #fail(error: unknown, about?: { call: string; args?: unknown[] }): void {
    const { name: type, message } = error instanceof Error ? error : new Error(String(error));
    const name = error instanceof HostError ? error.code : type;
    this.#note("error", `${name}: ${message}`, { name, message, ...about });
    const problem = { said: name, meaning: message };
    if (about) this.#show(this.#socket!, { problem });
    else this.#state.set({ phase: "closed", transport: null, problem });
  }

  #note(kind: PageEvent["kind"], summary: string, data: object, at?: number): void {
    this.#lab.log.page({ client: this.letter, kind, summary, data: { protocol: "websocket", ...data } }, at);
  }
}
