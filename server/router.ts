/**
 * Where requests and upgrades go: to a lab's own servers, to the log of a lab, to the API, or past us. What is said no
 * to here says so by name, and in the lab's log where it was for a lab.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { ErrorCode } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { refuse, refuseConnection } from "./answer.ts";
import { addressOf, isApi, type Api } from "./api.ts";
import type { Doors } from "./doors.ts";
import { stretchOf } from "./exchanges.ts";
import type { HostedLab } from "./hosted-lab.ts";
import { closeRefused } from "./instruments/web-socket-refusals.ts";
import type { Journal } from "./journal.ts";
import type { Labs } from "./labs.ts";
import { LogLines } from "./log-lines.ts";
import { LogSocket } from "./log-socket.ts";
import { clientOf, isLog, labTarget, queryOf, type LabTarget } from "./target.ts";

export interface RouterParts {
  labs: Labs;
  api: Api;
  doors: Doors;
  limits: Limits;
  journal: Journal;
}

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export class Router {
  readonly #parts: RouterParts;
  /** Takes the WebSockets of the logs' viewers. */
  readonly #viewers = new WebSocketServer({ noServer: true, maxPayload: 16_384 });

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** @returns false where the request is not ours */
  request(request: IncomingMessage, response: ServerResponse): boolean {
    const target = labTarget(request.url!);
    if (!target && !isApi(request.url!)) return false;
    const lab = target && this.#parts.labs.get(target.id);
    const refusal = this.#refusal(request, target, lab);
    if (refusal) {
      this.#noteRefusal(request, target, lab, refusal);
      refuse(response, refusal);
    } else if (!target) this.#parts.api.handle(request, response);
    else if (!lab) refuse(response, "lab.unknown");
    else if (isLog(target)) this.#sendLines(lab, target, request, response);
    else
      this.#giveToLab(
        lab,
        target,
        request,
        (own) => own.request(request, response),
        (code) => refuse(response, code),
      );
    return true;
  }

  /** @returns false where the upgrade is not ours */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const target = labTarget(request.url!);
    if (!target) return false;
    const lab = this.#parts.labs.get(target.id);
    const refusal = this.#refusal(request, target, lab);
    if (refusal) {
      this.#noteRefusal(request, target, lab, refusal);
      refuseConnection(socket, refusal);
    } else if (isLog(target))
      this.#viewers.handleUpgrade(request, socket, head, (webSocket) => this.#stream(webSocket, lab, request));
    else if (!lab) refuseConnection(socket, "lab.unknown");
    else
      this.#giveToLab(
        lab,
        target,
        request,
        (own) => own.upgrade(request, socket, head),
        (code) => refuseConnection(socket, code),
      );
    return true;
  }

  /** Tells the viewers that the server goes away. */
  close(): void {
    for (const viewer of this.#viewers.clients) viewer.close(1001);
  }

  /** Cuts off those viewers that have not answered. */
  terminate(): void {
    for (const viewer of this.#viewers.clients) viewer.terminate();
  }

  #refusal(request: IncomingMessage, target: LabTarget | undefined, lab: HostedLab | undefined): ErrorCode | undefined {
    const own = target !== undefined && !isLog(target) && lab?.checksOrigin(target.target);
    return this.#parts.doors.refusal(request.headersDistinct, own === true);
  }

  #noteRefusal(
    request: IncomingMessage,
    target: LabTarget | undefined,
    lab: HostedLab | undefined,
    code: ErrorCode,
  ): void {
    const { host, origin } = request.headers;
    this.#parts.journal.info("refused", { code, address: addressOf(request), host, origin });
    if (lab && target && !isLog(target)) lab.refused(stretchOf(request.socket), code);
  }

  /** The lab's servers see the request as if it had come to them: without `/labs/<id>`. */
  #giveToLab(
    lab: HostedLab,
    target: LabTarget,
    request: IncomingMessage,
    give: (lab: HostedLab) => ErrorCode | undefined,
    otherwise: (code: ErrorCode) => void,
  ): void {
    request.url = target.target;
    const refusal = give(lab);
    if (!refusal) return;
    this.#noteRefusal(request, target, lab, refusal);
    otherwise(refusal);
  }

  #sendLines(lab: HostedLab, { target }: LabTarget, request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== "GET") refuse(response, "method.unsupported", { Allow: "GET" });
    else if (lab.recorder.watched >= this.#parts.limits["lab.viewers"]) refuse(response, "lab.viewers");
    else {
      const follow = queryOf(target, "follow") !== "0";
      new LogLines(response, lab, { follow, client: clientOf(target), known: secretsOf(request) });
    }
  }

  #stream(webSocket: WebSocket, lab: HostedLab | undefined, request: IncomingMessage): void {
    webSocket.on("error", () => {}); // ws closes it
    // A browser cannot see the status of an upgrade that failed, but it can see a close code.
    if (!lab) closeRefused(webSocket, "lab.unknown");
    else if (lab.recorder.watched >= this.#parts.limits["lab.viewers"]) closeRefused(webSocket, "lab.viewers");
    else {
      const address = addressOf(request);
      new LogSocket(webSocket, lab, secretsOf(request), this.#parts.limits, (...verb) =>
        this.#parts.api.ruleBySocket(address, ...verb),
      );
    }
  }
}

const SECRET_HEADERS = new Set(["cookie", "authorization", "proxy-authorization"]);

/** The credentials that a request carries: its sender may see them in a log. */
function secretsOf({ rawHeaders }: IncomingMessage): ReadonlySet<string> {
  const values = rawHeaders.filter((_value, i) => i % 2 === 1 && SECRET_HEADERS.has(rawHeaders[i - 1]!.toLowerCase()));
  return new Set(values);
}

/** For the exchange tracker: which lab's log a request goes into. */
export function ownerOf(labs: Labs, target: string): { lab: HostedLab; client: string | undefined } | undefined {
  const labOf = labTarget(target);
  const lab = labOf && !isLog(labOf) ? labs.get(labOf.id) : undefined;
  return lab && { lab, client: clientOf(target) };
}
