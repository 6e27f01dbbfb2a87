import { afterAll, beforeAll, expect, test } from "vitest";
import { servePlayground, type Running } from "./programs.ts";
import { recordRun } from "./record.ts";

let playground: Running;
beforeAll(async () => {
  playground = await servePlayground();
});
afterAll(() => playground.stop());

test("a recorded run has what each client did, and the end of every connection", async () => {
  const entries = await recordRun(playground.url, "03-ws-echo", async ({ webSocket, socketIO, http }) => {
    const raw = await webSocket("A");
    raw.send("hi");
    expect(await raw.next()).toBe("hi");
    await socketIO("B");
    expect(await http("POST", "/speak")).toBe(204);
    expect(await raw.next()).toBe("Nobody asked me.");
    await raw.close(1000);
  });
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, i) => i + 1));
  const kinds = (layer: string, kind: string) => entries.filter((e) => e.layer === layer && e.kind === kind);
  expect(kinds("tcp", "open").map(({ conn, client }) => [conn, client])).toEqual([
    ["c1", "A"],
    ["c2", "B"],
    ["c3", undefined],
  ]);
  expect(
    kinds("tcp", "close")
      .map(({ conn }) => conn)
      .sort(),
  ).toEqual(["c1", "c2", "c3"]);
  expect(kinds("socket.io", "disconnect").map(({ client, from }) => [client, from])).toEqual([["B", "client"]]);
});

test("a program that is not there is an error", async () => {
  await expect(recordRun(playground.url, "no-such-program", () => Promise.resolve())).rejects.toThrow(
    "program.unknown",
  );
});
