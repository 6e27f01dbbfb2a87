/**
 * What the guide "Coming from Flask-SocketIO" says of it: each statement as a test, against flask_facts.py as
 * `python` starts it and as `flask run` does.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { FLASK_WAYS, noFlask, serveFlask, servePython, type FlaskServer, type FlaskWay } from "../e2e/support/flask.ts";
import { root, serveExample, type Running } from "../e2e/support/programs.ts";

const skipped = noFlask ? ` (skipped: ${noFlask})` : "";
const EXAMPLES = `${root}/examples`;

const STARTS: Record<string, { args: string[]; mode: string; way: FlaskWay }> = {
  "python flask_facts.py": { args: ["flask_facts.py"], mode: "eventlet", way: "python server.py" },
  "flask run": { args: ["-m", "flask", "--app", "flask_facts", "run"], mode: "threading", way: "flask run" },
};

const clients: Socket[] = [];
const servers: Running[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  for (const server of servers.splice(0)) await server.stop();
});

async function connect(url: string, options = {}): Promise<Socket> {
  const client = io(url, { forceNew: true, ...options });
  clients.push(client);
  await new Promise<void>((resolve, reject) => client.once("connect", resolve).once("connect_error", reject));
  return client;
}

const ask = (client: Socket, name: string, ...args: unknown[]) => client.timeout(5_000).emitWithAck(name, ...args);

for (const [start, { args, mode, way }] of Object.entries(STARTS))
  describe.skipIf(noFlask)(`Flask-SocketIO by ${start}${skipped}`, () => {
    let server: FlaskServer;
    beforeAll(async () => void (server = await servePython(EXAMPLES, args)));
    afterAll(() => server?.stop());

    test(`runs in the mode ${mode}: flask run takes threads, whatever is installed`, async () => {
      expect(await (await fetch(`${server.url}/mode`)).text()).toBe(mode);
    });

    test("offers a WebSocket only where its mode has one; a client that wants nothing else is refused", async () => {
      const outcome = await connect(server.url, { transports: ["websocket"] }).then(() => "connected", String);
      expect(outcome).toBe(FLASK_WAYS[way].upgrades.length > 0 ? "connected" : "Error: websocket error");
    });

    describe("who gets it: A, B, C and D are connected, A and B are in r1, A is the sender", () => {
      let crowd: Record<string, Socket>;
      let got: [name: string, ...event: unknown[]][];
      beforeAll(async () => {
        crowd = {};
        for (const name of "ABCD") {
          const client = await connect(server.url);
          clients.splice(0);
          client.onAny((...event) => got.push([name, ...event]));
          crowd[name] = client;
        }
        await ask(crowd["A"]!, "join", "r1");
        await ask(crowd["B"]!, "join", "r1");
      });
      afterAll(() => Object.values(crowd).forEach((client) => client.disconnect()));

      /** What everyone got of it. */
      async function called(name: string) {
        got = [];
        await ask(crowd["A"]!, "call", name);
        // A server keeps the order of what it sends to one client.
        for (const client of Object.values(crowd)) await ask(client, "fence");
        return got;
      }

      test.each([
        ["send('x')", "A"],
        ["send('x', broadcast=True)", "ABCD"],
        ["emit('ev', 'x')", "A"],
        ["emit('ev', 'x', broadcast=False, to=None)", "A"],
        ["emit('ev', 'x', broadcast=True)", "ABCD"],
        ["emit('ev', 'x', broadcast=True, include_self=False)", "BCD"],
        ["emit('ev', 'x', include_self=False)", ""],
        ["emit('ev', 'x', to='r1')", "AB"],
        ["emit('ev', 'x', to='r1', broadcast=True)", "AB"],
        ["emit('ev', 'x', to='r1', include_self=False)", "B"],
        ["emit('ev', 'x', to=request.sid)", "A"],
        ["socketio.emit('ev', 'x')", "ABCD"],
      ])("%s: %s", async (call, receivers) => {
        const names = (await called(call)).map(([name]) => name).sort();
        expect(names.join("")).toBe(receivers);
      });

      test.each([
        ["send('x')", ["message", "x"]],
        ["send({'a': 1}, json=True)", ["json", { a: 1 }]],
        ["emit('ev', (1, 2))", ["ev", 1, 2]],
        ["emit('ev', [1, 2])", ["ev", [1, 2]]],
      ])("%s arrives as %j", async (call, event) => {
        expect(await called(call)).toEqual([["A", ...event]]);
      });

      test("socketio.emit works in a route and reaches everyone; emit does not", async () => {
        got = [];
        expect((await fetch(`${server.url}/socketio.emit`)).status).toBe(200);
        for (const client of Object.values(crowd)) await ask(client, "fence");
        expect(got.map(([name]) => name).sort()).toEqual(["A", "B", "C", "D"]);
        expect((await fetch(`${server.url}/emit`)).status).toBe(500);
      });
    });

    test("emit takes one value: two are an error, and so are a thread of one's own and a route", async () => {
      const client = await connect(server.url);
      expect(await ask(client, "emit with two arguments")).toMatch(/multiple values for argument|positional argument/);
      expect(await ask(client, "emit from a thread")).toMatch(/^Working outside of request context/);
      const route = await fetch(new URL("/emit-from-a-route", server.url));
      expect(await route.text()).toBe("'Request' object has no attribute 'namespace'");
    });

    test.each([
      ["nothing", []],
      ["a number", [1]],
      ["a list", [[1, 2]]],
      ["a tuple", [1, "two"]],
    ])("what a handler returns is the acknowledgement: %s", async (what, expected) => {
      const client = await connect(server.url);
      const answer = await new Promise((resolve) =>
        client.emit("return", what, (...values: unknown[]) => resolve(values)),
      );
      expect(answer).toEqual(expected);
    });

    test.each([
      ["an exception", "raise", [], "ValueError: on purpose"],
      ["a name that nobody waits for", "send_message", ["hi"], ""],
      ["an argument too few", "one argument", [], "TypeError: one_argument() missing 1 required positional argument"],
      ["an argument too many", "one argument", [1, 2], "TypeError: one_argument() takes 1 positional argument but 2"],
    ])("%s: no answer, and the client stays connected", async (_, name, values, logged) => {
      const client = await connect(server.url);
      await expect(client.timeout(300).emitWithAck(name, ...values)).rejects.toThrow("operation has timed out");
      expect(await ask(client, "one argument", "still here")).toBe("still here");
      expect(server.said()).toContain(logged);
    });

    test("each event is handled beside the others: the second may be done before the first", async () => {
      const client = await connect(server.url);
      const done: unknown[] = [];
      await Promise.all(["wait to be freed", "free"].map(async (name) => done.push(await ask(client, name))));
      expect(done).toEqual(["freed", "waited"]);
    });

    test("connect comes again after a reconnection, with another id, and the rooms are gone", async () => {
      const client = await connect(server.url);
      const ids = [client.id];
      const again = new Promise<void>((resolve) =>
        client.on("connect", () => {
          ids.push(client.id);
          resolve();
        }),
      );
      await ask(client, "join", "r1");
      client.io.engine.close();
      await again;
      expect(new Set(ids).size).toBe(2);
      const got: unknown[] = [];
      client.onAny((name) => got.push(name));
      await ask(client, "call", "emit('ev', 'x', to='r1')");
      await ask(client, "fence");
      expect(got).toEqual([]);
    });

    test("it has no client to hand out, where Node has", async () => {
      const node = await serveExample("chat");
      servers.push(node);
      const status = async ({ url }: Running) => (await fetch(`${url}/socket.io/socket.io.js`)).status;
      expect([await status(server), await status(node)]).toEqual([400, 200]);
    });

    test("a client of Socket.IO 2 is refused, in words", async () => {
      const answer = await fetch(`${server.url}/socket.io/?EIO=3&transport=polling`);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("unsupported version of the Socket.IO or Engine.IO protocols");
    });
  });

describe.skipIf(noFlask)(`origins${skipped}`, () => {
  async function statuses({ url }: Pick<Running, "url">, origin: string) {
    const path = "/socket.io/?EIO=4&transport=";
    const polling = await fetch(`${url}${path}polling`, { headers: { origin } });
    const webSocket = await new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}${path}websocket`, { origin });
      socket.once("open", () => resolve(101)).once("unexpected-response", (_, { statusCode }) => resolve(statusCode));
      socket.once("close", () => {}).on("error", () => {});
      servers.push({ url, stop: async () => (socket.terminate(), null) });
    });
    const allowed = polling.headers.get("access-control-allow-origin");
    return { polling: polling.status, allowed, webSocket, body: await polling.text() };
  }

  test("takes the pages that are listed, refuses others for polling and WebSocket alike, and says so", async () => {
    const server = await serveFlask("chat", "python server.py");
    servers.push(server);
    expect(await statuses(server, "http://127.0.0.1:3000")).toMatchObject({ polling: 200, webSocket: 101 });
    expect(await statuses(server, server.url)).toMatchObject({ polling: 200, webSocket: 101 });
    expect(await statuses(server, "http://evil.example")).toEqual({
      polling: 400,
      allowed: null,
      webSocket: 400,
      body: '"Not an accepted origin."',
    });
    expect(server.said()).toContain("http://evil.example is not an accepted origin.");
  });

  test("without a list takes the pages that it serves itself, and no others", async () => {
    const server = await servePython(EXAMPLES, ["flask_facts.py"]);
    servers.push(server);
    expect(await statuses(server, server.url)).toMatchObject({ polling: 200, webSocket: 101 });
    const { port } = new URL(server.url);
    expect(await statuses(server, `http://localhost:${port}`)).toMatchObject({ polling: 400, webSocket: 400 });
  });

  test("Socket.IO on Node, told nothing, answers everyone, and only the browser hides what polling gets", async () => {
    const http = createServer();
    const io = new Server(http);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    servers.push({ url, stop: () => io.close().then(() => null) });
    expect(await statuses({ url }, "http://evil.example")).toMatchObject({
      polling: 200,
      allowed: null,
      webSocket: 101,
    });
  });

  test("in threads and without a terminal it does not start, unless it is told that this is meant", async () => {
    const program = `
import os, flask, flask_socketio
app = flask.Flask("x")
flask_socketio.SocketIO(app, async_mode="threading").run(app, port=int(os.environ["PORT"]))`;
    await expect(servePython(EXAMPLES, ["-c", program])).rejects.toThrow(
      "RuntimeError: The Werkzeug web server is not designed to run in production. Pass allow_unsafe_werkzeug=True",
    );
  });
});

test("io.connect is io, under an older name, which the types do not have", () => {
  expect((io as typeof io & { connect: unknown }).connect).toBe(io);
});
