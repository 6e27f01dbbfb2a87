/** The bundled server, put together. It touches nothing outside of itself: the command line is main.ts. */
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { LIMITS, type Limits } from "../protocol/limits.ts";
import { refuse, refuseConnection } from "./answer.ts";
import { Api } from "./api.ts";
import { Cable, connectCables } from "./cable.ts";
import { Doors } from "./doors.ts";
import { Exchanges, stretchOf } from "./exchanges.ts";
import type { HostedLab } from "./hosted-lab.ts";
import { createJournal } from "./journal.ts";
import { Labs } from "./labs.ts";
import type { App, AppOptions } from "./options.ts";
import { Programs } from "./programs.ts";
import { ownerOf, Router, type Fallback } from "./router.ts";
import { createSite } from "./site.ts";
import { version } from "./version.ts";

export { noteUncaught } from "./instruments/scope.ts";
export type { App, AppOptions } from "./options.ts";

const EXAMPLES = join(import.meta.dirname, "../examples");
/** Milliseconds of silence after which the system asks a connection's other end whether it is still there. */
const KEEP_ALIVE = 60_000;
/** How often Node looks for requests that are too slow. */
const CHECK_INTERVAL = 1_000;
/** Connections that do not close by themselves are cut off after this. */
const CLOSE_GRACE = 1_000;

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;
type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * @example
 * const app = await createApp({ port: 0 });
 * const { url } = await app.listen();
 *
 * @throws when `programs` cannot be read, or an origin is none
 */
export async function createApp(options: AppOptions = {}): Promise<App> {
  const { host = "127.0.0.1", port = 0, journal = createJournal("error") } = options;
  const limits: Limits = { ...LIMITS, ...options.limits };
  const programs = await Programs.find([EXAMPLES, ...(options.programs === undefined ? [] : [options.programs])]);
  const labs = new Labs(programs, limits, journal, options.sweepInterval);
  const cables = new Set<Cable>();
  const api = new Api({ labs, programs, limits, journal, version, connections: () => cables.size });
  const router = new Router({ labs, api, doors: new Doors(options.origins), limits });
  const site: Fallback = options.site
    ? createSite(options.site)
    : (_request, response) => refuse(response, "path.unknown");
  const perAddress = new Map<string, number>();
  const servers: HttpServer[] = [];

  function lay(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    const count = (perAddress.get(address) ?? 0) + 1;
    perAddress.set(address, count);
    socket.once("close", () => {
      const left = perAddress.get(address)! - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    if (count > limits["address.connections"]) {
      refuseConnection(socket, "address.connections");
      return false;
    }
    socket.setKeepAlive(true, KEEP_ALIVE);
    const cable = new Cable(socket, (self) => new Exchanges(self, (target) => ownerOf(labs, target)));
    cables.add(cable);
    socket.once("close", () => cables.delete(cable));
    return true;
  }

  const server = createServer({
    maxHeaderSize: limits["head.bytes"],
    headersTimeout: limits["head.time"],
    requestTimeout: limits["request.time"],
    keepAliveTimeout: limits["idle.time"],
    connectionsCheckingInterval: CHECK_INTERVAL,
    noDelay: true,
  });
  connectCables(server, lay);
  server.on("request", (request, response) => router.request(request, response, site));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!router.upgrade(request, socket, head)) refuseConnection(socket, "path.unknown");
  });
  server.on("clientError", refuseBadRequest);

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          servers.push(server);
          const { port: actual } = server.address() as AddressInfo;
          resolve({ port: actual, url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/` });
        });
      }),

    attach(other) {
      connectCables(other, lay);
      const requestListeners = other.rawListeners("request") as RequestListener[];
      const upgradeListeners = other.rawListeners("upgrade") as UpgradeListener[];
      other.removeAllListeners("request");
      other.removeAllListeners("upgrade");
      other.on("request", (request, response) =>
        router.request(request, response, () => {
          for (const listener of requestListeners) listener.call(other, request, response);
        }),
      );
      other.on("upgrade", (request, socket, head) => {
        const vite = request.headers["sec-websocket-protocol"]?.startsWith("vite-") ?? false;
        if (vite || !router.upgrade(request, socket, head))
          for (const listener of upgradeListeners) listener.call(other, request, socket, head);
      });
    },

    async close() {
      const closed = servers.splice(0).map((own) => new Promise((resolve) => own.close(resolve)));
      router.close();
      await labs.close();
      const timer = setTimeout(() => {
        for (const cable of cables) cable.socket.destroy();
      }, CLOSE_GRACE);
      server.closeIdleConnections();
      await Promise.all(closed);
      clearTimeout(timer);
    },
  };
}

/** Node's parser or its clock has given a request up; what is left of the connection is ours. */
function refuseBadRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET") return void socket.destroy();
  const code =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "http.head"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "http.slow"
        : "http.malformed";
  const stretch = stretchOf(socket);
  if (stretch) (stretch.lab as HostedLab).refused(stretch, code);
  refuseConnection(socket, code);
}
