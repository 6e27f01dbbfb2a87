import { expect, test } from "vitest";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { RawClient } from "./raw.ts";
import { deadPort, untilTold } from "./told.fixture.ts";

const labs = realLabs();

test("tells its whole life in the page's half of the log", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  const heard: unknown[] = [];
  client.onMessage((message) => heard.push(message));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  expect(client.send("hi")).toBe(true);
  await untilTold(session, 4);
  client.close(1000, "bye");
  await until(client.state, ({ phase }) => phase === "closed");
  const { ws } = await session.open();
  expect(await untilTold(session, 6)).toEqual([
    `A note: new WebSocket("${labs.origin.replace("http", "ws")}${ws}?client=A")`,
    "A connection: open: readyState is 1",
    'A emit: ws.send("hi")',
    'A event: message "hi"',
    'A note: ws.close(1000, "bye")',
    'A disconnect: close 1000, clean, "bye"',
  ]);
  expect(heard).toEqual(["hi"]);
  expect(client.state.get()).toEqual({ phase: "closed", transport: null, event: "close", bufferedAmount: 0 });
});

test("shows each state, and the event that led there", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  const seen: string[] = [];
  client.state.subscribe(({ phase, event = "call" }) => seen.push(`${event}: ${phase}`));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  client.send("hi");
  await until(client.state, ({ event }) => event === "message");
  client.close(4000, "bye");
  await until(client.state, ({ phase }) => phase === "closed");
  await client.connect({ path: "nothing" });
  await until(client.state, ({ phase }) => phase === "closed");
  expect(seen).toEqual([
    "call: idle",
    "call: connecting",
    "call: connecting",
    "open: open",
    "call: open",
    "message: open",
    "call: closing",
    "close: closed",
    "call: connecting",
    "call: connecting",
    "close: closed",
  ]);
});

test("a refused connection says 1006 and no more, as in any page", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  await client.connect({ url: `ws://${await deadPort()}/` });
  const state = await until(client.state, ({ phase }) => phase === "closed");
  expect(state.problem?.said).toBe("close 1006");
  expect((await untilTold(session, 3)).slice(1)).toEqual([
    "A error: error: the event carries no reason, on purpose",
    "A disconnect: close 1006, not clean",
  ]);
});

test("what the API throws is told, and thrown no further", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  expect(client.send("too early")).toBe(false);
  await client.connect();
  expect(client.send("still too early")).toBe(false);
  expect(client.state.get()).toMatchObject({ phase: "connecting", problem: { said: "InvalidStateError" } });
  await until(client.state, ({ phase }) => phase === "open");
  client.close(1006);
  expect((await untilTold(session, 5)).filter((line) => line.includes(" error: "))).toEqual([
    "A error: ws.send(…): there is no WebSocket yet",
    expect.stringMatching(/^A error: InvalidStateError: /),
    expect.stringMatching(/^A error: InvalidAccessError: /),
  ]);
  expect(client.state.get().phase).toBe("open");
});

test("bytes are shown as bytes", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  client.send(new Uint8Array([1, 2, 255]).buffer);
  expect((await untilTold(session, 4)).slice(2)).toEqual([
    "A emit: ws.send(<ArrayBuffer, 3 bytes>)",
    "A event: message <ArrayBuffer, 3 bytes>",
  ]);
});

test("a quiet message is sent, and only what is thrown for it is told", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  expect(client.send("too early", true)).toBe(false);
  await until(client.state, ({ phase }) => phase === "open");
  expect(client.send("hi", true)).toBe(true);
  await until(client.state, ({ event }) => event === "message");
  expect((await untilTold(session, 4)).slice(1)).toEqual([
    expect.stringMatching(/^A error: InvalidStateError: /),
    "A connection: open: readyState is 1",
    'A event: message "hi"',
  ]);
});

test("bytes come in the form that the socket was asked for", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  const forms: string[] = [];
  client.onMessage((message) => forms.push(message.constructor.name));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  for (const binaryType of ["arraybuffer", "blob"] as const) {
    client.socket!.binaryType = binaryType;
    client.send(new Uint8Array([1, 2]).buffer);
    await until(client.state, ({ event }) => event === "message");
  }
  await untilRun(session, ({ page }) => page.some(({ summary }) => summary === "message <Blob, 2 bytes>"));
  expect(forms).toEqual(["ArrayBuffer", "Blob"]);
});

test("a reason is not sent without a code", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  client.close(undefined, "why");
  await until(client.state, ({ phase }) => phase === "closed");
  expect((await untilTold(session, 4)).slice(2)).toEqual(["A note: ws.close()", "A disconnect: close 1005, clean"]);
});

test.each([
  [1012, "Service restart: the server starts anew, and takes clients again soon."],
  [3000, "A code of the program's own."],
  [4001, "A code of the program's own."],
])("closed with %i it says what that means", async (code, meaning) => {
  const session = await labs.open("08-goodbye");
  const client = session.own(new RawClient(session, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  client.send(`close ${code}`);
  const { problem } = await until(client.state, ({ phase }) => phase === "closed");
  expect(problem).toEqual({ said: `close ${code}`, meaning });
});

test("asked twice before the lab is there, it connects once: as it was asked last", async () => {
  const session = await labs.open("03-ws-echo");
  const client = session.own(new RawClient(session, "A"));
  await Promise.all([client.connect({ path: "nothing" }), client.connect()]);
  await until(client.state, ({ phase }) => phase === "open");
  const { ws } = await session.open();
  expect(await untilTold(session, 2)).toEqual([
    `A note: new WebSocket("${labs.origin.replace("http", "ws")}${ws}?client=A")`,
    "A connection: open: readyState is 1",
  ]);
});
