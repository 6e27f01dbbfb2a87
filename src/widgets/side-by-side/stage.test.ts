import { describe, expect, test } from "vitest";
import type { Packet, Role } from "./packets.ts";
import { RECORDED } from "./recorded.ts";
import { built, picture } from "./stage.ts";

const packetsOn = (side: "ws" | "io") => RECORDED.flatMap(({ rows }) => rows.flatMap((row) => row[side] ?? []));
const until = (packets: Packet[], role: Role, from: string) =>
  packets.slice(0, packets.findIndex((packet) => packet.role === role && packet.from === from) + 1);

describe("a line", () => {
  test.each<["ws" | "io", Role, "client" | "server", string[]]>([
    ["ws", "upgrade", "client", ["http"]],
    ["ws", "switch", "server", ["websocket"]],
    ["ws", "message", "server", ["websocket"]],
    ["ws", "close", "client", ["websocket"]],
    ["ws", "close", "server", []],
    ["io", "switch", "server", ["websocket"]],
    ["io", "session", "server", ["websocket", "engine.io"]],
    ["io", "join", "client", ["websocket", "engine.io"]],
    ["io", "join", "server", ["websocket", "engine.io", "socket.io"]],
    ["io", "leave", "client", ["websocket", "engine.io"]],
    ["io", "close", "server", []],
  ])("%s: after %s from the %s it is made of %j", (side, role, from, layers) => {
    const a = packetsOn(side).filter(({ client }) => client === "A");
    expect(built(until(a, role, from))).toEqual(layers);
  });

  test("that begins with polling has the upper layers over HTTP first, and keeps them when it switches", () => {
    const http = (role: Role, ...layers: string[]) =>
      ({ role, from: "server", parts: layers.map((layer) => ({ layer })) }) as Packet;
    const polling = [
      http("request"),
      http("response", "http", "engine.io"),
      http("response", "http", "engine.io", "socket.io"),
    ];
    expect(built(polling)).toEqual(["http", "engine.io", "socket.io"]);
    expect(built([...polling, http("upgrade"), http("switch", "http")])).toEqual([
      "websocket",
      "engine.io",
      "socket.io",
    ]);
  });
});

test("where B does the same, the packet travels on both lines; else on its own", () => {
  const [packet] = packetsOn("ws");
  expect(picture([], packet, true).travels?.on).toEqual(["A", "B"]);
  expect(picture([], packet, false).travels?.on).toEqual(["A"]);
  expect(picture([], undefined, true).travels).toBeNull();
});
