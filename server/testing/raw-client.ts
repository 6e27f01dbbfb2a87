/** A TCP client for tests that write their own bytes. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export class RawClient {
  readonly socket: Socket;
  /** All that has come, one character for each byte. */
  text = "";
  /** How the connection ended, once it has. */
  readonly closed: Promise<"end" | "reset">;
  #check: (() => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    let how: "end" | "reset" = "end";
    socket.on("data", (bytes: Buffer) => {
      this.text += bytes.toString("latin1");
      this.#check?.();
    });
    socket.on("error", () => (how = "reset"));
    this.closed = new Promise((resolve) => socket.on("close", () => resolve(how)));
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1" });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  write(data: string | Buffer): void {
    this.socket.write(typeof data === "string" ? Buffer.from(data, "latin1") : data);
  }

  /** Writes a request: its first line and headers, and the empty line. */
  request(...lines: string[]): void {
    this.write([...lines, "", ""].join("\r\n"));
  }

  /** Takes what has come, up to and with the first match of `pattern`; waits for it. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.text);
      if (match) {
        const taken = this.text.slice(0, match.index + match[0].length);
        this.text = this.text.slice(taken.length);
        return taken;
      }
      if (this.socket.readableEnded || this.socket.destroyed)
        throw new Error(`the connection ended after ${this.text}`);
      await Promise.race([new Promise<void>((resolve) => (this.#check = resolve)), this.closed]);
    }
  }

  close(): void {
    this.socket.destroy();
  }
}
