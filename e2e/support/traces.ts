/**
 * The recorded traces of lessons: what a page shows in its lab's place without JavaScript and on paper. A script each,
 * run by real clients in a real lab; `node e2e/record-traces.ts` writes what its log then holds to `src/traces/`.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { toJson, type JsonEntry } from "../../protocol/json.ts";
import { root } from "./programs.ts";
import { recordRun, type LabClients } from "./record.ts";

export interface Trace {
  /** Of the lesson, two digits: the file's name, too. */
  lesson: string;
  program: string;
  script: (clients: LabClients) => Promise<void>;
}

export const TRACES: Trace[] = [
  { lesson: "01", program: "01-short-poll", script: polls },
  { lesson: "02", program: "02-held-answers", script: heldAnswers },
  { lesson: "03", program: "03-ws-echo", script: oneLine },
  { lesson: "04", program: "04-compare", script: ways },
  { lesson: "05", program: "05-handshake", script: handshakes },
  { lesson: "06", program: "06-frames", script: frames },
  { lesson: "07", program: "07-browser-api", script: browserApi },
  { lesson: "08", program: "08-goodbye", script: goodbyes },
  { lesson: "09", program: "09-heartbeat", script: heartbeats },
  { lesson: "10", program: "10-speak-socketio", script: speakSocketIO },
  { lesson: "11", program: "11-transports", script: twoLadders },
  { lesson: "12", program: "12-ack", script: acknowledgements },
  { lesson: "13", program: "13-who", script: receivers },
  { lesson: "14", program: "14-namespaces", script: addresses },
  { lesson: "15", program: "15-payloads", script: payloads },
];

export function fileOf({ lesson }: Trace): string {
  return join(root, "src", "traces", `${lesson}.ndjson`);
}

/** @returns the log's lines, times in whole milliseconds */
export async function traceOf(origin: string, { program, script }: Trace): Promise<string[]> {
  const entries = await recordRun(origin, program, script);
  return entries.map((entry) => JSON.stringify({ ...toJson(entry), t: Math.round(entry.t) }));
}

const UPGRADE = { Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };

/** News happens after two seconds. */
async function polls({ stream }: LabClients): Promise<void> {
  const ask = async (after = "") => {
    const answer = await stream(`/news?client=A${after}`);
    await answer.ended();
  };
  await ask();
  await ask();
  await ask();
  await delay(2_500);
  await ask();
  await ask("&after=1");
  await ask("&after=1");
}

/** News happens each second, from when the program was loaded on. */
async function heldAnswers({ stream, webSocket, restart }: LabClients): Promise<void> {
  const poll = async (after = "") => (await stream(`/news?client=A${after}`)).ended();
  const follow = async (until: string, headers = {}) => {
    const events = await stream("/events?client=B", headers);
    while (!(await events.next()).includes(`id: ${until}\n`));
    return events;
  };
  await poll();
  const first = await follow("3");
  await restart();
  await first.ended();
  await poll("&after=3");
  const resumed = await follow("5", { "Last-Event-ID": "3" });
  await restart();
  await resumed.ended();
  const c = await webSocket("C");
  await c.next();
  await c.close(1000);
}

async function oneLine({ webSocket, http }: LabClients): Promise<void> {
  const a = await webSocket("A");
  await http("POST", "/speak");
  await a.next();
  await a.next();
  a.send("hello");
  await a.next();
  await http("POST", "/speak");
  await a.next();
  await a.next();
  a.send("goodbye");
  await a.next();
  await a.close(1000);
}

/** The mark of the article of 04-compare: what has it is answered with 304. */
const ARTICLE_ETAG = '"bBt5M1bQJElxjoHx4cXTFc5vOGo"';

/** A price in four ways, a word in two, an article in two. */
async function ways({ http, stream, webSocket }: LabClients): Promise<void> {
  await http("GET", "/price?client=A");
  await http("GET", "/price?client=A");
  await http("GET", "/price?client=B&after=1");
  const c = await stream("/prices?client=C");
  await c.next();
  await c.next();
  await c.close();
  const d = await webSocket("D");
  await d.next();
  await d.next();
  await d.close(1000);
  await http("POST", "/echo?client=E", { "Content-Length": "5" }, "hello");
  const f = await webSocket("F", "ws?prices=no");
  f.send("hello");
  await f.next();
  await f.close(1000);
  await http("GET", "/article?client=G");
  await http("GET", "/article?client=G", { "If-None-Match": ARTICLE_ETAG });
  const h = await webSocket("H", "ws?prices=no");
  h.send("article");
  await h.next();
  h.send("article");
  await h.next();
  await h.close(1000);
}

async function handshakes({ webSocket, http }: LabClients): Promise<void> {
  await http("GET", "/ws?client=A");
  await http("GET", "/ws?client=A", { ...UPGRADE, "Sec-WebSocket-Version": "12" });
  await http("GET", "/ws?client=A", { ...UPGRADE, "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "short" });
  const a = await webSocket("A");
  await a.next();
  await a.close(1000);
}

async function frames({ webSocket }: LabClients): Promise<void> {
  const a = await webSocket("A");
  a.send("hi");
  await a.next();
  a.send("x".repeat(200));
  await a.next();
  a.send("in three ", { fin: false });
  a.send("pie", { fin: false });
  a.send("ces");
  await a.next();
  a.send("hi", { mask: false });
  await a.closed();
}

/** One client for each way, and each is gone before the next one comes. */
async function goodbyes({ webSocket }: LabClients): Promise<void> {
  await (await webSocket("A")).close(1000);
  await (await webSocket("B")).close();
  await (await webSocket("C")).close(4001, "out of turn");
  for (const [client, last] of [
    ["D", "x".repeat(1_025)],
    ["E", "close 1001 bye"],
    ["F", "vanish"],
  ] as const) {
    const gone = await webSocket(client);
    gone.send(last);
    await gone.closed();
  }
}

async function browserApi({ webSocket, http }: LabClients): Promise<void> {
  const a = await webSocket("A");
  a.send("now");
  await a.next();
  await a.close(4000);
  for (const path of ["nothing", "members"])
    await http("GET", `/${path}?client=A`, { ...UPGRADE, "Sec-WebSocket-Version": "13" });
}

async function heartbeats({ webSocket, socketIO, fault }: LabClients): Promise<void> {
  const a = await webSocket("A");
  await a.pinged();
  a.send("are you there?");
  await a.next();
  await fault({ fault: "freeze", client: "A" });
  const b = await socketIO("B");
  // With the third one a second more has gone by than it takes to give A up.
  await new Promise<void>((resolve) => {
    let pings = 0;
    b.io.engine.on("packet", ({ type }) => {
      if (type === "ping" && ++pings === 3) resolve();
    });
  });
  const closed = a.closed();
  await fault({ fault: "thaw", client: "A" });
  await closed;
  await leave(b);
}

async function speakSocketIO({ webSocket }: LabClients): Promise<void> {
  const a = await webSocket("A", "socket.io/?EIO=4&transport=websocket");
  await a.next();
  a.send("40");
  await a.next();
  a.send('42["hello","Ada"]');
  await a.next();
  a.send('427["add",2,3]');
  await a.next();
  await a.next(); // the server asks whether A is there
  a.send("3");
  a.send("hello");
  await a.closed();
}

/**
 * A connection that is kept on polling, then one that climbs; each sends a message and gets it back. Step by step: the
 * library does some of it at the same time, in an order that is not fixed.
 */
async function twoLadders({ http, text, webSocket }: LabClients): Promise<void> {
  const path = (transport: string, sid?: string) =>
    `socket.io/?EIO=4&transport=${transport}&client=A${sid === undefined ? "" : `&sid=${sid}`}`;
  const post = (sid: string, body: string) =>
    http("POST", `/${path("polling", sid)}`, { "Content-Length": String(Buffer.byteLength(body)) }, body);
  const poll = (sid?: string) => text(`/${path("polling", sid)}`);
  const begin = async () => {
    const { sid } = JSON.parse((await poll()).slice(1)) as { sid: string };
    await post(sid, "40");
    await poll(sid);
    return sid;
  };

  await http("POST", "/proxy/drop-upgrade");
  const held = await begin();
  const upgrade = { Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
  await http("GET", `/${path("websocket", held)}`, { ...upgrade, "Sec-WebSocket-Version": "13" });
  await post(held, '42["message","hello"]');
  await poll(held);
  await post(held, "1");

  await http("POST", "/proxy/pass-upgrade");
  const climbing = await begin();
  const a = await webSocket("A", path("websocket", climbing).replace("&client=A", ""));
  const waiting = poll(climbing);
  a.send("2probe");
  await a.next();
  await waiting; // 6
  a.send("5");
  a.send('42["message","hello"]');
  await a.next();
  await a.close(1000);
}

async function acknowledgements({ socketIO }: LabClients): Promise<void> {
  const a = await socketIO("A");
  await a.emitWithAck("add", 2, 3);
  await a
    .timeout(100)
    .emitWithAck("answer")
    .catch(() => {}); // there is none: that is what the trace shows
  await a.emitWithAck("send_chat_message", { username: "ann", message: "hi" });
  await leave(a);
}

async function receivers({ socketIO }: LabClients): Promise<void> {
  const [a, b, c, d] = [await socketIO("A"), await socketIO("B"), await socketIO("C"), await socketIO("D")];
  await a.emitWithAck("join", "r1");
  await b.emitWithAck("join", "r1");
  await b.emitWithAck("join", "r2");
  await c.emitWithAck("join", "r2");
  const calls: [string, Socket[]][] = [
    ["tell_all", [a, b, c, d]],
    ["tell_others", [b, c, d]],
    ["tell_me", [a]],
    ["tell_room", [a, b]],
    ["tell_roommates", [b]],
    ["tell_rooms", [a, b, c]],
    ["tell_outsiders", [c, d]],
  ];
  for (const [call, expected] of calls) {
    const heard = expected.map((socket) => new Promise((resolve) => socket.once("hello", resolve as () => void)));
    a.emit(call);
    await Promise.all(heard);
  }
  for (const socket of [a, b, c, d]) await leave(socket);
}

async function addresses({ socketIO, http }: LabClients): Promise<void> {
  await http("GET", "/socket.io/?EIO=4&transport=websocket&client=A");
  const a = await socketIO("A", { path: "chat/" });
  const admin = a.io.socket("/admin");
  await new Promise<void>((resolve) => admin.once("connect", resolve));
  const nope = a.io.socket("/nope");
  await new Promise<void>((resolve) => nope.once("connect_error", () => resolve()));
  await admin.emitWithAck("join", "red");
  const told = new Promise((resolve) => admin.once("told", resolve));
  admin.emit("tell", "red", "hello red");
  await told;
  admin.disconnect(); // the connection ends with the last of its sockets
  await leave(a);
}

/** What is lost, what travels behind the text, a size that fits and one that does not. */
async function payloads({ socketIO }: LabClients): Promise<void> {
  const a = await socketIO("A");
  await a.emitWithAck("mirror", new Map([["a", 1]]));
  await a.emitWithAck("mirror", { when: new Date(0), gone: undefined, list: [undefined, Number.NaN] });
  await a.emitWithAck("mirror", Uint8Array.of(1, 2, 3, 255));
  await leave(a);
  const b = await socketIO("B", { reconnection: false });
  await b.emitWithAck("size", 12, new Uint8Array(12));
  const ended = new Promise((resolve) => b.io.engine.once("close", resolve));
  b.emit("size", 20_001, new Uint8Array(20_001));
  await ended;
}

/** Resolves when the connection is closed, so that nothing else of the trace comes in between. */
async function leave(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.io.engine.once("close", resolve));
  socket.disconnect();
  await closed;
}

/** A lab's id, or one of Socket.IO's, which end in a number of four digits in base64. */
const ID = /(?<=\/labs\/)[\w-]{24}|[\w-]{16}AA[\w-]{2}(?![\w-])/g;
/** Headers whose values differ from run to run. */
const PASSING_HEADERS = /^(host|date|content-length|sec-websocket-key|sec-websocket-accept)$/i;

/** What a program sends says how old it is: its numbers differ from run to run, and so does its length. */
const AGING = /"age":\d+/;

/**
 * A trace without what differs from run to run: times, bytes, random ids and keys, how TCP cut the bytes into chunks,
 * what grows older, and which of two independent things came first. So it is taken apart: for each connection what the client sent, what
 * the server sent and what the program did, in order; an entry that refers to another one names its part and its place.
 */
export function lasting(lines: readonly string[]): Record<string, unknown[]> {
  const ids = new Map<string, string>();
  const named = (id: string) => {
    if (!ids.has(id)) ids.set(id, `id ${ids.size + 1}`);
    return ids.get(id)!;
  };
  const clean = (key: string, value: unknown): unknown => {
    // Where a piece of a body begins depends on the lengths before it.
    if (key === "offset" || key === "key" || key === "hex" || key === "summary" || key === "t") return undefined;
    if (key === "headers") return (value as string[][]).filter(([name]) => !PASSING_HEADERS.test(name!));
    if (typeof value !== "string") return value;
    return AGING.test(value) ? value.replace(/[\d.]+/g, "0") : value.replace(ID, named);
  };
  const places = new Map<number, string>();
  const parts: Record<string, unknown[]> = {};
  for (const line of lines) {
    const { n, parent, cause, answers, ...entry } = JSON.parse(ageless(line), clean) as JsonEntry;
    if (entry.kind === "chunk") continue;
    const name = `${entry.conn} ${entry.layer === "app" ? "app" : entry.from}`;
    const part = (parts[name] ??= []);
    places.set(n, `${name} ${part.length}`);
    const refers = [parent, cause, answers].map((other) => other && places.get(other));
    part.push({ ...entry, refers });
  }
  return parts;
}

/** A line without the length of a text that says how old it is. */
function ageless(line: string): string {
  const entry = JSON.parse(line) as JsonEntry;
  const { text } = entry.data as { text?: string };
  if (!AGING.test(text ?? Buffer.from(entry.hex ?? "", "hex").toString())) return line;
  return JSON.stringify({ ...entry, data: Object.assign({}, entry.data, { length: 0 }) });
}
