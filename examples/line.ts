/**
 * A line between a client and its server: a TCP proxy that hands on each byte as it came, until it is told to behave
 * like a real one. Real lines are cut by diggers, fall silent in tunnels, lead over satellites, and are shared.
 *
 * What it is told holds for all that goes over it, at once and from then on. A new connection over it begins like any
 * other: who connects talks to this end of the line at first, not to the server.
 */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

export interface Line {
  /** Of its near end, on this machine: what goes in there comes out at the server. */
  port: number;
  /** RST to both sides: each learns that the connection is lost. What was on its way is lost, too. */
  cut(): void;
  /** FIN to both sides, behind what was on its way: each learns that nothing more will come. */
  end(): void;
  /** Nothing passes any more and nobody is told: no bytes, no FIN, no RST. */
  freeze(): void;
  /** Lets pass what waited, and what comes. */
  thaw(): void;
  /** Everything takes so many milliseconds longer, in each direction. */
  delay(milliseconds: number): void;
  /** So many bytes pass in a second, at least 1, in each direction; Infinity: as many as come. */
  throttle(bytesPerSecond: number): void;
  /** Takes the line away, and cuts what goes over it. */
  close(): Promise<void>;
}

/** What the line does to everything that passes. */
interface Weather {
  frozen: boolean;
  delay: number;
  bytesPerSecond: number;
}

/** Bytes that one direction of a connection holds. When it is full it takes no more, and the sender has to wait. */
const ROOM = 65_536;

/** How many parts of a second's bytes a throttled line hands on one by one. */
const STEPS = 50;

/** A new line to a server, all of it on this machine. */
export async function openLine(server: { host: string; port: number }): Promise<Line> {
  const weather: Weather = { frozen: false, delay: 0, bytesPerSecond: Infinity };
  const ways = new Set<Way>();
  const change = (changes: Partial<Weather>) => {
    Object.assign(weather, changes);
    for (const way of ways) way.move();
  };
  const cut = () => {
    for (const { to } of ways) to.resetAndDestroy();
  };

  // Each side may say that it has nothing more to send, and go on listening.
  const gate = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...server, allowHalfOpen: true, noDelay: true });
    for (const way of [new Way(near, far, weather), new Way(far, near, weather)]) {
      ways.add(way);
      way.to.once("close", () => ways.delete(way));
    }
  });
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");

  return {
    port: (gate.address() as AddressInfo).port,
    cut,
    end: () => ways.forEach((way) => way.take(null)),
    freeze: () => change({ frozen: true }),
    thaw: () => change({ frozen: false }),
    delay: (milliseconds) => change({ delay: milliseconds }),
    throttle: (bytesPerSecond) => change({ bytesPerSecond }),
    async close() {
      gate.close();
      cut();
      await once(gate, "close");
    },
  };
}

/** Bytes, or FIN (null), and when they came. */
interface Piece {
  bytes: Buffer | null;
  came: number;
}

/** One direction of one connection: first in, first out. */
class Way {
  readonly #from: Socket;
  readonly to: Socket;
  readonly #weather: Weather;
  readonly #waiting: Piece[] = [];
  /** When all that was handed on so far has passed, at the speed of the line. */
  #free = 0;
  #ended = false;
  /** `from` was reset. */
  #lost = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.to = to;
    this.#weather = weather;
    from.on("data", (bytes: Buffer) => this.take(bytes));
    from.on("end", () => this.take(null));
    from.on("error", () => {
      this.#lost = true;
      this.move();
    });
    to.on("drain", () => this.move());
    to.on("close", () => clearTimeout(this.#timer));
  }

  take(bytes: Buffer | null): void {
    if (this.#ended) return;
    this.#ended = bytes === null;
    this.#waiting.push({ bytes, came: performance.now() });
    this.move();
  }

  /** Hands on what may pass by now, and looks again when the next piece may. */
  move(): void {
    clearTimeout(this.#timer);
    if (!this.#weather.frozen) {
      if (this.#lost) return void this.to.resetAndDestroy();
      while (this.#waiting.length > 0 && !this.to.writableNeedDrain) {
        const due = Math.max(this.#waiting[0]!.came + this.#weather.delay, this.#free);
        const early = due - performance.now();
        if (early > 0) {
          this.#timer = setTimeout(() => this.move(), early);
          break;
        }
        this.#handOn();
      }
    }
    const held = this.#waiting.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
    if (this.#weather.frozen || held >= ROOM) this.#from.pause();
    else this.#from.resume();
  }

  #handOn(): void {
    const { bytes, came } = this.#waiting.shift()!;
    if (bytes === null) return void this.to.end();
    const { bytesPerSecond } = this.#weather;
    const part = bytes.subarray(0, Math.max(1, bytesPerSecond / STEPS));
    if (part.length < bytes.length) this.#waiting.unshift({ bytes: bytes.subarray(part.length), came });
    this.#free = performance.now() + (part.length / bytesPerSecond) * 1_000;
    this.to.write(part);
  }
}
