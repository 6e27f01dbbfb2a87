/**
 * A handshake by hand, and frames by hand: what a learner wrote goes over a new TCP connection of this machine's own to
 * one lab, and nowhere else, whatever stands in it. The answer is seen in the lab's log.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "../protocol/errors.ts";
import { refuse, refuseConnection } from "./answer.ts";
import { Cable, connectCables } from "./cable.ts";
import { Exchanges } from "./exchanges.ts";
import type { HostedLab } from "./hosted-lab.ts";
import { clientOf, labTarget } from "./target.ts";

/** Milliseconds without a byte in either direction after which such a connection is ended, before it is a WebSocket. */
const SILENCE = 5_000;

/** How the answer begins after which frames may follow (RFC 6455 §4.1). */
const SWITCHED = Buffer.from("HTTP/1.1 101 ");

interface Handmade {
  near: Socket;
  /** Resolves with the first bytes that come, or with the end. */
  answered: Promise<void>;
  /** The answer was 101. */
  switched: boolean;
  /** Bytes that it may still carry. */
  left: number;
}

/** Each lab has one connection of this kind: the next one ends the one before. */
const open = new WeakMap<HostedLab, Handmade>();

/**
 * Resolves when the text is on its way.
 * @param details `{ request: "GET /ws HTTP/1.1\r\n…" }`, as it shall stand on the wire
 * @returns why not, if it was not sent
 */
export async function sendByHand(lab: HostedLab, details: unknown): Promise<ErrorCode | undefined> {
  const { request } = (details ?? {}) as { request?: unknown };
  if (typeof request !== "string" || request === "") return "body.malformed";
  if (Buffer.byteLength(request) > lab.limits["body.bytes"]) return "body.large";
  open.get(lab)?.near.destroy();
  const { near, far } = await loopback();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const handmade: Handmade = { near, answered, switched: false, left: lab.limits["hand.bytes"] };
  open.set(lab, handmade);
  near.on("error", () => near.destroy()); // a fault may cut it, the lab may end
  near.on("close", () => answer());
  near.setTimeout(SILENCE, () => near.destroy());
  // What comes is in the log already: only whether it is a WebSocket now has to be known.
  near.on("data", (bytes: Buffer) => {
    if (!handmade.switched && bytes.subarray(0, SWITCHED.length).equals(SWITCHED)) letFramesFollow(lab, handmade);
    answer();
  });
  // Neither keeps the process from ending.
  near.unref();
  far.unref();
  httpServerOf(lab).emit("connection", far);
  near.write(request);
  return undefined;
}

/** From here on nobody has to hurry, but it does not last for ever. */
function letFramesFollow(lab: HostedLab, handmade: Handmade): void {
  const { near } = handmade;
  handmade.switched = true;
  near.setTimeout(0);
  const life = setTimeout(() => near.destroy(), lab.limits["hand.time"]);
  life.unref();
  near.once("close", () => clearTimeout(life));
}

/**
 * Sends bytes over the lab's handmade connection, as they are: whole frames, pieces of them, or what is no frame at all.
 * Those that come while the handshake is not answered yet wait for its answer.
 * @param details `{ hex: "8182…" }`
 * @returns why not, if they were not sent
 */
export async function sendBytes(lab: HostedLab, details: unknown): Promise<ErrorCode | undefined> {
  const { hex } = (details ?? {}) as { hex?: unknown };
  if (typeof hex !== "string" || hex === "" || hex.length % 2 === 1 || /[^\da-f]/i.test(hex)) return "hand.hex";
  if (hex.length > lab.limits["body.bytes"]) return "body.large";
  const handmade = open.get(lab);
  await handmade?.answered;
  if (!handmade?.switched || !handmade.near.writable) return "hand.closed";
  const bytes = Buffer.from(hex, "hex");
  if (bytes.length > handmade.left) return "hand.spent";
  handmade.left -= bytes.length;
  handmade.near.write(bytes);
  return undefined;
}

/** Takes one connection, for one lab: HTTP is parsed by Node as everywhere, but nobody else can be reached. */
function httpServerOf(lab: HostedLab) {
  const { limits } = lab;
  const server = createHttpServer({ maxHeaderSize: limits["head.bytes"], keepAliveTimeout: limits["idle.time"] });
  const ownTarget = (target: string) => labTarget(target)?.target ?? target;
  connectCables(server, (socket) => {
    new Cable(socket, (cable) => new Exchanges(cable, (target) => ({ lab, client: clientOf(target) })));
    return true;
  });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    request.url = ownTarget(request.url!);
    const refusal = lab.request(request, response);
    if (refusal) refuse(response, refusal);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    request.url = ownTarget(request.url!);
    const refusal = lab.upgrade(request, socket, head);
    if (refusal) refuseConnection(socket, refusal);
  });
  server.on("clientError", (_error, socket) => refuseConnection(socket, "http.malformed"));
  return server;
}

/**
 * Both ends of one TCP connection over loopback. Anyone on this machine can knock at the port while it is open, and an
 * accept may be told before our own connect is: so only the pair of port numbers tells which one is ours.
 */
async function loopback(): Promise<{ near: Socket; far: Socket }> {
  const gate = createServer();
  const knocking = new Set<Socket>();
  try {
    return await new Promise((resolve, reject) => {
      gate.on("error", reject);
      gate.listen(0, "127.0.0.1", () => {
        const near = connect((gate.address() as AddressInfo).port, "127.0.0.1");
        const pick = () => {
          const far = [...knocking].find(({ remotePort }) => !near.connecting && remotePort === near.localPort);
          if (!far) return;
          knocking.delete(far);
          resolve({ near, far });
        };
        gate.on("connection", (socket) => {
          knocking.add(socket);
          pick();
        });
        near.on("connect", pick);
        near.on("error", reject);
      });
    });
  } finally {
    gate.close();
    for (const stranger of knocking) stranger.destroy();
  }
}
