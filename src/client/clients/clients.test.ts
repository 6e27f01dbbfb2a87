import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Manager } from "socket.io-client";
import { describe, expect, test } from "vitest";
import type { Entry } from "../../../protocol/log.ts";
import type { Host } from "../host/host.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import type { PageEvent } from "../log/store.ts";
import { RawClient } from "./raw.ts";
import { SocketIoClient } from "./socket-io.ts";

const labs = realLabs();

const told = (session: LabSession) =>
  session.run().page.map(({ client, kind, summary }) => `${client} ${kind}: ${summary}`);
const untilTold = async (session: LabSession, count: number) => {
  await untilRun(session, ({ page }) => page.length >= count);
  return told(session);
};

/** An address at which nobody listens. */
async function deadPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}

describe("a raw WebSocket", () => {
  test("tells its whole life in the page's half of the log", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    const heard: unknown[] = [];
    client.onMessage((message) => heard.push(message));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    expect(client.send("hi")).toBe(true);
    await untilTold(session, 4);
    client.close(1000, "bye");
    await until(client.state, ({ phase }) => phase === "closed");
    const { ws } = await session.open();
    expect(await untilTold(session, 6)).toEqual([
      `A note: new WebSocket("${labs.origin.replace("http", "ws")}${ws}?client=A")`,
      "A connection: open: readyState is 1",
      'A emit: ws.send("hi")',
      'A event: message "hi"',
      'A note: ws.close(1000, "bye")',
      'A disconnect: close 1000, clean, "bye"',
    ]);
    expect(heard).toEqual(["hi"]);
    expect(client.state.get()).toEqual({ phase: "closed", transport: null, event: "close", bufferedAmount: 0 });
  });

  test("shows each state, and the event that led there", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    const seen: string[] = [];
    client.state.subscribe(({ phase, event = "call" }) => seen.push(`${event}: ${phase}`));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    client.send("hi");
    await until(client.state, ({ event }) => event === "message");
    client.close(4000, "bye");
    await until(client.state, ({ phase }) => phase === "closed");
    await client.connect({ path: "nothing" });
    await until(client.state, ({ phase }) => phase === "closed");
    expect(seen).toEqual([
      "call: idle",
      "call: connecting",
      "call: connecting",
      "open: open",
      "call: open",
      "message: open",
      "call: closing",
      "close: closed",
      "call: connecting",
      "call: connecting",
      "close: closed",
    ]);
  });

  test("a refused connection says 1006 and no more, as in any page", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    await client.connect({ url: `ws://${await deadPort()}/` });
    const state = await until(client.state, ({ phase }) => phase === "closed");
    expect(state.problem?.said).toBe("close 1006");
    expect((await untilTold(session, 3)).slice(1)).toEqual([
      "A error: error: the event carries no reason, on purpose",
      "A disconnect: close 1006, not clean",
    ]);
  });

  test("what the API throws is told, and thrown no further", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    expect(client.send("too early")).toBe(false);
    await client.connect();
    expect(client.send("still too early")).toBe(false);
    expect(client.state.get()).toMatchObject({ phase: "connecting", problem: { said: "InvalidStateError" } });
    await until(client.state, ({ phase }) => phase === "open");
    client.close(1006);
    expect((await untilTold(session, 5)).filter((line) => line.includes(" error: "))).toEqual([
      "A error: ws.send(…): there is no WebSocket yet",
      expect.stringMatching(/^A error: InvalidStateError: /),
      expect.stringMatching(/^A error: InvalidAccessError: /),
    ]);
    expect(client.state.get().phase).toBe("open");
  });

  test("bytes are shown as bytes", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    client.send(new Uint8Array([1, 2, 255]).buffer);
    expect((await untilTold(session, 4)).slice(2)).toEqual([
      "A emit: ws.send(<ArrayBuffer, 3 bytes>)",
      "A event: message <ArrayBuffer, 3 bytes>",
    ]);
  });

  test("a quiet message is sent, and only what is thrown for it is told", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    await client.connect();
    expect(client.send("too early", true)).toBe(false);
    await until(client.state, ({ phase }) => phase === "open");
    expect(client.send("hi", true)).toBe(true);
    await until(client.state, ({ event }) => event === "message");
    expect((await untilTold(session, 4)).slice(1)).toEqual([
      expect.stringMatching(/^A error: InvalidStateError: /),
      "A connection: open: readyState is 1",
      'A event: message "hi"',
    ]);
  });

  test("bytes come in the form that the socket was asked for", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    const forms: string[] = [];
    client.onMessage((message) => forms.push(message.constructor.name));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    for (const binaryType of ["arraybuffer", "blob"] as const) {
      client.socket!.binaryType = binaryType;
      client.send(new Uint8Array([1, 2]).buffer);
      await until(client.state, ({ event }) => event === "message");
    }
    await untilRun(session, ({ page }) => page.some(({ summary }) => summary === "message <Blob, 2 bytes>"));
    expect(forms).toEqual(["ArrayBuffer", "Blob"]);
  });

  test("a reason is not sent without a code", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    client.close(undefined, "why");
    await until(client.state, ({ phase }) => phase === "closed");
    expect((await untilTold(session, 4)).slice(2)).toEqual(["A note: ws.close()", "A disconnect: close 1005, clean"]);
  });

  test.each([
    [1012, "Service restart: the server starts anew, and takes clients again soon."],
    [3000, "A code of the program's own."],
    [4001, "A code of the program's own."],
  ])("closed with %i it says what that means", async (code, meaning) => {
    const session = await labs.open("08-goodbye");
    const client = session.own(new RawClient(session, "A"));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    client.send(`close ${code}`);
    const { problem } = await until(client.state, ({ phase }) => phase === "closed");
    expect(problem).toEqual({ said: `close ${code}`, meaning });
  });

  test("closed while the lab was still on its way, it does not connect any more", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    const connecting = client.connect();
    client.close(1000);
    expect(client.state.get()).toEqual({ phase: "closed", transport: null });
    await connecting;
    expect([client.state.get().phase, client.socket, told(session)]).toEqual(["closed", undefined, []]);
  });

  test("asked twice before the lab is there, it connects once: as it was asked last", async () => {
    const session = await labs.open("03-ws-echo");
    const client = session.own(new RawClient(session, "A"));
    await Promise.all([client.connect({ path: "nothing" }), client.connect()]);
    await until(client.state, ({ phase }) => phase === "open");
    const { ws } = await session.open();
    expect(await untilTold(session, 2)).toEqual([
      `A note: new WebSocket("${labs.origin.replace("http", "ws")}${ws}?client=A")`,
      "A connection: open: readyState is 1",
    ]);
  });

  test("a lab that is refused after it was closed is no error of its own", async () => {
    const { host } = await labs.open("03-ws-echo");
    const asked: unknown[] = [];
    const refused = Promise.withResolvers<never>();
    const client = new RawClient(
      { host, open: () => refused.promise, log: { now: () => 0, page: (e) => asked.push(e) } },
      "A",
    );
    const connecting = client.connect();
    client.close();
    refused.reject(new Error("no lab"));
    await connecting;
    expect([client.state.get(), asked]).toEqual([{ phase: "closed", transport: null }, []]);
  });
});

test("a call was when it was made, however long it takes", async () => {
  const session = await labs.open("03-ws-echo");
  let clock = 1;
  const made: unknown[] = [];
  const log = {
    now: () => clock,
    page: ({ summary }: PageEvent, at = clock) => made.push([summary.replace(/".*"/, "…"), at]),
  };
  const lab = { host: session.host, open: () => session.open(), log };
  const client = session.own(new RawClient(lab, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  made.length = 0;
  const slowly = (method: "send" | "close") => {
    const call = client.socket![method].bind(client.socket) as () => void;
    Object.assign(client.socket!, { [method]: (...args: []) => [call(...args), (clock += 100)] });
  };
  slowly("send");
  slowly("close");
  client.send("hi");
  client.close(1000);
  expect(made).toEqual([
    ["ws.send(…)", 1],
    ["ws.close(1000)", 101],
  ]);
});

describe("a Socket.IO client", () => {
  test("tells its transport, and the upgrade", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    await client.connect();
    await until(client.state, ({ transport }) => transport === "websocket");
    await untilRun(session, ({ page }) => page.some(({ data }) => data["transport"] === "websocket"));
    const lines = told(session).join("\n");
    // With the default transports `connect` may come before the upgrade or after it.
    expect(lines).toMatch(
      /^A note: io\(\)\nA connection: connect: over (polling\nA note: transport upgraded to websocket|websocket)$/,
    );
  });

  test("tells calls, answers and what was not answered", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    await client.connect({ transports: ["websocket"] });
    await until(client.state, ({ phase }) => phase === "open");
    await client.emitWithAck(1_000, "add", 2, 3);
    await client.emitWithAck(20, "never").catch(() => {});
    client.emit("send_chat_message", { username: "ann", message: "hi" });
    expect((await untilTold(session, 8)).slice(1)).toEqual([
      "A connection: connect: over websocket",
      'A emit: socket.timeout(1000).emit("add", 2, 3, callback)',
      "A event: acknowledged: add(5)",
      'A emit: socket.timeout(20).emit("never", callback)',
      "A error: never: operation has timed out",
      'A emit: socket.emit("send_chat_message", {"username":"ann","message":"hi"})',
      'A event: "message"("ann: hi") arrived',
    ]);
  });

  test("a reserved name is told as the error that it is", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    expect(client.emit("disconnect")).toBe(false);
    await untilRun(session, ({ page }) => page.some(({ kind }) => kind === "error"));
    expect(told(session).at(-1)).toBe('A error: Error: "disconnect" is a reserved event name');
  });

  test("an unknown namespace is refused for good, in the library's words and in ours", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    await client.connect({ namespace: "/nope", transports: ["websocket"] });
    const { problem } = await until(client.state, ({ phase }) => phase === "closed");
    expect(problem).toEqual({
      said: "Invalid namespace",
      meaning:
        "The server has no such namespace. What follows the host in the address is the namespace, not the path. It is not tried again by itself.",
    });
  });

  test("a server that is not there is tried again until it is closed", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    await client.connect({ url: `http://${await deadPort()}` });
    const { problem, phase } = await until(client.state, ({ problem }) => problem !== undefined);
    expect([problem?.said, phase]).toEqual(["xhr poll error", "connecting"]);
    expect(problem?.meaning).toMatch(/tried again by itself\.$/);
    client.close();
    expect(client.state.get()).toEqual({ phase: "closed", transport: null });
  });

  test("closed while it was still on its way, it does not connect any more", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    const connecting = client.connect();
    client.close();
    await connecting;
    expect([client.state.get().phase, told(session)]).toEqual(["closed", []]);
  });

  test("a lab that is refused after it was closed is no error of its own", async () => {
    const { host } = await labs.open("12-ack");
    const asked: unknown[] = [];
    const refused = Promise.withResolvers<never>();
    const client = new SocketIoClient(
      { host, open: () => refused.promise, log: { now: () => 0, page: (e) => asked.push(e) } },
      "A",
    );
    const connecting = client.connect();
    client.close();
    refused.reject(new Error("no lab"));
    await connecting;
    expect([client.state.get(), asked]).toEqual([{ phase: "closed", transport: null }, []]);
  });

  test("connected anew, it hears each event once", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    const heard: string[] = [];
    client.onEvent((name) => heard.push(name));
    for (let i = 0; i < 3; i++) {
      await client.connect({ transports: ["websocket"] });
      await until(client.state, ({ phase }) => phase === "open");
      if (i < 2) client.disconnect();
    }
    await client.emitWithAck(1_000, "send_chat_message", { username: "ann", message: "hi" });
    expect(heard).toEqual(["message"]);
  });

  test("a second one on its connection is for another namespace, and hears each event once, also when it comes again", async () => {
    const session = await labs.open("14-namespaces");
    const [one, two] = [session.own(new SocketIoClient(session, "A")), session.own(new SocketIoClient(session, "B"))];
    await one.connect({ path: "chat/", transports: ["websocket"] });
    await until(one.state, ({ phase }) => phase === "open");
    await two.connect({ namespace: "/", over: one });
    expect(two.state.get()).toMatchObject({
      phase: "closed",
      problem: {
        said: "page.namespace",
        meaning: "This connection has a socket for / already. Ask for another namespace, or connect without sharing.",
      },
    });
    expect(one.state.get().phase).toBe("open");

    const heard: string[] = [];
    two.onEvent((name) => heard.push(name));
    for (let i = 0; i < 2; i++) {
      await two.connect({ namespace: "/admin", over: one });
      await until(two.state, ({ phase }) => phase === "open");
      if (i < 1) two.disconnect();
    }
    await two.emitWithAck(1_000, "join", "red");
    two.emit("tell", "red", "hi");
    await untilRun(session, ({ page }) => page.some(({ data }) => data["event"] === "told"));
    expect(heard).toEqual(["told"]);
  });

  test("however often a second one connects on its connection, nothing of it stays there", async () => {
    const session = await labs.open("14-namespaces");
    let manager: Manager | undefined;
    const host: Host = {
      ...session.host,
      socketIO: async (...how) => {
        const socket = await session.host.socketIO(...how);
        manager = socket.io;
        return socket;
      },
    };
    const lab = { host, open: () => session.open(), log: session.log };
    const [one, two] = [new SocketIoClient(lab, "A"), new SocketIoClient(lab, "B")];
    await one.connect({ path: "chat/", transports: ["websocket"] });
    await until(one.state, ({ phase }) => phase === "open");
    const listeners = () => [manager!.listeners("reconnect_attempt"), manager!.engine.listeners("upgradeError")].flat();
    const before = listeners();
    const isDisconnect = ({ layer, kind }: Entry) => layer === "app" && kind === "disconnect";
    for (let i = 0; i < 2; i++) {
      await two.connect({ namespace: "/admin", over: one });
      await until(two.state, ({ phase }) => phase === "open");
      two.disconnect();
      // Socket.IO's server closes the whole connection when it reads a DISCONNECT and a CONNECT in one turn.
      await untilRun(session, ({ entries }) => entries.filter(isDisconnect).length === i + 1);
    }
    expect([before.length, listeners()]).toEqual([2, before]);
    one.close();
  });

  test("one that may not come back by itself is closed when its connection is, and told so", async () => {
    const session = await labs.open("12-ack");
    const client = session.own(new SocketIoClient(session, "A"));
    await client.connect({ transports: ["websocket"], reconnection: false });
    await until(client.state, ({ phase }) => phase === "open");
    await session.verb({ verb: "fault", fault: { fault: "cut", client: "A" } });
    const { problem } = await until(client.state, ({ phase }) => phase !== "open");
    expect([client.state.get().phase, problem?.meaning]).toEqual([
      "closed",
      "The connection was closed under it. The client does not come back by itself.",
    ]);
  });
});
