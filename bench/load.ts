/**
 * The load: many clients of one server in this process. They speak just enough of each protocol themselves, over ws, so
 * that the load costs the same whichever server is measured.
 */
import { once } from "node:events";
import { WebSocket } from "ws";

export type Protocol = "socket.io" | "websocket";

/** What one round found. Times in milliseconds. */
export interface Round {
  delivered: number;
  lost: number;
  /** From `send` in one client to the arrival in another, one for each delivery. */
  latencies: number[];
}

interface Wire {
  /** What a client sends first, once its server has greeted it. */
  join: (socket: WebSocket) => Promise<void>;
  chatMessage: (data: { username: string; message: string }) => string;
}

const wires: Record<Protocol, Wire> = {
  websocket: {
    join: async () => {},
    chatMessage: (data) => JSON.stringify(data),
  },
  "socket.io": {
    // Engine.IO opens by itself, then a CONNECT packet asks for the main namespace and is answered.
    join: async (socket) => {
      const [open] = await once(socket, "message");
      if (!String(open).startsWith("0{")) throw new Error(`not an Engine.IO open packet: ${String(open)}`);
      socket.send("40");
      const [connected] = await once(socket, "message");
      if (!String(connected).startsWith("40{")) throw new Error(`not connected: ${String(connected)}`);
      socket.on("message", (packet) => {
        if (String(packet) === "2") socket.send("3");
      });
    },
    chatMessage: (data) => `42${JSON.stringify(["send_chat_message", data])}`,
  },
};

/** How many clients connect at the same time: enough to be quick, few enough for any listen queue. */
const AT_ONCE = 20;

/** Without a delivery for so long a round is over, and what is missing is lost. */
const SILENCE = 10_000;

/** As long as a line of chat often is. */
const TEXT = "The quick brown fox jumps over the lazy dog.";

export class Load {
  readonly #sockets: WebSocket[] = [];
  readonly #wire: Wire;
  #arrived: (sent: number) => void = () => {};

  /** @param protocol what the server speaks */
  constructor(protocol: Protocol) {
    this.#wire = wires[protocol];
  }

  /** Connects `count` clients. */
  async connect(url: string, count: number): Promise<void> {
    while (this.#sockets.length < count) {
      const now = Math.min(AT_ONCE, count - this.#sockets.length);
      this.#sockets.push(...(await Promise.all(Array.from({ length: now }, () => this.#client(url)))));
    }
  }

  async #client(url: string): Promise<WebSocket> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const joined = this.#wire.join(socket);
    await once(socket, "open");
    await joined;
    socket.on("message", (text) => {
      const sent = /: (\d+\.\d+) /.exec(String(text))?.[1];
      if (sent) this.#arrived(Number(sent));
    });
    return socket;
  }

  /** Lets the clients in turn say `messages` things, `perSecond` of them a second, and waits for all deliveries. */
  async round(messages: number, perSecond: number): Promise<Round> {
    const expected = messages * this.#sockets.length;
    const latencies: number[] = [];
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const silence = setTimeout(end, SILENCE);
    this.#arrived = (sent) => {
      latencies.push(performance.now() - sent);
      silence.refresh();
      if (latencies.length === expected) end();
    };
    let said = 0;
    const saying = setInterval(() => {
      this.#say(said++);
      if (said === messages) clearInterval(saying);
    }, 1_000 / perSecond);
    await over;
    clearTimeout(silence);
    clearInterval(saying);
    this.#arrived = () => {};
    return { delivered: latencies.length, lost: expected - latencies.length, latencies };
  }

  #say(turn: number): void {
    const socket = this.#sockets[turn % this.#sockets.length]!;
    const message = `${performance.now().toFixed(3)} ${TEXT}`;
    socket.send(this.#wire.chatMessage({ username: "ann", message }));
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }
}
