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

/** Whether the program still answers; its answer comes after whatever it would have said before. */
const answers = async () => (await socket.timeout(2_000).emitWithAck("add", 20, 22)) === 42;

// What clients should send, clients.test.ts and chat-contract.test.ts look at.
describe("what no honest client sends hurts nobody and is not answered", () => {
  const hostile = { valueOf: null, toString: null };
  test.each([
    ["add", []],
    ["add", ["1", 2]],
    ["add", [1, hostile]],
    ["add", [1, 2, "no callback"]],
    ["answer", ["no callback"]],
    ["late", []],
    ["late", [hostile]],
    ["never", []],
    ["send_chat_message", []],
    ["send_chat_message", [null]],
    ["send_chat_message", [{ username: hostile, message: "hi" }]],
    ["send_chat_message", [{ username: "ann", message: "hi" }, "no callback"]],
  ])("%s %j", async (event, args) => {
    const acknowledged = vi.fn<() => void>();
    socket.emit(event, ...args);
    if (!args.includes("no callback" as never)) socket.emit(event, ...args, acknowledged);
    expect(await answers()).toBe(true);
    expect(acknowledged).not.toHaveBeenCalled();
  });
});

describe("late", () => {
  /** The delays of all timers that were begun until the program has answered what comes after this event. */
  async function delays(...args: unknown[]) {
    const set = vi.spyOn(globalThis, "setTimeout");
    socket.emit("late", ...args);
    expect(await answers()).toBe(true);
    return set.mock.calls.map(([, delay]) => delay as unknown);
  }

  test.each([0, 9_999.5, 10_000])("begins a timer of %d milliseconds", async (milliseconds) => {
    expect(await delays(milliseconds, () => {})).toContain(milliseconds);
  });

  test.each([-1, -0.5, 10_000.5, 10_001, 1e12, null, "soon", "1234"])("begins none of %j", async (wrong) => {
    expect(await delays(wrong, () => {})).not.toContainEqual(wrong);
  });

  test.each([[[1234]], [[1234, "no callback"]]])("begins none for %j, which asks for no answer", async (args) => {
    expect(await delays(...args)).not.toContain(1234);
  });
});

test("the timers of late answers end with the program", async () => {
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")];
  socket.emit("late", 9_999, () => {});
  expect(await answers()).toBe(true);
  const timer = set.mock.results[set.mock.calls.findIndex(([, delay]) => delay === 9_999)]!.value;
  expect(clear).not.toHaveBeenCalledWith(timer);
  await lab.stop();
  expect(clear).toHaveBeenCalledWith(timer);
});
