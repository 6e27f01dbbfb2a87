/**
 * An adapter for servers that run in one process: each message between them is copied, as it would be on its way to
 * another machine, and handed over. Servers on several machines need Redis, for one, and the adapter for it.
 */
import type { Namespace } from "socket.io";
import { type Adapter, ClusterAdapter, type ClusterMessage, type ClusterResponse } from "socket.io-adapter";

/** For the option `adapter` of all servers that are to know of each other. */
export function sameProcess(): (nsp: Namespace) => Adapter {
  const members = new Set<SameProcess>();
  // Socket.IO calls it with `new`.
  return function join(nsp) {
    return new SameProcess(nsp, members);
  };
}

class SameProcess extends ClusterAdapter {
  readonly #members: Set<SameProcess>;

  constructor(nsp: Namespace, members: Set<SameProcess>) {
    super(nsp);
    this.#members = members;
    members.add(this);
  }

  override close(): void {
    this.#members.delete(this);
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(this.#peers().length);
  }

  protected override async doPublish(message: ClusterMessage): Promise<string> {
    const copy = structuredClone(message);
    await Promise.resolve(); // another machine would not have it at once, either
    for (const peer of this.#peers()) if (peer !== this) peer.onMessage(copy);
    return "";
  }

  protected override async doPublishResponse(requester: string, response: ClusterResponse): Promise<void> {
    const copy = structuredClone(response);
    await Promise.resolve();
    for (const peer of this.#peers()) if (peer.uid === requester) peer.onResponse(copy);
  }

  #peers(): SameProcess[] {
    return [...this.#members].filter(({ nsp }) => nsp.name === this.nsp.name);
  }
}
