/** The server's own paths: its health, its programs, and labs as their owners see them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { answerJson, refuse } from "./answer.ts";
import type { HostedLab } from "./hosted-lab.ts";
import type { Journal } from "./journal.ts";
import type { Labs } from "./labs.ts";
import type { Programs } from "./programs.ts";
import { Rates } from "./rate.ts";
import { originForm, pathOf } from "./target.ts";
import { isVerb, rule } from "./verbs.ts";

export interface ApiParts {
  labs: Labs;
  programs: Programs;
  limits: Limits;
  journal: Journal;
  version: string;
  /** TCP connections open now. */
  connections: { readonly size: number };
}

const LAB = /^\/api\/labs\/([A-Za-z0-9_-]{1,64})(?:\/([a-z]+))?$/;

/** Whether a request's target is one of these paths. */
export function isApi(target: string): boolean {
  const path = pathOf(originForm(target));
  return path === "/healthz" || path.startsWith("/api/");
}

export class Api {
  readonly #parts: ApiParts;
  readonly #rates: Rates;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#rates = new Rates(parts.limits["address.verbs"]);
  }

  /** Answers a request whose path is one of these. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(originForm(request.url!));
    this.#answer(path, request, response).catch((error: unknown) => {
      // A body that broke off, or a fault of ours: neither may stay without an answer.
      this.#parts.journal.info("api.failed", { path, error: String(error) });
      if (!response.headersSent) refuse(response, "body.malformed");
    });
  }

  async #answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === "/healthz") this.#get(request, response, () => this.#health());
    else if (path === "/api/programs") this.#get(request, response, () => this.#parts.programs.list());
    else if (path === "/api/labs") {
      if (request.method !== "POST") refuse(response, "method.unsupported", { Allow: "POST" });
      else await this.#open(request, response);
    } else {
      const [, id, verb] = LAB.exec(path) ?? [];
      if (id === undefined) refuse(response, "path.unknown");
      else await this.#rule(id, verb, request, response);
    }
  }

  #get(request: IncomingMessage, response: ServerResponse, body: () => unknown): void {
    if (request.method !== "GET" && request.method !== "HEAD")
      refuse(response, "method.unsupported", { Allow: "GET, HEAD" });
    else void Promise.resolve(body()).then((value) => answerJson(response, 200, value));
  }

  #health(): unknown {
    const { version, labs, connections } = this.#parts;
    return { status: "ok", version, labs: labs.size, connections: connections.size };
  }

  async #open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = addressOf(request);
    if (this.#rates.exceeded(address)) return refuse(response, "address.verbs", { "Retry-After": "1" });
    const body = await readObject(request, this.#parts.limits["body.bytes"]);
    if (typeof body === "string") return refuse(response, body);
    if (typeof body["program"] !== "string") return refuse(response, "body.malformed");
    const lab = await this.#parts.labs.open(body["program"], address);
    if (typeof lab === "string") return refuse(response, lab);
    const { id, key, program } = lab;
    const at = `/labs/${id}`;
    answerJson(response, 201, {
      id,
      key,
      program,
      ws: `${at}/ws`,
      socketio: `${at}/socket.io/`,
      http: `${at}/`,
      log: `${at}/log`,
    });
  }

  async #rule(id: string, verb: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = verb ?? "delete";
    if (verb === "delete" || !isVerb(name)) return refuse(response, "verb.unknown");
    const method = verb === undefined ? "DELETE" : "POST";
    if (request.method !== method) return refuse(response, "method.unsupported", { Allow: method });
    if (this.#rates.exceeded(addressOf(request))) return refuse(response, "address.verbs", { "Retry-After": "1" });
    const lab = this.#parts.labs.get(id);
    if (!lab) return refuse(response, "lab.unknown");
    const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (key === undefined) return refuse(response, "key.missing", { "WWW-Authenticate": "Bearer" });
    if (!lab.isKey(key)) return refuse(response, "key.wrong");
    const body = await readObject(request, this.#parts.limits["body.bytes"]);
    if (typeof body === "string") return refuse(response, body);
    const refusal = await rule(this.#parts.labs, lab, name, body, this.#parts.journal);
    if (refusal) refuse(response, refusal);
    else response.writeHead(204).end();
  }

  /** The same verbs, asked for over a log's WebSocket. */
  async ruleBySocket(
    address: string,
    lab: HostedLab,
    key: unknown,
    verb: unknown,
    details: unknown,
  ): Promise<ErrorCode | undefined> {
    const { labs, journal } = this.#parts;
    if (this.#rates.exceeded(address)) return "address.verbs";
    if (!isVerb(verb)) return "verb.unknown";
    if (typeof key !== "string") return "key.missing";
    return lab.isKey(key) ? rule(labs, lab, verb, details, journal) : "key.wrong";
  }
}

export function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? "";
}

/** The JSON object in a request's body, an empty one for no body; or why it cannot be had. */
async function readObject(request: IncomingMessage, limit: number): Promise<Record<string, unknown> | ErrorCode> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > limit) return "body.large";
    pieces.push(piece);
  }
  if (length === 0) return {};
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : "body.malformed";
  } catch {
    return "body.malformed";
  }
}
