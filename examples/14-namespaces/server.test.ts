import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { noFlask, serveFlask } from "../../e2e/support/flask.ts";
import type { Running } from "../../e2e/support/programs.ts";
import { connected } from "../connected.fixture.ts";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let socket: Socket;
beforeEach(async () => {
  lab = assemble(program);
  socket = await connect(await listen(lab));
});
afterEach(async () => {
  socket.disconnect();
  await lab.stop();
});

const connect = (url: string) => connected(url, { path: "/chat/" });

const ask = (event: string, ...args: unknown[]) => socket.timeout(2_000).emitWithAck(event, ...args);

/** Nine joins one after the other, then one again and one after a leave. */
async function joins(client: Socket) {
  const askIt = (event: string, room: string) => client.timeout(5_000).emitWithAck(event, room) as Promise<string[]>;
  const counts: number[] = [];
  for (let i = 1; i <= 9; i++) counts.push((await askIt("join", `room-${i}`)).length);
  const again = await askIt("join", "room-1");
  await askIt("leave", "room-1");
  return { counts, again, instead: await askIt("join", "room-9") };
}
const FIRST_EIGHT = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `room-${i}`);
const EIGHT_AT_MOST = {
  counts: [1, 2, 3, 4, 5, 6, 7, 8, 8],
  again: FIRST_EIGHT,
  instead: [...FIRST_EIGHT.slice(1), "room-9"],
};

// What clients should send, clients.test.ts looks at.
describe("what no honest client sends hurts nobody", () => {
  const hostile = { valueOf: null, toString: null };
  test.each([
    ["join", []],
    ["join", ["red", "no callback"]],
    ["leave", []],
    ["leave", ["red", "no callback"]],
    ["tell", []],
    ["tell", ["red"]],
    ["tell", ["red", hostile]],
    ["tell", [hostile, "to red"]],
    ["tell", [["red"], "to red"]],
    ["whoami", []],
    ["whoami", ["no callback"]],
  ])("%s %j: nobody is told anything", async (event, args) => {
    const told = vi.fn<() => void>();
    socket.on("told", told);
    await ask("join", "red");
    socket.emit(event, ...args);
    expect(await ask("whoami")).toBe("/");
    expect(told).not.toHaveBeenCalled();
  });

  test.each([[null], [hostile], [["red"]], [""], ["thirteen-long"], ["a b"], ["ré"], ["red\n"], [{ length: 3 }]])(
    "%j is not a room: the answer is without it",
    async (room) => {
      await ask("join", "red");
      expect(await ask("join", room)).toEqual(["red"]);
      expect(await ask("leave", room)).toEqual(["red"]);
    },
  );

  test("nobody is told by the id of a socket, nor taken out of the room that it is", async () => {
    const told = vi.fn<() => void>();
    socket.on("told", told);
    socket.emit("tell", socket.id, "hello");
    await ask("leave", socket.id);
    expect(told).not.toHaveBeenCalled();
    lab.io.to(socket.id!).emit("told", "by the server");
    await ask("whoami");
    expect(told).toHaveBeenCalledExactlyOnceWith("by the server");
  });

  test("of a long text no more than 200 characters are told", async () => {
    await ask("join", "red");
    const told = new Promise((resolve) => socket.once("told", resolve));
    socket.emit("tell", "red", "a".repeat(10_000));
    expect(await told).toBe("a".repeat(200));
  });
});

test("a socket is in 8 rooms at most: the answer to a join too many is without that room", async () => {
  expect(await joins(socket)).toEqual(EIGHT_AT_MOST);
});

describe.skipIf(noFlask)(`with Flask-SocketIO${noFlask ? ` (skipped: ${noFlask})` : ""}`, () => {
  let server: Running;
  beforeEach(async () => void (server = await serveFlask("14-namespaces", "python server.py")));
  afterEach(() => server?.stop());

  test("a room has letters of English, and is told text of 200 characters at most, too", async () => {
    const client = await connect(server.url);
    const heard: unknown[] = [];
    client.on("told", (text) => heard.push(text));
    const join = (room: unknown) => client.timeout(5_000).emitWithAck("join", room);
    expect([await join("ré"), await join({}), await join("red")]).toEqual([[], [], ["red"]]);
    for (const text of [{ not: "text" }, 7, "x".repeat(300)]) client.emit("tell", "red", text);
    await join("red"); // it is handled after them
    expect(heard).toEqual(["x".repeat(200)]);
    client.disconnect();
  });

  test("a socket is in 8 rooms at most, too", async () => {
    const client = await connect(server.url);
    expect(await joins(client)).toEqual(EIGHT_AT_MOST);
    client.disconnect();
  });
});
