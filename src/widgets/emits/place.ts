/** The reference's crowd in a lab of the page: its clients, and their packets as the lab's log has them. */
import type { Socket } from "socket.io-client";
import type { Letter, Place } from "../../../examples/13-every-emit/crowd.ts";
import { bytesText } from "../../../examples/13-every-emit/events.ts";
import type { Line } from "../../../examples/13-every-emit/lines.ts";
import type { Entry } from "../../../protocol/log.ts";
import type { LabSession } from "../../client/lab.ts";

/** What it needs of the lab and of the page. */
export interface Surroundings {
  lab: Pick<LabSession, "open" | "host" | "log">;
  /** Runs `work` after that many milliseconds; the returned function cancels it. */
  after(ms: number, work: () => void): () => void;
}

/** An Engine.IO message, with where it stands. */
interface Message extends Line {
  n: number;
  conn: string;
}

/** Longer than anything here takes on a busy machine. */
const PATIENCE = 10_000;
const utf8 = new TextDecoder();

export class LabPlace implements Place {
  readonly #surroundings: Surroundings;
  /** The last entry before the row. */
  #from = 0;
  /** The connections of the clients. Others may not be over yet: a row may have disconnected somebody. */
  #conns: ReadonlySet<string> = new Set();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  async connect(letter: Letter, server: string): Promise<Socket> {
    const { lab } = this.#surroundings;
    return lab.host.socketIO(await lab.open(), letter, {
      ...(server && { path: `${server}/socket.io/` }),
      // Many clients that poll would use up the six connections that a browser has for one server.
      transports: ["websocket"],
      reconnection: false,
      // Of no effect in a browser, which decides by itself. In Node this is as long as the texts of the reference.
      perMessageDeflate: { threshold: 100 },
    });
  }

  async begin(fence: number, letters: readonly Letter[]): Promise<void> {
    const messages = await this.#until(fence, letters);
    const fences = messages.filter(({ text }) => isFence(text, fence));
    this.#conns = new Set(fences.map(({ conn }) => conn));
    this.#from = messages.at(-1)?.n ?? this.#from;
  }

  async end(fence: number, letters: readonly Letter[]): Promise<Line[]> {
    const messages = await this.#until(fence, letters);
    return messages
      .filter(({ conn }) => this.#conns.has(conn))
      .map(({ client, way, text, compressed }) => ({ client, way, text, ...(compressed && { compressed }) }));
  }

  /** The messages since the row began, as soon as the log has the answers to these fences. */
  #until(fence: number, letters: readonly Letter[]): Promise<Message[]> {
    const { lab, after } = this.#surroundings;
    return new Promise((resolve, reject) => {
      const check = () => {
        const messages = messagesAfter(lab.log.run.entries, this.#from);
        if (!letters.every((letter) => isAnswered(messages, fence, letter))) return;
        unwatch();
        cancel();
        resolve(messages);
      };
      const cancel = after(PATIENCE, () => {
        unwatch();
        reject(new Error("The log does not show the end of this row."));
      });
      const unwatch = lab.log.watch(check);
      check();
    });
  }
}

function messagesAfter(entries: readonly Entry[], from: number): Message[] {
  const since = entries.slice(entries.findLastIndex(({ n }) => n <= from) + 1);
  const byNumber = new Map(since.map((entry) => [entry.n, entry]));
  return since.flatMap((entry) => {
    if (entry.layer !== "engine.io" || entry.kind !== "message") return [];
    const { n, conn, client = "", from: sender, parent, data, bytes } = entry;
    const frame = parent === undefined ? undefined : byNumber.get(parent);
    const compressed = frame?.layer === "websocket" && frame.kind === "frame" && frame.data.compressed;
    const text = data.binary ? bytesText(bytes) : utf8.decode(bytes);
    return [{ n, conn, client, way: sender === "server" ? "←" : "→", text, ...(compressed && { compressed }) }];
  });
}

function isFence(text: string, fence: number): boolean {
  return /^42\d+\["fence",(\d+)\]$/.exec(text)?.[1] === String(fence);
}

function isAnswered(messages: readonly Message[], fence: number, letter: Letter): boolean {
  const own = messages.filter(({ client }) => client === letter);
  const asked = own.findIndex(({ text }) => isFence(text, fence));
  const id = /^42(\d+)/.exec(own[asked]?.text ?? "")?.[1];
  return id !== undefined && own.some(({ way, text }, i) => i > asked && way === "←" && text.startsWith(`43${id}[`));
}
