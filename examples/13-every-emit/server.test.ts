import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { io, type Socket } from "socket.io-client";
import { noFlask, serveFlask } from "../../e2e/support/flask.ts";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import { Crowd } from "./crowd.ts";
import { sameProcess } from "./same-process.ts";
import * as program from "./server.ts";
import { Tap } from "./tap.ts";

let lab: Assembled;
let url: string;
beforeEach(async () => {
  lab = assemble(program);
  url = await listen(lab);
});
afterEach(() => lab.stop());

async function connect(path = "/socket.io/", origin = url): Promise<Socket> {
  const socket = io(origin, { path, forceNew: true, transports: ["websocket"] });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  return socket;
}

// What each row does, clients.test.ts sees by the scripted client, here and with Flask.
describe("what no honest client sends hurts nobody and is not answered", () => {
  const hostile = { toString: null, valueOf: null };
  test.each([
    ["rows", ["no callback"]],
    ["place", [null]],
    ["place", ["r1"]],
    ["run", ["emit", "no callback"]],
    ["fence", [1, "no callback"]],
    ["add", []],
    ["add", [1, hostile]],
    ["add", [1, 2, "no callback"]],
  ])("%s %j", async (event, args) => {
    const socket = await connect();
    const acknowledged = vi.fn<() => void>();
    socket.emit(event, ...args);
    if (!args.includes("no callback" as never)) socket.emit(event, ...args, acknowledged);
    expect(await socket.timeout(2_000).emitWithAck("add", 20, 22)).toBe(42);
    expect(acknowledged).not.toHaveBeenCalled();
    socket.disconnect();
  });

  test.each([[null], [hostile], ["no-such-row"], ["constructor"], ["servers-emit"]])(
    "run %j says that there is no such row",
    async (row) => {
      const socket = await connect();
      const result = await socket.timeout(2_000).emitWithAck("run", row);
      expect(result).toEqual({ shown: [], threw: "there is no such row on this server" });
      socket.disconnect();
    },
  );

  test("place ignores rooms that are not for clients, and echo what is no text", async () => {
    const [socket, other] = [await connect(), await connect()];
    await socket.emitWithAck("place", ["r1", other.id, hostile, ["r2"]]);
    expect((await socket.emitWithAck("run", "rooms")).shown).toEqual(["its own id", "r1"]);
    const heard = vi.fn<() => void>();
    socket.on("hello", heard);
    await socket.emitWithAck("echo", [["[]"]]);
    expect(heard).not.toHaveBeenCalled();
    socket.disconnect();
    other.disconnect();
  });

  test("what is heard between two fences is bounded", async () => {
    const socket = await connect();
    for (let i = 0; i < 100; i++) socket.emit("hello", i);
    expect(await socket.emitWithAck("fence", 1)).toHaveLength(20);
    socket.disconnect();
  });

  test("so is what another server hears", async () => {
    const socket = await connect("/one/socket.io/");
    for (let i = 0; i < 30; i++) await socket.emitWithAck("run", "server-side-emit");
    expect(await socket.emitWithAck("fence", 1)).toEqual(Array(20).fill('two: io.on hello("world")'));
    socket.disconnect();
  });

  test.skipIf(noFlask)(`so is what the Flask twin hears${noFlask ? ` (skipped: ${noFlask})` : ""}`, async () => {
    const twin = await serveFlask("13-every-emit", "python server.py");
    onTestFinished(async () => void (await twin.stop()));
    const socket = await connect("/socket.io/", twin.url);
    // Flask answers each: it begins a thread for every message, so that a fence might come before them.
    for (let i = 0; i < 30; i++) await socket.emitWithAck("hello", i);
    expect(await socket.emitWithAck("fence", 1)).toHaveLength(20);
    expect(await socket.emitWithAck("fence", 2)).toEqual([]);
    socket.disconnect();
  });
});

test("a row that this server does not have is an error for the crowd, and it goes on", async () => {
  const crowd = new Crowd(new Tap(url, "/socket.io/"));
  await expect(crowd.run({ id: "local" })).rejects.toThrow("This server has no row local.");
  expect((await crowd.run({ id: "fetch-sockets" })).shown).toEqual([["A", "B"]]);
  crowd.close();
});

test("a crowd whose clients were disconnected gathers again", async () => {
  const crowd = new Crowd(new Tap(url, "/socket.io/"));
  expect((await crowd.run({ id: "io-emit" })).got).toEqual({ A: 1, B: 1, C: 1, D: 1 });
  lab.io.disconnectSockets(true);
  await vi.waitFor(async () => expect(await lab.io.fetchSockets()).toEqual([]));
  expect((await crowd.run({ id: "to-room" })).got).toEqual({ A: 1, B: 1 });
  crowd.close();
});

test("a client that cannot join all of its places is disconnected, and the crowd is told why", async () => {
  lab.io.of("/chat").use((_socket, next) => next(new Error("The chat is full.")));
  const crowd = new Crowd(new Tap(url, "/socket.io/"));
  await expect(crowd.gather("main")).rejects.toThrow("The chat is full.");
  await vi.waitFor(async () => expect(await lab.io.fetchSockets()).toEqual([]));
  crowd.close();
});

// On a WebSocket it does nothing: the reference's record has both messages compressed.
test("compress(false) is heeded in answers to polls", async () => {
  const polling = `${url}/socket.io/?EIO=4&transport=polling`;
  const open = await (await fetch(polling)).text();
  const session = `${polling}&sid=${(JSON.parse(open.slice(1)) as { sid: string }).sid}`;
  await fetch(session, { method: "POST", body: "40" });
  await fetch(session);
  const text = "la ".repeat(1_000);
  const encodings = [];
  for (const compress of [true, false]) {
    lab.io.compress(compress).emit("hello", text);
    const answer = await fetch(session, { headers: { "accept-encoding": "gzip" } });
    expect(await answer.text()).toBe(`42${JSON.stringify(["hello", text])}`);
    encodings.push(answer.headers.get("content-encoding"));
  }
  expect(encodings).toEqual(["gzip", null]);
});

describe("between servers", () => {
  test("without an adapter that connects them serverSideEmit prints a warning, and that is all", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
    expect(lab.io.serverSideEmit("hello", "world")).toBe(true);
    expect(warn).toHaveBeenCalledWith("this adapter does not support the serverSideEmit() functionality");
    warn.mockRestore();
  });

  test("with a single server local is no different", async () => {
    const socket = await connect();
    const heard: string[] = [];
    socket.on("hello", (text) => heard.push(text));
    lab.io.local.emit("hello", "local");
    lab.io.emit("hello", "all");
    await socket.emitWithAck("add", 1, 1);
    expect(heard).toEqual(["local", "all"]);
    socket.disconnect();
  });

  test("a message is a copy, as between machines, and goes to the same namespace of the others only", async () => {
    const adapter = sameProcess();
    const names = ["one /", "one /chat", "two /", "two /chat"] as const;
    const got: [string, unknown][] = [];
    const value = { deep: [1] };
    const others = assemble({
      about: program.about,
      default({ another }) {
        const servers = { one: another("one", { io: { adapter } }).io, two: another("two", { io: { adapter } }).io };
        const nspOf = (name: string) => servers[name.slice(0, 3) as "one" | "two"].of(name.slice(4));
        for (const name of names)
          nspOf(name).on("hello" as never, ((given: unknown) => got.push([name, given])) as never);
        nspOf("one /chat").serverSideEmit("hello", value);
      },
    });
    await vi.waitFor(() => expect(got).toEqual([["two /chat", value]]));
    expect(got[0]![1]).not.toBe(value);
    await others.stop();
  });
});
