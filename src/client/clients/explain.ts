/** Connection errors in words: what the library said, what it means here, what to try. */
import type { Reach } from "../host/reach.ts";
import type { Stay } from "./upgrades.ts";

/** Another server than the lab's: an address that the learner gave. */
export interface Elsewhere {
  url: string;
  /** Of this page. */
  origin: string;
  /** What was found out about it since; undefined as long as that is not known. */
  reach?: Reach | undefined;
}

/**
 * @param error of `connect_error`; its message may be empty (Flask-SocketIO refuses a namespace that way)
 * @param active the library will try again by itself
 */
export function explainConnectError(error: Error, active: boolean, elsewhere?: Elsewhere): string {
  return `${meaning(error, active, elsewhere)} ${active ? "It is tried again by itself." : "It is not tried again by itself."}`;
}

function meaning(error: Error, active: boolean, elsewhere: Elsewhere | undefined): string {
  if (elsewhere?.reach && FAILED.has(error.message)) return whoIsThere(elsewhere, elsewhere.reach);
  if (error.message === "xhr poll error")
    return `The first HTTP request failed${elsewhere ? "." : ": the lab does not answer."}`;
  if (error.message === "server error") return "What came is not what Engine.IO 4 says.";
  if (error.message === "websocket error")
    return elsewhere
      ? "The WebSocket could not be opened. The server may have none (a Flask server without simple-websocket answers 400), refuse this page's origin, or not be there."
      : "The WebSocket could not be opened: the lab refused it or does not answer.";
  if (error.message === "timeout")
    return "Nobody answered in time: is it a Socket.IO server at all, or a plain WebSocket server?";
  if (error.message === "Invalid namespace")
    return "The server has no such namespace. What follows the host in the address is the namespace, not the path.";
  const namespace = elsewhere && new URL(elsewhere.url).pathname;
  if (!active && !error.message && namespace !== undefined && namespace !== "/")
    return `The server refused the namespace ${namespace}: that is what follows the host in the address, and no path.`;
  if (!active)
    return error.message ? "The server refused this client." : "The server refused this client and gave no reason.";
  return "The connection could not be made.";
}

/** Errors before there is a connection: what the server answers tells more than they do. */
const FAILED = new Set(["xhr poll error", "server error", "timeout"]);

/** Errors of which looking at the server may tell more. */
export function asksForMore(error: Error): boolean {
  return FAILED.has(error.message);
}

function whoIsThere({ url, origin }: Elsewhere, reach: Reach): string {
  const server = new URL(url);
  switch (reach.found) {
    case "nobody":
      return `Nobody answers this page at ${server.host}. Is the server running, and on this port?${fromAfar(server, origin)} A server that forbids pages from elsewhere even to ask looks the same from here.${server.protocol === "https:" ? " And is it https? A server on one's own machine mostly speaks http." : ""}`;
    case "silence":
      return `Something listens at ${server.host}, but it does not answer HTTP requests.`;
    case "hidden":
      return `A server answers at ${server.host}, but does not let this page read what. Most likely this page's origin, ${origin}, is not one that it accepts: Flask-SocketIO then answers 400, “Not an accepted origin”, and says so in its terminal. Add it to cors_allowed_origins (on Node: to cors.origin). Flask-SocketIO 4, which is too old for this client, looks the same from here, and so does a server without Socket.IO.`;
    case "answer":
      return whatItSaid(server, reach);
  }
}

function whatItSaid({ host }: URL, { status, body }: Extract<Reach, { found: "answer" }>): string {
  const said = `It answers ${status}: ${JSON.stringify(body)}.`;
  if (body.startsWith("0{")) return `${host} answers this page as it should now.`;
  // Up to Engine.IO 3 the length of each packet stood before it.
  if (/^\d+:0\{/.test(body))
    return `The server at ${host} speaks an older version of the protocol: Socket.IO 2, which this client of version 4 does not understand. It needs a newer server, or a client of version 2.`;
  if (/unsupported (protocol )?version/i.test(body))
    return `The server at ${host} does not speak the version of the protocol that this client speaks (Socket.IO 4, Engine.IO 4). ${said}`;
  if (/not an accepted origin/i.test(body)) return `The server at ${host} does not accept this page's origin. ${said}`;
  return `There is a web server at ${host}, but no Socket.IO server that takes this client. ${said}`;
}

/** 127.0.0.1 is not the same machine for everybody. */
function fromAfar(server: URL, origin: string): string {
  if (!isLoopback(server.hostname) || isLoopback(new URL(origin).hostname)) return "";
  return ` ${server.hostname} is the machine on which this browser runs, not the one that this page came from; and a browser may forbid such a page to ask there.`;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

export function explainPolling(stay: Stay, elsewhere: boolean): string {
  if (stay === "failed")
    return "The server offers a WebSocket, but it could not be opened: something on the way may not let Upgrade pass. This client stays on HTTP long-polling.";
  return `This server offers no WebSocket: this client stays on HTTP long-polling.${
    elsewhere
      ? " A Flask server that runs in threads, as with flask run, has one once the package simple-websocket is installed."
      : ""
  }`;
}

/**
 * @param reason of the client's `disconnect` event
 * @param goesOn the client tries again by itself
 */
export function explainDisconnect(reason: string, goesOn: boolean): string {
  const then = goesOn ? "The client reconnects by itself." : "The client does not come back by itself.";
  switch (reason) {
    case "io server disconnect":
      return "The server ended this connection on purpose: the client does not come back by itself.";
    case "ping timeout":
      return `The server's ping did not come in time. ${then}`;
    case "transport close":
      return `The connection was closed under it. ${then}`;
    case "transport error":
      return `The connection failed under it. ${then}`;
    default:
      return "The connection ended.";
  }
}
