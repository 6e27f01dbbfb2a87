/** The TCP connections of this server: each gets its cable, and no address more of them than it may have. */
import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import type { Limits } from "../protocol/limits.ts";
import { refuseConnection } from "./answer.ts";
import { Cable, connectCables } from "./cable.ts";
import { Exchanges, type Owner } from "./exchanges.ts";

/** Milliseconds of silence after which the system asks a connection's other end whether it is still there. */
const KEEP_ALIVE = 60_000;

export class Connections {
  readonly #limits: Limits;
  readonly #find: (target: string) => Owner | undefined;
  readonly #cables = new Set<Cable>();
  readonly #perAddress = new Map<string, number>();

  /** @param find whose request this is, by its target */
  constructor(limits: Limits, find: (target: string) => Owner | undefined) {
    this.#limits = limits;
    this.#find = find;
  }

  get size(): number {
    return this.#cables.size;
  }

  /** Takes the connections that this server accepts from now on. */
  of(server: HttpServer): void {
    connectCables(server, (socket) => this.#lay(socket));
  }

  destroyAll(): void {
    for (const cable of this.#cables) cable.destroy();
  }

  #lay(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    if (this.#add(address, 1) > this.#limits["address.connections"]) {
      refuseConnection(socket, "address.connections");
      socket.once("close", () => this.#add(address, -1));
      return false;
    }
    socket.setKeepAlive(true, KEEP_ALIVE);
    const cable = new Cable(socket, (self) => new Exchanges(self, this.#find));
    this.#cables.add(cable);
    cable.whenOver(() => {
      this.#cables.delete(cable);
      this.#add(address, -1);
    });
    return true;
  }

  /** @returns how many this address has open now */
  #add(address: string, change: 1 | -1): number {
    const count = (this.#perAddress.get(address) ?? 0) + change;
    if (count === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, count);
    return count;
  }
}
