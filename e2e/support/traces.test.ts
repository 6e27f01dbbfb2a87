import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servePlayground, type Running } from "./programs.ts";
import { fileOf, lasting, traceOf, TRACES } from "./traces.ts";

let playground: Running;
beforeAll(async () => {
  playground = await servePlayground();
});
afterAll(() => playground.stop());

test.each(TRACES)("the recorded trace of lesson $lesson is what $program does today", async (trace) => {
  const recorded = readFileSync(fileOf(trace), "utf8").trimEnd().split("\n");
  const fresh = await traceOf(playground.url, trace);
  expect(lasting(recorded)).toEqual(lasting(fresh));
});

test("what differs from run to run is left out of the comparison, and nothing else", () => {
  const run = (lab: string, sid: string, port: number, text: string) => [
    JSON.stringify({ n: 1, t: port, conn: "c1", layer: "tcp", kind: "chunk", data: { length: port }, hex: "00" }),
    JSON.stringify({
      n: 2,
      t: port,
      conn: "c1",
      from: "client",
      layer: "http",
      kind: "request",
      parent: 1,
      data: { target: `/labs/${lab}/ws?sid=${sid}`, headers: [["Host", `127.0.0.1:${port}`]] },
    }),
    JSON.stringify({
      n: 3,
      t: port,
      conn: "",
      from: "server",
      layer: "app",
      kind: "emit",
      cause: 2,
      data: { id: sid, args: [text] },
    }),
  ];
  const [lab, otherLab] = ["a".repeat(24), "b".repeat(24)];
  const [sid, otherSid] = ["c".repeat(16) + "AAAA", "d".repeat(16) + "AAAB"];
  expect(lasting(run(lab, sid, 1, "hi"))).toEqual(lasting(run(otherLab, otherSid, 2, "hi")));
  expect(lasting(run(lab, sid, 1, "hi"))).not.toEqual(lasting(run(lab, sid, 1, "ho")));
  expect(lasting(run(lab, sid, 1, "hi"))).toEqual({
    "c1 client": [
      {
        conn: "c1",
        from: "client",
        layer: "http",
        kind: "request",
        data: { target: "/labs/id 1/ws?sid=id 2", headers: [] },
        refers: [undefined, undefined, undefined],
      },
    ],
    " app": [
      {
        conn: "",
        from: "server",
        layer: "app",
        kind: "emit",
        data: { id: "id 2", args: ["hi"] },
        refers: [undefined, "c1 client 0", undefined],
      },
    ],
  });
});

test("a text that says how old it is may have other numbers, and another length; not so one that does not", () => {
  const frame = (text: string, client = "A") => [
    JSON.stringify({
      n: 1,
      t: 1,
      conn: "c1",
      client,
      from: "server",
      layer: "websocket",
      kind: "frame",
      summary: text,
      data: { name: "text", length: text.length, text },
    }),
  ];
  expect(lasting(frame('{"n":9,"age":0}'))).toEqual(lasting(frame('{"n":10,"age":105}')));
  expect(lasting(frame('{"n":9,"age":0}'))).not.toEqual(lasting(frame('{"n":9,"age":0}', "B")));
  expect(lasting(frame('{"n":9}'))).not.toEqual(lasting(frame('{"n":8}')));

  const body = (length: number, offset: number) => {
    const hex = Buffer.from(`{"n":1,"price":100,"age":${"1".repeat(length)}}`).toString("hex");
    const entry = { n: 1, t: 1, conn: "c1", from: "server", layer: "http", kind: "body", summary: "" };
    return [JSON.stringify({ ...entry, data: { length, offset, final: false, framing: "chunked" }, hex })];
  };
  expect(lasting(body(1, 0))).toEqual(lasting(body(2, 30)));
});
