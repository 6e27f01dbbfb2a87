/**
 * A lab host: where labs run, and how a page reaches them. Widgets get every connection from a host, never from
 * globals, so that the same lessons can later run on a host inside the page (a Worker) instead of the bundled server.
 */
import type { ManagerOptions, Socket, SocketOptions } from "socket.io-client";
import type { StreamItem } from "../../../protocol/records.ts";
import type { Measured } from "./clock.ts";
import type { Reach } from "./reach.ts";

/** Where one lab is: the answer of `POST /api/labs`. Paths are on the page's own origin. */
export interface LabAddress {
  id: string;
  /** Lets its holder rule the lab; absent for someone who joined by an invite link. */
  key?: string;
  program: string;
  ws: string;
  socketio: string;
  http: string;
  log: string;
}

export interface ProgramInfo {
  name: string;
  about: { title: string; lesson: number; events: string[] };
}

/** What the log stream tells its reader. */
export interface LogReader {
  items(items: StreamItem[]): void;
  /** `gone`: the lab does not exist (any more). `measured`: the way from `performance.now()` to the lab's clock. */
  status(status: "connecting" | "live" | "lost" | "gone", measured?: Measured): void;
  /** Whose log it is: the first thing that a connected stream says. */
  hello?(hello: { lab: string; program: string }): void;
}

export type Verb =
  | { verb: "restart" }
  | { verb: "delete" }
  | { verb: "options"; options: Record<string, unknown> }
  | { verb: "fault"; fault: Record<string, unknown> }
  /** Sends this text over a new TCP connection of the server's own to the lab; the log shows the answer. */
  | { verb: "handshake"; handshake: { request: string } }
  /** Sends these bytes over that connection, once its handshake was answered with 101. */
  | { verb: "bytes"; bytes: { hex: string } };

/** A refusal of the host, with the catalogue's code. */
export class HostError extends Error {
  readonly code: string;
  readonly hint: string;
  constructor(code: string, message: string, hint: string) {
    super(message);
    this.name = "HostError";
    this.code = code;
    this.hint = hint;
  }
}

/** Where a raw WebSocket goes, when it is not the lab's `wss`, and what it asks for. */
export interface RawTarget {
  /** Another path of the lab, without a leading slash; it may have a query. */
  path?: string;
  /** Another server. */
  url?: string;
  protocols?: string | string[];
}

export interface Host {
  /** Of the page, as other servers are told it, e.g. `http://127.0.0.1:3000`. */
  readonly origin: string;
  programs(): Promise<ProgramInfo[]>;
  /** @throws {HostError} unknown program, too many labs, unreachable server. */
  open(program: string): Promise<LabAddress>;
  /** The address of a lab that someone else opened, from its id alone: without the key. Whether it exists, its log tells. @throws {HostError} when it is no id. */
  join(id: string, program: string): LabAddress;
  /** A raw WebSocket to the lab's `wss`; `client` goes into `?client=`. @throws {HostError} when it may not go there */
  webSocket(lab: LabAddress, client: string, options?: RawTarget): WebSocket;
  /**
   * A Socket.IO client of the lab's `io`, or of `url`, not yet connected (`autoConnect: false`); loads the library on
   * first use. `path` is another path of the lab, without a leading slash. @throws {HostError} when it may not go there
   */
  socketIO(
    lab: LabAddress,
    client: string,
    options?: Partial<ManagerOptions & SocketOptions> & { namespace?: string; url?: string },
  ): Promise<Socket>;
  /** What there is at another server's address, as far as this page can know. */
  reach(url: string): Promise<Reach>;
  /** An HTTP request to a path of the lab's `http`, without a leading slash. */
  request(lab: LabAddress, path: string, init?: RequestInit): Promise<Response>;
  /** A stream of events from a path of the lab's `http`, without a leading slash. */
  eventSource(lab: LabAddress, path: string): EventSource;
  /** The log's records, from what is held on; reconnects by itself until closed. */
  stream(lab: LabAddress, reader: LogReader): LogStream;
}

export interface LogStream {
  /** Sends an owner's verb through the stream's own door. @throws {HostError} when refused. */
  verb(verb: Verb): Promise<void>;
  /** Resolves when all that the lab has recorded by now has been given to the reader, or when nothing of it can come. */
  caughtUp(): Promise<void>;
  close(): void;
}
