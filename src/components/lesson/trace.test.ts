import { expect, it } from "vitest";
import { traceRows } from "./trace.ts";

const ndjson = (...entries: object[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");

it("has one row for a message and none for what carried it", () => {
  const trace = ndjson(
    { n: 1, conn: "c1", client: "A", from: "client", layer: "tcp", kind: "open", summary: "connection 1", data: {} },
    { n: 2, conn: "c1", client: "A", from: "client", layer: "tcp", kind: "chunk", summary: "11 bytes", data: {} },
    {
      n: 3,
      parent: 2,
      conn: "c1",
      client: "A",
      from: "client",
      layer: "websocket",
      kind: "frame",
      summary: "text",
      data: {},
    },
    {
      n: 4,
      parent: 3,
      conn: "c1",
      client: "A",
      from: "client",
      layer: "engine.io",
      kind: "message",
      summary: "message",
      data: {},
    },
    {
      n: 5,
      parent: 4,
      conn: "c1",
      client: "A",
      from: "client",
      layer: "socket.io",
      kind: "event",
      summary: "add(2,3)",
      data: {},
    },
    {
      n: 6,
      parent: 5,
      cause: 5,
      conn: "c1",
      client: "A",
      from: "server",
      layer: "app",
      kind: "emit",
      summary: "ack add(5) to A",
      data: {},
    },
    { n: 7, conn: "c2", from: "server", layer: "http", kind: "response", summary: "204 No Content", data: {} },
  );
  expect(traceRows(trace)).toEqual([
    { n: 1, way: "A → server", layer: "tcp", what: "connection 1" },
    { n: 5, way: "A → server", layer: "socket.io", what: "add(2,3)" },
    { n: 6, way: "server", layer: "app", what: "ack add(5) to A" },
    { n: 7, way: "c2 ← server", layer: "http", what: "204 No Content" },
  ]);
});

it("leaves out a chunk that completed nothing", () => {
  const trace = ndjson({ n: 2, conn: "c1", from: "client", layer: "tcp", kind: "chunk", summary: "1 byte", data: {} });
  expect(traceRows(trace)).toEqual([]);
});

it("shows what a frame says, as the log does", () => {
  const frame = {
    layer: "websocket",
    kind: "frame",
    summary: "text, final, unmasked, 5 bytes",
    data: { text: "hello" },
  };
  expect(traceRows(ndjson({ n: 1, conn: "c1", client: "A", from: "server", ...frame }))).toEqual([
    { n: 1, way: "A ← server", layer: "websocket", what: '"hello", text, final, unmasked, 5 bytes' },
  ]);
});

it("cuts what a frame says where it gets long", () => {
  const frame = { layer: "websocket", kind: "frame", summary: "text", data: { text: "x".repeat(201) } };
  const [row] = traceRows(ndjson({ n: 1, conn: "c1", from: "server", ...frame }));
  expect(row!.what).toBe(`"${"x".repeat(200)}…", text`);
});

it("refuses what is no trace", () => {
  expect(() => traceRows("no JSON")).toThrow(SyntaxError);
});

it("says what an HTTP body says", () => {
  const data = { length: 2, offset: 0, final: true, framing: "length" };
  const trace = ndjson({
    n: 1,
    conn: "c1",
    from: "server",
    layer: "http",
    kind: "body",
    summary: "2 bytes",
    data,
    hex: "6f6b",
  });
  expect(traceRows(trace)).toEqual([{ n: 1, way: "c1 ← server", layer: "http", what: "ok, 2 bytes" }]);
});
