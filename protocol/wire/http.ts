/**
 * HTTP/1.1 as it streams by on one connection: where requests and answers begin and end, their heads and bodies
 * (RFC 9112). Reads both directions, because what an answer means depends on its request.
 *
 * Two users: the decoder (entries of the log), and the server's exchange tracker, which leaves `body` out of its
 * handler: bodies are then skipped by count and never held.
 *
 * Any split of the same bytes gives the same calls, apart from offsets.
 */
import { latin1, type Side } from "./bytes.ts";
import { BodyReader, type BodyPiece, type SavedBody } from "./http-body.ts";
import {
  parseRequest,
  parseRequestLine,
  parseResponse,
  type Framing,
  type RequestHead,
  type ResponseHead,
} from "./http-head.ts";
import { HttpLines, type SavedLines } from "./http-lines.ts";
import type { RuleCode } from "./rules.ts";

/** Requests that may wait for an answer on one connection. */
export const UNANSWERED_LIMIT = 1_000;

/** A request and its answer. */
export interface Exchange {
  /** From 0, in the order of the requests on this connection. */
  id: number;
  method: string;
  target: string;
  /** The protocols that the request asked to upgrade to, in lower case, or null. */
  upgrade: string | null;
}

/**
 * What the reader found. `at` is always an offset in the bytes given to this call of `read`.
 * `exchange` is undefined for an answer that no request asked for (400 or 408 of a server that gave up waiting).
 */
export interface HttpHandler {
  /** The first byte of a request or an answer is at `at` (empty lines before it are skipped: RFC 9112 §2.2). */
  begin?(from: Side, at: number): void;
  /** The request line is complete, perhaps before the rest of the head has come. Not called for a malformed one. */
  requestLine?(line: { method: string; target: string; version: string }): void;
  /** A request's head is complete; `at` is after its last byte. */
  request?(head: RequestHead, exchange: Exchange, at: number): void;
  /** An answer's head is complete, interim ones (100, 103) included, for which `end` is not called. */
  response?(head: ResponseHead, exchange: Exchange | undefined, at: number): void;
  body?(from: Side, piece: BodyPiece, exchange: Exchange | undefined, at: number): void;
  /** A request or a final answer (101 is one) is complete with its body; `at` is after its last byte. */
  end?(from: Side, exchange: Exchange | undefined, at: number): void;
  /** These bytes break a rule. Nothing more of this direction can be read: the reader is `lost` there. */
  violation?(from: Side, code: RuleCode, bytes: Uint8Array, at: number): void;
}

/**
 * `start`: between messages. `waiting`: the client asked for an upgrade, and what its next bytes are depends on the
 * answer. `switched`: no longer HTTP. `lost`: a rule was broken.
 */
type State = "start" | "head" | "body" | "waiting" | "switched" | "lost";

/** One direction. */
interface Half {
  state: State;
  lines: HttpLines;
  /** The request line has been handed on (or was none). */
  lineSeen: boolean;
  body: BodyReader | null;
  /** Whose body is being read. */
  exchange: Exchange | undefined;
}

interface SavedHalf {
  state: State;
  lines: SavedLines;
  lineSeen: boolean;
  body: SavedBody | null;
  exchange: Exchange | null;
}

/** A reader's state as JSON. */
export interface SavedHttp {
  client: SavedHalf;
  server: SavedHalf;
  unanswered: Exchange[];
  next: number;
  protocol: string | null;
}

/**
 * @example
 * const reader = new HttpReader();
 * const used = reader.read("client", chunk, { request: (head) => console.log(head.method, head.target) });
 * if (reader.protocol === "websocket") readFrames(chunk.subarray(used));
 */
export class HttpReader {
  /** What the connection speaks after 101 (the request's `Upgrade`) or CONNECT (`tunnel`); null while it is HTTP. */
  protocol: string | null = null;
  readonly #client: Half;
  readonly #server: Half;
  /** Requests without a final answer, oldest first. */
  #unanswered: Exchange[] = [];
  #next = 0;

  constructor(saved?: SavedHttp) {
    this.#client = restore(saved?.client);
    this.#server = restore(saved?.server);
    if (!saved) return;
    this.#unanswered = [...saved.unanswered];
    this.#next = saved.next;
    this.protocol = saved.protocol;
  }

  /** Nothing is under way: every request has come whole and has its whole answer. */
  get idle(): boolean {
    return this.#unanswered.length === 0 && this.#client.state === "start" && this.#server.state === "start";
  }

  /** The client asked for an upgrade and has no answer yet: `read("client", …)` takes nothing until it has. */
  get waiting(): boolean {
    return this.#client.state === "waiting";
  }

  /** This direction broke a rule: its bytes are swallowed from then on. */
  lost(from: Side): boolean {
    return this.#half(from).state === "lost";
  }

  /**
   * Reads bytes of one direction.
   * @returns how many of them were HTTP: fewer than given after the switch to another protocol, and while the
   * reader is `waiting` (offer the rest again when the server has answered).
   */
  read(from: Side, bytes: Uint8Array, handler: HttpHandler): number {
    const half = this.#half(from);
    let at = 0;
    while (at < bytes.length) {
      if (half.state === "waiting" || half.state === "switched") return at;
      if (half.state === "start") at = this.#start(from, half, bytes, at, handler);
      else if (half.state === "head") at = this.#head(from, half, bytes, at, handler);
      else if (half.state === "body") at = this.#body(from, half, bytes, at, handler);
      else return bytes.length;
    }
    return at;
  }

  /** The connection has ended: what was under way is handed on, or reported as incomplete. */
  close(handler: HttpHandler): void {
    for (const from of ["client", "server"] as const) {
      const half = this.#half(from);
      if (half.state === "head") this.#violation(from, half, handler, "http.incomplete", half.lines.held.take(), 0);
      if (half.state !== "body") continue;
      if (half.body!.close((piece) => handler.body?.(from, piece, half.exchange, 0))) this.#end(from, half, handler, 0);
      else this.#violation(from, half, handler, "http.incomplete", half.body!.rest(), 0);
    }
  }

  save(): SavedHttp {
    return {
      client: save(this.#client),
      server: save(this.#server),
      unanswered: [...this.#unanswered],
      next: this.#next,
      protocol: this.protocol,
    };
  }

  #half(from: Side): Half {
    return from === "client" ? this.#client : this.#server;
  }

  #start(from: Side, half: Half, bytes: Uint8Array, at: number, handler: HttpHandler): number {
    while (at < bytes.length && (bytes[at] === 13 || bytes[at] === 10)) at++;
    if (at === bytes.length) return at;
    handler.begin?.(from, at);
    half.state = "head";
    half.lines = new HttpLines();
    half.lineSeen = false;
    return at;
  }

  #head(from: Side, half: Half, bytes: Uint8Array, at: number, handler: HttpHandler): number {
    const end = half.lines.read(bytes, at);
    if (from === "client" && !half.lineSeen && handler.requestLine) requestLine(half, handler);
    if (end === -1) return bytes.length;
    const head = half.lines.held.take();
    if (end === -2) this.#violation(from, half, handler, "http.head-too-long", head, bytes.length);
    else if (from === "client") this.#request(head, handler, end);
    else this.#response(head, handler, end);
    return end === -2 ? bytes.length : end;
  }

  #request(bytes: Uint8Array, handler: HttpHandler, at: number): void {
    const head = parseRequest(bytes);
    if ("code" in head || this.#unanswered.length >= UNANSWERED_LIMIT) {
      const code = "code" in head ? head.code : "http.unanswered";
      this.#violation("client", this.#client, handler, code, bytes, at);
      return;
    }
    const { method, target, upgrade } = head;
    const exchange = { id: this.#next++, method, target, upgrade };
    this.#unanswered.push(exchange);
    handler.request?.(head, exchange, at);
    this.#beginBody("client", this.#client, head.framing, exchange, handler, at);
  }

  #response(bytes: Uint8Array, handler: HttpHandler, at: number): void {
    const head = parseResponse(bytes);
    if ("code" in head) {
      this.#violation("server", this.#server, handler, head.code, bytes, at);
      return;
    }
    const exchange = this.#unanswered[0];
    const switches = exchange !== undefined && switchesProtocol(exchange, head.status);
    handler.response?.(head, exchange, at);
    if (head.status < 200 && !switches) {
      this.#server.state = "start";
      return;
    }
    this.#unanswered.shift();
    if (switches) {
      this.protocol = exchange.upgrade ?? "tunnel";
      this.#client.state = this.#server.state = "switched";
      handler.end?.("server", exchange, at);
      return;
    }
    const framing: Framing = exchange?.method === "HEAD" ? { kind: "none", length: 0 } : head.framing;
    this.#beginBody("server", this.#server, framing, exchange, handler, at);
    // The upgrade was refused: what the client sends next is HTTP again.
    if (this.#client.state === "waiting") this.#client.state = "start";
  }

  #beginBody(
    from: Side,
    half: Half,
    framing: Framing,
    exchange: Exchange | undefined,
    handler: HttpHandler,
    at: number,
  ): void {
    half.exchange = exchange;
    if (framing.kind === "none") {
      this.#end(from, half, handler, at);
      return;
    }
    half.state = "body";
    half.body = new BodyReader(framing, handler.body !== undefined);
  }

  #body(from: Side, half: Half, bytes: Uint8Array, at: number, handler: HttpHandler): number {
    const body = half.body!;
    const end = body.read(bytes, at, (piece, pieceEnd) => handler.body?.(from, piece, half.exchange, pieceEnd));
    if (body.state === "done") this.#end(from, half, handler, end);
    else if (body.state === "broken") this.#violation(from, half, handler, "http.chunk", body.rest(), bytes.length);
    return end;
  }

  #end(from: Side, half: Half, handler: HttpHandler, at: number): void {
    const { exchange } = half;
    half.exchange = undefined;
    half.body = null;
    const waits =
      from === "client" &&
      exchange !== undefined &&
      (exchange.upgrade !== null || exchange.method === "CONNECT") &&
      // Else an early answer has already refused the upgrade.
      this.#unanswered.some(({ id }) => id === exchange.id);
    half.state = waits ? "waiting" : "start";
    handler.end?.(from, exchange, at);
  }

  #violation(from: Side, half: Half, handler: HttpHandler, code: RuleCode, bytes: Uint8Array, at: number): void {
    half.state = "lost";
    half.body = null;
    half.exchange = undefined;
    handler.violation?.(from, code, bytes, at);
  }
}

/** 101 counts only where the request asked for it; CONNECT turns into a tunnel with any 2xx (RFC 9110 §9.3.6, §15.2.2). */
function switchesProtocol(exchange: Exchange, status: number): boolean {
  if (exchange.method === "CONNECT") return status >= 200 && status < 300;
  return status === 101 && exchange.upgrade !== null;
}

function requestLine(half: Half, handler: HttpHandler): void {
  const bytes = half.lines.held.peek();
  const end = bytes.indexOf(10);
  if (end < 0) return;
  half.lineSeen = true;
  const line = parseRequestLine(latin1(bytes, 0, bytes[end - 1] === 13 ? end - 1 : end));
  if (line) handler.requestLine!(line);
}

function restore(saved: SavedHalf | undefined): Half {
  return {
    state: saved?.state ?? "start",
    lines: new HttpLines(saved?.lines),
    lineSeen: saved?.lineSeen ?? false,
    body: saved?.body ? BodyReader.restore(saved.body) : null,
    exchange: saved?.exchange ?? undefined,
  };
}

function save(half: Half): SavedHalf {
  return {
    state: half.state,
    lines: half.state === "head" ? half.lines.save() : { held: "", line: 0 },
    lineSeen: half.lineSeen,
    body: half.body?.save() ?? null,
    exchange: half.exchange ?? null,
  };
}
