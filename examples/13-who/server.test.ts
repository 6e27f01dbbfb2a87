import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connected } from "../connected.fixture.ts";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
const sockets: Record<string, Socket> = {};
let hello: string[];

const ROOMS = { A: ["r1"], B: ["r1", "r2"], C: ["r2"], D: [] };

beforeEach(async () => {
  lab = assemble(program);
  const url = await listen(lab);
  hello = [];
  for (const [name, rooms] of Object.entries(ROOMS)) {
    const socket = (sockets[name] = await connected(url));
    socket.on("hello", () => hello.push(name));
    for (const room of rooms) await socket.emitWithAck("join", room);
  }
});
afterEach(async () => {
  for (const socket of Object.values(sockets)) socket.disconnect();
  await lab.stop();
});

/** Who gets a hello when `sender` emits this. */
async function receivers(sender: string, event: string, ...args: unknown[]): Promise<string> {
  sockets[sender]!.emit(event, ...args);
  // Each connection keeps its order: a hello would have come before these answers.
  await sockets[sender]!.emitWithAck("rooms");
  for (const socket of Object.values(sockets)) await socket.emitWithAck("rooms");
  return hello.splice(0).sort().join("");
}

test.each([
  ["tell_all", "ABCD", "ABCD"],
  ["tell_others", "BCD", "ABC"],
  ["tell_me", "A", "D"],
  ["tell_room", "AB", "AB"],
  ["tell_roommates", "B", "AB"],
  ["tell_rooms", "ABC", "ABC"],
  ["tell_outsiders", "CD", "CD"],
])("%s reaches %s when A sends it, and %s when D does", async (event, fromA, fromD) => {
  expect([await receivers("A", event), await receivers("D", event)]).toEqual([fromA, fromD]);
});

test.each([
  [{ on: "io" }, "ABCD"],
  [{ on: "socket" }, "A"],
  [{ on: "socket", broadcast: true }, "BCD"],
  [{ on: "io", to: ["r1"] }, "AB"],
  [{ on: "socket", to: ["r1"] }, "B"],
  [{ on: "socket", broadcast: true, to: ["r2"] }, "BC"],
  [{ on: "io", to: ["r1", "r2"] }, "ABC"],
  [{ on: "io", except: ["r1"] }, "CD"],
  [{ on: "socket", except: ["r1"] }, "CD"],
  [{ on: "io", to: ["r1"], except: ["r2"] }, "A"],
  [{ on: "io", to: ["r3"] }, ""],
])("tell %j reaches %j", async (call, expected) => {
  expect(await receivers("A", "tell", call)).toBe(expected);
});

test("each member of several rooms gets one hello", async () => {
  sockets["A"]!.emit("tell_rooms");
  await sockets["A"]!.emitWithAck("rooms");
  await sockets["B"]!.emitWithAck("rooms");
  expect(hello.filter((name) => name === "B")).toEqual(["B"]);
});

describe("what no honest client sends reaches nobody and hurts nobody", () => {
  test.each([
    [],
    [null],
    ["io"],
    [{}],
    [{ on: "server" }],
    [{ on: "io", to: "r1" }],
    [{ on: "io", to: [["r1"]] }],
    [{ on: "io", except: {} }],
    [{ on: "io", to: [null] }],
  ])("tell %j", async (...args: unknown[]) => {
    expect(await receivers("A", "tell", ...args)).toBe("");
  });

  test.each([["r3"], [null], [["r1"]], [{}], [""]])("join %j and leave %j", async (room) => {
    expect(await sockets["D"]!.emitWithAck("join", room)).toEqual([]);
    expect(await sockets["A"]!.emitWithAck("leave", room)).toEqual(["r1"]);
  });

  test("leave one's own room", async () => {
    await sockets["A"]!.emitWithAck("leave", sockets["A"]!.id);
    expect(await receivers("A", "tell_me")).toBe("A");
  });

  test("join without an acknowledgement joins all the same", async () => {
    sockets["D"]!.emit("join", "r1");
    expect(await sockets["D"]!.emitWithAck("rooms")).toEqual(["r1"]);
  });
});
