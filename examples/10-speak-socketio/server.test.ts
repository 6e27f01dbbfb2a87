import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connected } from "../connected.fixture.ts";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let socket: Socket;
beforeEach(async () => {
  lab = assemble(program);
  socket = await connected(await listen(lab));
});
afterEach(async () => {
  socket.disconnect();
  await lab.stop();
});

/** Its answer comes after whatever the program would have said before. */
const sum = () => socket.timeout(2_000).emitWithAck("add", 20, 22);

// What is right, clients.test.ts looks at.
describe("what is written by hand and wrong hurts nobody and is not answered", () => {
  const hostile = { valueOf: null, toString: null };
  test.each([
    ["add", []],
    ["add", [2]],
    ["add", ["1", 2]],
    ["add", [hostile, 1]],
    ["add", [1, hostile]],
    ["add", [1, 2, "no callback"]],
  ])("%s %j", async (event, args) => {
    const acknowledged = vi.fn<() => void>();
    socket.emit(event, ...args);
    if (!args.includes("no callback" as never)) socket.emit(event, ...args, acknowledged);
    expect(await sum()).toBe(42);
    expect(acknowledged).not.toHaveBeenCalled();
  });

  test.each([[[]], [[null]], [[hostile]], [[["Ada"]]]])("a hello with %j is greeted without a name", async (args) => {
    const greeting = new Promise((resolve) => socket.once("hello", resolve));
    socket.emit("hello", ...args);
    expect(await greeting).toBe("Hello, whoever you are");
  });

  test("of a long name no more than 40 characters come back", async () => {
    const greeting = new Promise((resolve) => socket.once("hello", resolve));
    socket.emit("hello", "a".repeat(10_000));
    expect(await greeting).toBe(`Hello, ${"a".repeat(40)}`);
  });
});
