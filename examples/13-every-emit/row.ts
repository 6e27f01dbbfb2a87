/** What a row of the emit reference says of itself (reference.ts). */
import type { RowToRun } from "./crowd.ts";

/** What comes of a row, on a server of Socket.IO 4.8. */
export interface Expected {
  /** Who gets something that is no answer: letters, `server`, `two` for the second server; with spaces between them. */
  receivers: string;
  /** `A B ← 42["hello"]`; the number of a question or an answer is `#`. */
  packets?: readonly string[];
  /** What the call gave back. */
  shown?: readonly unknown[];
  threw?: string;
  /** Listeners that were called, in order. */
  heard?: readonly string[];
  /** The receiver's parser takes none of the packets: no listener is called. */
  refused?: boolean;
}

export interface ReferenceRow extends RowToRun, Expected {
  title: string;
  /** Which of the packets are compressed, with clients in Node; default: none. */
  compressed?: readonly boolean[];
  /** The method, as it stands in the region. */
  call: string;
  /** What is not seen in the row. Between backticks stands code, here and in the other sentences. */
  note: string;
  /** The region of the server's handler that a call of the client meets. */
  handler?: "on-hello" | "on-message" | "on-add";
  /** Why Flask-SocketIO has no equivalent. */
  noFlask?: string;
  /** What comes of it on a Flask-SocketIO server, where that differs. */
  flask?: Partial<Expected>;
}

export interface Source {
  title: string;
  href: string;
}

export interface Group {
  id: string;
  title: string;
  side: "server" | "client";
  intro: string;
  /** Where what is not seen in the rows can be read. */
  sources: readonly Source[];
  /** Regions that the rows rest on. */
  also?: readonly { title: string; region: string }[];
  rows: readonly ReferenceRow[];
}

/** Reasons that hold for several rows. */
export const NO_FLAG = "Flask-SocketIO has no such flag.";
export const NO_CATCH_ALL =
  'Flask-SocketIO has no catch-all listener before 5.4. From 5.4 on, a handler of the event `"*"` gets those that no other handler takes.';
export const NO_OUTGOING = "Flask-SocketIO has no listener for what it sends.";
export const NO_CLIENT = "Flask-SocketIO is a server: its clients are these same ones.";
export const NO_REDIS =
  'Several Flask-SocketIO processes need a message queue between them, e.g. `SocketIO(app, message_queue="redis://")`, which does not run here.';
export const NO_HANDLER = "Nothing to write: neither server has a handler for this event.";
