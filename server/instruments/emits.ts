/**
 * Who got it. Between the call that sends something and its return, Engine.IO makes a packet for each receiver, and says
 * so (`packetCreate`): those are the clients that it was handed to, and the messages that it became.
 */
import type { Receiver } from "../../protocol/log.ts";
import type { Note, Place } from "../../protocol/records.ts";
import { describe } from "./describe.ts";
import type { Notebook, Subject } from "./notebook.ts";
import { scope } from "./scope.ts";

/** Where packets are made: one client's Engine.IO session. */
export interface Outlet {
  readonly client: string | undefined;
  readonly sid: string;
  /** The id of this client's socket in a namespace. */
  idIn(nsp: string): string;
}

export type Call = "emit" | "broadcast" | "ack";

/** An emit with all its receivers. Filled while it is sent; lists for readers are made when one asks: most are never read. */
class EmitNote implements Note {
  readonly layer = "app";
  readonly kind = "emit";
  readonly from = "server";
  readonly client: string | undefined;
  readonly cause: number | undefined;
  readonly #call: { id?: string; call: Call; name: string; args: unknown[] };
  readonly #nsp: string;
  readonly #outlets: Outlet[] = [];
  readonly #indexes: number[] = [];

  constructor(
    client: string | undefined,
    nsp: string,
    call: { id?: string; call: Call; name: string; args: unknown[] },
  ) {
    this.client = client;
    this.cause = scope.getStore()?.cause;
    this.#nsp = nsp;
    this.#call = call;
  }

  handedTo(outlet: Outlet, index: number): void {
    this.#outlets.push(outlet);
    this.#indexes.push(index);
  }

  get data(): Record<string, unknown> {
    // A packet with attachments is several messages to one receiver.
    const to = [...new Set(this.#outlets)].map((outlet): Receiver => {
      const { client } = outlet;
      const id = outlet.idIn(this.#nsp);
      return client === undefined ? { id } : { client, id };
    });
    return { ...this.#call, to };
  }

  get out(): Place[] {
    return this.#outlets.map(({ sid }, i) => [sid, this.#indexes[i]!]);
  }

  toJSON(): Note {
    const { layer, kind, from, client, cause, data, out } = this;
    return { layer, kind, from, client, cause, data, out };
  }
}

export class Emits {
  readonly #notebook: Notebook;
  /** Whose `emit` is being called. */
  caller: { subject: Subject; id: string } | undefined;
  #current: EmitNote | undefined;

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
  }

  /**
   * Notes a call while it is made: `send` does what the program asked for.
   * @param data an event's name and arguments, or an acknowledgement's arguments
   */
  during(
    subject: Subject,
    nsp: string,
    call: Call,
    id: string | undefined,
    data: readonly unknown[],
    send: () => void,
  ): void {
    const [name, args] = call === "ack" ? [scope.getStore()?.event ?? "", data] : [String(data[0]), data.slice(1)];
    const note = new EmitNote(subject.client, nsp, {
      ...(id === undefined ? {} : { id }),
      call,
      name,
      args: describe(args),
    });
    const outer = this.#current;
    this.#current = note;
    try {
      // Before what it became: the note is filled while the packets are made, and their bytes leave later.
      this.#notebook.recorder.note(subject.conn, note);
      send();
    } finally {
      this.#current = outer;
    }
  }

  /**
   * What is sent now is being sent as long as the work goes on that `send` begins: for adapters that tell other servers
   * first, and make their own packets later.
   */
  meanwhile(send: () => void): void {
    scope.run({ ...scope.getStore(), ...(this.#current && { sending: this.#current }) }, send);
  }

  /** A message was made for this session; it is the session's `index`th from the server. */
  packetCreated(outlet: Outlet, index: number): void {
    const sending = this.#current ?? scope.getStore()?.sending;
    sending?.handedTo(outlet, index);
  }
}
