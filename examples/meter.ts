/** Counts the bytes that cross the wire for a scripted client: heads, chunk sizes, frames and all. */
import { Agent, get, request } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One kept-alive TCP connection for requests that follow each other, and whatever else is added. */
export class Meter {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  requests = 0;

  /** Bytes up and down so far. */
  get bytes(): number {
    let sum = 0;
    for (const socket of this.#sockets) sum += socket.bytesRead + socket.bytesWritten;
    return sum;
  }

  /** Counts what crosses this connection, from its first byte on. */
  add(socket: Socket): void {
    this.#sockets.add(socket);
  }

  /** A request whose whole answer is waited for. */
  async get(url: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const response = await this.open(url, headers);
    return { status: response.statusCode!, headers: response.headers, body: await text(response) };
  }

  async post(url: string, body: string): Promise<Answer> {
    const sent = request(url, {
      method: "POST",
      agent: this.#agent,
      headers: { "Content-Length": Buffer.byteLength(body) },
    });
    sent.end(body);
    const response = await this.#answer(sent);
    return { status: response.statusCode!, headers: response.headers, body: await text(response) };
  }

  /** A request whose answer is read piece by piece. */
  open(url: string, headers: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
    return this.#answer(get(url, { agent: this.#agent, headers }));
  }

  /** Ends the connections. */
  close(): void {
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  #answer(sent: ReturnType<typeof get>): Promise<IncomingMessage> {
    this.requests++;
    sent.on("socket", (socket: Socket) => this.add(socket));
    return new Promise((resolve, reject) => sent.on("response", resolve).on("error", reject));
  }
}
