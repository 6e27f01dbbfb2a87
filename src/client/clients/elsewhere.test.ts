/** A Socket.IO client pointed at other servers: what it says of each that it cannot talk to, or not as it would like. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { afterEach, describe, expect, test } from "vitest";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { explainConnectError, explainPolling } from "./explain.ts";
import { SocketIoClient } from "./socket-io.ts";

const labs = realLabs();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server = createServer()): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (listener: RequestListener) => listen(createServer(listener));

/** A client of a lab's page that connects elsewhere. */
async function clientAt(host: string) {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  closers.push(() => client.close());
  await client.connect({ url: `http://${host}` });
  return { client, session };
}

/** What is said, once it has looked who is there. */
async function explanationOf(host: string) {
  const { client } = await clientAt(host);
  const { problem } = await until(
    client.state,
    ({ problem }) => problem !== undefined && problem.meaning.includes(host),
  );
  return problem!;
}

describe("a server elsewhere that cannot be talked to", () => {
  test("nobody listens there", async () => {
    const host = await listen();
    for (const close of closers.splice(0)) await close();
    expect(await explanationOf(host)).toEqual({
      said: "xhr poll error",
      meaning: `Nobody answers this page at ${host}. Is the server running, and on this port? A server that forbids pages from elsewhere even to ask looks the same from here. It is tried again by itself.`,
    });
  });

  // What Socket.IO 2.5.1 answers on Node, byte for byte but for the id. It takes pages from everywhere by default.
  test("Socket.IO 2, whose packets have their length before them", async () => {
    const open = '0{"sid":"ZDdXjD2QYt2vnh6wAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
    const host = await answering((_, response) => response.end(`${open.length}:${open}2:40`));
    const { said, meaning } = await explanationOf(host);
    expect(said).toBe("server error");
    expect(meaning).toContain("speaks an older version of the protocol: Socket.IO 2");
  });

  test.each([
    ['{"code":5,"message":"Unsupported protocol version"}', "as Node says it"],
    ['"The client is using an unsupported version of the Socket.IO or Engine.IO protocols"', "as Flask says it"],
  ])("a server that refuses the version, and a page may read so: %s, %s", async (body) => {
    const host = await answering((_, response) => response.writeHead(400).end(body));
    const { meaning } = await explanationOf(host);
    expect(meaning).toContain("does not speak the version of the protocol");
    expect(meaning).toContain(`It answers 400: ${JSON.stringify(body)}.`);
  });

  test("a web server without Socket.IO", async () => {
    const host = await answering((_, response) => response.writeHead(404).end("Not Found"));
    const { meaning } = await explanationOf(host);
    expect(meaning).toContain(`no Socket.IO server that takes this client. It answers 404: "Not Found".`);
  });

  test("what a server says is cut where it gets long", async () => {
    const host = await answering((_, response) => response.writeHead(500).end("x".repeat(100_000)));
    expect((await explanationOf(host)).meaning.length).toBeLessThan(500);
  });
});

// Only a browser keeps an answer from a page; e2e/elsewhere.spec.ts has real ones.
describe("what only a browser does to an answer", () => {
  const explain = (url: string, origin: string, found: "hidden" | "silence" | "nobody") =>
    explainConnectError(new Error("xhr poll error"), true, { url, origin, reach: { found } });

  test("it hides it: the origin to add is named", () => {
    expect(explain("http://127.0.0.1:5001", "http://127.0.0.1:3000", "hidden")).toContain(
      "this page's origin, http://127.0.0.1:3000, is not one that it accepts",
    );
  });

  test("a page from another machine asks at the wrong one", () => {
    const say = (url: string, origin: string) => explain(url, origin, "nobody");
    expect(say("http://127.0.0.1:5001", "http://192.168.1.7:3000")).toContain("the machine on which this browser runs");
    expect(say("http://127.0.0.1:5001", "http://localhost:3000")).not.toContain("machine");
    expect(say("http://192.168.1.9:5001", "http://192.168.1.7:3000")).not.toContain("machine");
  });
});

describe("a connection that stays on polling says so, and why", () => {
  const page = (origin: string) => ({ cors: { origin } });

  test("where no WebSocket is offered", async () => {
    const http = createServer();
    new Server(http, { ...page(labs.origin), transports: ["polling"] });
    const { client, session } = await clientAt(await listen(http));
    const state = await until(client.state, ({ phase }) => phase === "open");
    expect(state).toMatchObject({ transport: "polling", notice: explainPolling("no offer", true) });
    await untilRun(session, ({ page }) =>
      page.some(({ summary }) => summary === "stays on polling: no WebSocket is offered"),
    );
  });

  test("where one is offered and cannot be opened, as behind a proxy that does not let Upgrade pass", async () => {
    const http = createServer();
    new Server(http, page(labs.origin));
    http.removeAllListeners("upgrade");
    http.on("upgrade", (_, socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
    const { client } = await clientAt(await listen(http));
    const { transport, notice } = await until(client.state, (state) => state.notice !== undefined);
    expect([transport, notice]).toEqual(["polling", explainPolling("failed", true)]);
  });

  test("after a reconnection anew, and never where there is a WebSocket", async () => {
    const http = createServer();
    const io = new Server(http, page(labs.origin));
    const { client } = await clientAt(await listen(http));
    const first = await until(client.state, ({ transport }) => transport === "websocket");
    expect(first.notice).toBeUndefined();
    // The next handshake offers nothing.
    io.engine.opts.allowUpgrades = false;
    io.engine.close();
    const second = await until(client.state, ({ phase, id }) => phase === "open" && id !== first.id);
    expect(second).toMatchObject({ transport: "polling", notice: explainPolling("no offer", true) });
  });
});
