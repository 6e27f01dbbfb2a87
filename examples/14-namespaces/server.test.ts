import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let socket: Socket;
beforeEach(async () => {
  lab = assemble(program);
  socket = io(await listen(lab), { path: "/chat/", forceNew: true, transports: ["websocket"] });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
});
afterEach(async () => {
  socket.disconnect();
  await lab.stop();
});

const ask = (event: string, ...args: unknown[]) => socket.timeout(2_000).emitWithAck(event, ...args);

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
