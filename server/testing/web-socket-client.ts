/** A WebSocket client for tests: what has come is waited for, and nothing that comes early is lost. */
import { once } from "node:events";
import { WebSocket, type RawData } from "ws";

export class WebSocketClient {
  readonly socket: WebSocket;
  readonly opened: Promise<unknown>;
  /** Code and reason, once it is closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #come: (Buffer | string)[] = [];
  #waiting: ((message: Buffer | string) => void) | undefined;

  constructor(url: string, headers: Record<string, string> = {}, protocols: string[] = []) {
    this.socket = new WebSocket(url, protocols, { headers });
    this.opened = once(this.socket, "open");
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on("error", () => {}); // `opened` and `closed` tell
    this.socket.on("message", (data: RawData, isBinary) => {
      const message = isBinary ? (data as Buffer) : data.toString();
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting(message);
      else this.#come.push(message);
    });
  }

  send(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** The next message: text as a string, else bytes. */
  next(): Promise<Buffer | string> {
    const message = this.#come.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  close(): void {
    this.socket.terminate();
  }
}
