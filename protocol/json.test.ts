import { expect, test } from "vitest";
import type { Entry } from "./log.ts";
import { HEX_LIMIT, toJson, toLine } from "./json.ts";
import { decode, Recording, session, trouble } from "./testing.ts";

test("one line has its keys in the documented order", () => {
  const { records } = new Recording()
    .open(1, "A")
    .upgrade(1, "/socket.io/?EIO=4&transport=websocket&sid=s")
    .note(0, { kind: "note", data: { text: "first" }, id: 1 })
    .note(0, { kind: "note", data: { text: "second" }, cause: 1, out: [["s", 0]] })
    .frame(1, "server", '421["a"]')
    .frame(1, "client", "431[]");
  expect(decode(records).slice(5).map(toLine)).toEqual([
    '{"n":6,"t":3,"conn":"","from":"server","layer":"app","kind":"note","summary":"first","data":{"text":"first"}}',
    '{"n":7,"t":4,"conn":"","from":"server","layer":"app","kind":"note","cause":6,"summary":"second","data":{"text":"second"}}',
    '{"n":8,"t":5,"conn":"c1","client":"A","from":"server","layer":"tcp","kind":"chunk","summary":"10 bytes","data":{"length":10},"hex":"81083432315b2261225d"}',
    '{"n":9,"t":5,"conn":"c1","client":"A","from":"server","layer":"websocket","kind":"frame","parent":8,"summary":"text, final, unmasked, 8 bytes","data":{"fin":true,"rsv":0,"opcode":1,"name":"text","masked":false,"key":null,"length":8,"lengthBits":7,"header":2,"text":"421[\\"a\\"]"},"hex":"81083432315b2261225d"}',
    '{"n":10,"t":5,"conn":"c1","client":"A","from":"server","layer":"engine.io","kind":"message","parent":9,"cause":7,"summary":"message, 7 bytes, websocket","data":{"length":7,"binary":false,"transport":"websocket"},"hex":"3432315b2261225d"}',
    '{"n":11,"t":5,"conn":"c1","client":"A","from":"server","layer":"socket.io","kind":"event","parent":10,"cause":7,"summary":"a(), wants answer 1","data":{"nsp":"/","id":1,"name":"a","args":[]},"hex":"32315b2261225d"}',
    '{"n":12,"t":6,"conn":"c1","client":"A","from":"client","layer":"tcp","kind":"chunk","summary":"11 bytes","data":{"length":11},"hex":"818537fa213d03c910666a"}',
    '{"n":13,"t":6,"conn":"c1","client":"A","from":"client","layer":"websocket","kind":"frame","parent":12,"summary":"text, final, masked, 5 bytes","data":{"fin":true,"rsv":0,"opcode":1,"name":"text","masked":true,"key":"37fa213d","length":5,"lengthBits":7,"header":6,"text":"431[]"},"hex":"818537fa213d03c910666a"}',
    '{"n":14,"t":6,"conn":"c1","client":"A","from":"client","layer":"engine.io","kind":"message","parent":13,"summary":"message, 4 bytes, websocket","data":{"length":4,"binary":false,"transport":"websocket"},"hex":"3433315b5d"}',
    '{"n":15,"t":6,"conn":"c1","client":"A","from":"client","layer":"socket.io","kind":"ack","parent":14,"answers":11,"summary":"answer 1()","data":{"nsp":"/","id":1,"args":[]},"hex":"33315b5d"}',
  ]);
});

test("t is rounded to a thousandth of a millisecond", () => {
  const [entry] = decode(new Recording().open(1).records);
  expect(toJson({ ...entry!, t: 12.34567 }).t).toBe(12.346);
});

test("hex is cut at 4 KiB, and length says the whole", () => {
  const [chunk] = decode(new Recording().bytes(1, "client", new Uint8Array(5_000)).records);
  expect(toJson(chunk!)).toMatchObject({ data: { length: 5_000 }, hex: "00".repeat(HEX_LIMIT) });
});

test("every line is one line of JSON that says the same", () => {
  for (const entry of decode([...session().records, ...trouble().records])) {
    const line = toLine(entry);
    expect(line).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toEqual(toJson(entry));
  }
});

test("data nested 100,000 deep makes a line", () => {
  const args: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
  const entry = {
    n: 1,
    t: 0,
    conn: "",
    from: "server",
    layer: "app",
    kind: "event",
    data: { id: "x", name: "a", args },
    bytes: new Uint8Array(),
  };
  expect(toLine(entry as Entry)).toContain("nested deeper than 64 levels");
});
