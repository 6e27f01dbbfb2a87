/** The bundled server, put together. It touches nothing outside of itself: the command line is main.ts. */
import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { LIMITS, type Limits } from "../protocol/limits.ts";
import { refuse, refuseConnection } from "./answer.ts";
import { Api } from "./api.ts";
import { refuseBadRequests } from "./bad-requests.ts";
import { Connections } from "./connections.ts";
import { Doors } from "./doors.ts";
import { createJournal } from "./journal.ts";
import { Labs } from "./labs.ts";
import type { App, AppOptions } from "./options.ts";
import { Programs } from "./programs.ts";
import { ownerOf, Router, type RequestListener } from "./router.ts";
import { createSite } from "./site.ts";
import { version } from "./version.ts";

export { noteUncaught } from "./instruments/scope.ts";
export type { App, AppOptions } from "./options.ts";

const EXAMPLES = join(import.meta.dirname, "../examples");
/** Milliseconds after which connections that do not close by themselves are cut off. */
const CLOSE_GRACE = 1_000;

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
  const connections = new Connections(limits, (target) => ownerOf(labs, target));
  const api = new Api({ labs, programs, limits, journal, version, connections });
  const doors = new Doors(options.origins);
  const router = new Router({ labs, api, doors, limits, journal });
  const server = createOwnServer(router, doors, limits, options.site ?? null);
  connections.of(server);

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          const { port: actual } = server.address() as AddressInfo;
          resolve({ port: actual, url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/` });
        });
      }),

    attach(other) {
      connections.of(other);
      comeFirst(other, router);
    },

    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      router.close();
      const grace = setTimeout(() => connections.destroyAll(), CLOSE_GRACE);
      await labs.close();
      server.closeIdleConnections();
      await closed;
      clearTimeout(grace);
    },
  };
}

function createOwnServer(router: Router, doors: Doors, limits: Limits, folder: string | null): HttpServer {
  const site: RequestListener = folder ? createSite(folder) : (_request, response) => refuse(response, "path.unknown");
  const server = createServer({
    requireHostHeader: false, // the doors refuse a request without one by name
    maxHeaderSize: limits["head.bytes"],
    headersTimeout: limits["head.time"],
    requestTimeout: Math.max(limits["request.time"], limits["head.time"]), // a head is a part of its request
    keepAliveTimeout: limits["idle.time"],
    // How often Node looks for requests that are too slow.
    connectionsCheckingInterval: Math.min(1_000, limits["head.time"]),
  });
  server.on("request", (request, response) => {
    if (router.request(request, response)) return;
    const refusal = doors.refusal(request.headersDistinct);
    if (refusal) refuse(response, refusal);
    else site(request, response);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (router.upgrade(request, socket, head)) return;
    refuseConnection(socket, doors.refusal(request.headersDistinct) ?? "path.unknown");
  });
  refuseBadRequests(server);
  return server;
}

/** Puts the router before the listeners that another server has. */
function comeFirst(server: HttpServer, router: Router): void {
  const requestListeners = server.rawListeners("request") as RequestListener[];
  const upgradeListeners = server.rawListeners("upgrade") as UpgradeListener[];
  server.removeAllListeners("request");
  server.removeAllListeners("upgrade");
  server.on("request", (request, response) => {
    if (router.request(request, response)) return;
    for (const listener of requestListeners) listener.call(server, request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    const vite = request.headers["sec-websocket-protocol"]?.startsWith("vite-") ?? false;
    if (!vite && router.upgrade(request, socket, head)) return;
    for (const listener of upgradeListeners) listener.call(server, request, socket, head);
  });
}
