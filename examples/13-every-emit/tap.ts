/** Clients in Node, and the packets that they send and get, as their Engine.IO sockets tell. */
import { io, type Socket } from "socket.io-client";
import type { Letter, Place } from "./crowd.ts";
import { bytesText } from "./events.ts";
import type { Line } from "./lines.ts";

interface EnginePacket {
  type: string;
  data?: string | Uint8Array;
}

export class Tap implements Place {
  readonly #origin: string;
  readonly #path: string;
  #lines: Line[] | undefined;

  /** @param path of Socket.IO on the lab's own server, e.g. `/socket.io/` */
  constructor(origin: string, path: string) {
    this.#origin = origin;
    this.#path = path;
  }

  connect(letter: Letter, server: string): Promise<Socket> {
    const path = server ? this.#path.replace("socket.io/", `${server}/socket.io/`) : this.#path;
    const query = { client: letter };
    // A WebSocket at once, where the server has one: a Flask server may have none.
    // Node compresses from 1,024 bytes on unless told otherwise. A browser decides by itself.
    const options = {
      path,
      query,
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      perMessageDeflate: { threshold: 100 },
      transports: ["websocket", "polling"],
      tryAllTransports: true,
    };
    const socket = io(this.#origin, options);
    socket.io.on("open", () => {
      socket.io.engine.on("packet", (packet) => this.#note(letter, "←", packet));
      socket.io.engine.on("packetCreate", (packet) => this.#note(letter, "→", packet));
    });
    return Promise.resolve(socket);
  }

  begin(): Promise<void> {
    this.#lines = [];
    return Promise.resolve();
  }

  end(): Promise<Line[]> {
    const lines = this.#lines ?? [];
    this.#lines = undefined;
    return Promise.resolve(lines);
  }

  #note(client: Letter, way: Line["way"], { type, data }: EnginePacket): void {
    if (type !== "message" || data === undefined) return;
    this.#lines?.push({ client, way, text: typeof data === "string" ? `4${data}` : bytesText(data) });
  }
}
