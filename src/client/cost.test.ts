import { expect, test } from "vitest";
import { recordRun } from "../../e2e/support/record.ts";
import { bytesOf, Costs, NO_COST } from "./cost.ts";
import { made, madePage } from "./log/made.fixture.ts";
import { realLabs } from "./real-lab.fixture.ts";

const labs = realLabs();

const chunk = (n: number, client: string, from: string, length: number) =>
  made(n, "tcp chunk", { client, from, data: { length } });

test("requests and the bytes of both ways are counted by client", () => {
  const costs = new Costs();
  costs.add([
    chunk(1, "A", "client", 100),
    made(2, "http request", { client: "A", parent: 1 }),
    chunk(3, "A", "server", 300),
    made(4, "http response", { client: "A", parent: 3 }),
    made(5, "http body", { client: "A", parent: 3 }),
    chunk(6, "B", "client", 20),
  ]);
  expect(costs.of("A")).toEqual({ requests: 1, up: 100, down: 300 });
  expect(costs.of("B")).toEqual({ requests: 0, up: 20, down: 0 });
  expect(bytesOf(costs.of("A"))).toBe(400);
});

test("reading goes on where it stopped, and what was given before stays as it was", () => {
  const costs = new Costs();
  costs.add([chunk(1, "A", "client", 100)]);
  const before = costs.of("A");
  costs.add([]);
  costs.add([chunk(2, "A", "client", 5)]);
  expect(before).toEqual({ requests: 0, up: 100, down: 0 });
  expect(costs.of("A")).toEqual({ requests: 0, up: 105, down: 0 });
});

test("what belongs to no client, and what the page itself wrote, costs nothing", () => {
  const costs = new Costs();
  costs.add([
    made(1, "tcp chunk", { data: { length: 100 } }),
    made(2, "http request"),
    made(3, "tcp open", { client: "A" }),
    made(4, "app restart", { conn: "" }),
    madePage(1, { client: "A" }),
  ]);
  expect(costs.of("A")).toBe(NO_COST);
});

test("a WebSocket is one request, and all that crosses it counts", async () => {
  const entries = await recordRun(labs.origin, "03-ws-echo", async ({ webSocket }) => {
    const a = await webSocket("A");
    a.send("hello");
    await a.next();
    await a.close(1000);
  });
  const costs = new Costs();
  costs.add(entries);
  const heads = entries.filter(({ layer }) => layer === "http");
  const [asked, agreed] = heads.map(({ bytes }) => bytes.length);
  // “hello” is 11 bytes up and 7 down, a close frame with a code 8 up and 4 down.
  expect(costs.of("A")).toEqual({ requests: 1, up: asked! + 11 + 8, down: agreed! + 7 + 4 });
});
