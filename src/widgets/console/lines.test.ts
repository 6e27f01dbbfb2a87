import { describe, expect, test } from "vitest";
import type { RawTarget } from "../../client/host/host.ts";
import type { LabSession } from "../../client/lab.ts";
import { lineOf, made } from "../../client/log/made.fixture.ts";
import type { View } from "../../client/log/view.ts";
import { realLabs, until } from "../../client/real-lab.fixture.ts";
import { linesOf, SHOWN } from "./lines.ts";
import { RawClient } from "../../client/clients/raw.ts";

const labs = realLabs();

/** A lab with a client R, and what the console would show of it. */
async function consoleIn(program: string) {
  const session = await labs.open(program);
  const client = session.own(new RawClient(session, "R"));
  const view = session.log.view();
  view.show({ flat: true, filter: { client: "R" } });
  return {
    session,
    client,
    async connect(target: RawTarget) {
      await client.connect(target);
      await until(client.state, ({ phase }) => phase === "open");
    },
    /** Its lines as soon as one of them has this text. */
    lines: (text: string) => linesWith(view, session, text),
  };
}

const shown = (view: View) =>
  linesOf(view).map(({ from, what, text, length }) => {
    const arrow = from === null ? "·" : from === "client" ? "→" : "←";
    return `${arrow} ${what}: ${text}${length === null ? "" : ` (${length})`}`.replace(/labs\/[\w-]+/, "labs/1");
  });

async function linesWith(view: View, session: LabSession, text: string): Promise<string[]> {
  await until({ get: () => shown(view), subscribe: (run) => view.version.subscribe(() => run(shown(view))) }, (lines) =>
    lines.some((line) => line.includes(text)),
  );
  // Each line leads to an entry that the log has.
  for (const { key } of linesOf(view)) expect(session.log.find(key)).toBeDefined();
  return shown(view);
}

test("a whole conversation with the raw server, with the closing handshake that the page's API hides", async () => {
  const { client, connect, lines } = await consoleIn("03-ws-echo");
  await connect({ protocols: ["chat.v1"] });
  client.send("hello");
  await lines("← text");
  client.send(Uint8Array.of(0x01, 0xff).buffer);
  await lines("← binary");
  client.close(3000, "bye");
  await until(client.state, ({ phase }) => phase === "closed");
  await lines("the page was told");
  // The server's end of the connection may be over a moment after the page's.
  expect((await lines("← TCP: ended")).filter((line) => !line.startsWith("← TCP"))).toEqual([
    "→ GET: /labs/1/ws?client=R",
    "← 101: Switching Protocols, subprotocol chat.v1",
    "→ text: hello (5)",
    "← text: hello (5)",
    "→ binary: 01 ff (2)",
    "← binary: 01 ff (2)",
    `→ close: 3000 "bye" (5)`,
    `← close: 3000 "bye" (5)`,
    '· the page was told: close 3000, clean, "bye"',
  ]);
});

test("pings of the server and the browser's pongs, of which no page is told", async () => {
  const { connect, lines } = await consoleIn("09-heartbeat");
  await connect({});
  expect((await lines("→ pong")).slice(-2)).toEqual([
    expect.stringMatching(/^← ping: /),
    expect.stringMatching(/^→ pong: /),
  ]);
});

test("a path that nobody serves: the reason that the page is not told", async () => {
  const { client, lines } = await consoleIn("03-ws-echo");
  await client.connect({ path: "nothing?x=1" });
  await until(client.state, ({ phase }) => phase === "closed");
  expect((await lines("close 1006")).filter((line) => !line.startsWith("← TCP"))).toEqual([
    "→ GET: /labs/1/nothing?client=R&x=1",
    "← 404: Not Found",
    "· the page was told: error: the event carries no reason, on purpose",
    "· the page was told: close 1006, not clean",
  ]);
});

test("a path that leads out of the lab: nothing is sent", async () => {
  const { client, lines } = await consoleIn("03-ws-echo");
  await client.connect({ path: "../../healthz" });
  expect(client.state.get().problem).toEqual({ said: "page.path", meaning: "This path leads out of the lab." });
  expect(await lines("leads out")).toEqual(["· the page was told: page.path: This path leads out of the lab."]);
});

test("Socket.IO spoken by hand: a namespace is joined, and the program's handler runs", async () => {
  const { session, client, connect, lines } = await consoleIn("12-ack");
  await connect({ path: "socket.io/?EIO=4&transport=websocket" });
  await lines("← text: 0{");
  client.send("40");
  await lines("← text: 40{");
  client.send('420["add",2,3]');
  const all = await lines("← text: 430[5]");
  expect(all.slice(0, 2)).toEqual([
    "→ GET: /labs/1/socket.io/?client=R&EIO=4&transport=websocket",
    "← 101: Switching Protocols",
  ]);
  const handled = session.run().entries.find(({ layer, kind }) => layer === "app" && kind === "event");
  expect(handled).toMatchObject({ client: "R", data: { name: "add", args: [2, 3] } });
});

test("what is no packet: the server ends the connection, and its close frame is there", async () => {
  const { connect, client, lines } = await consoleIn("12-ack");
  await connect({ path: "socket.io/?EIO=4&transport=websocket" });
  client.send("hello");
  await until(client.state, ({ phase }) => phase === "closed");
  expect((await lines("the page was told: close")).find((line) => line.startsWith("← close"))).toMatch(/^← close: /);
});

describe("a line", () => {
  const of = (entry: ReturnType<typeof made>) => {
    const line = lineOf(entry);
    return linesOf({ length: 1, at: () => line })[0];
  };
  const frame = (data: object, bytes: number[]) =>
    of(
      made(1, "websocket frame", {
        data: { fin: true, header: 2, length: bytes.length, ...data },
        bytes: Uint8Array.of(0x89, 0, ...bytes),
      }),
    );

  test.each([
    ["a ping with a text", frame({ name: "ping", text: "hi" }, [0x68, 0x69]), "hi"],
    ["bytes", frame({ name: "ping" }, [0xff, 0x00]), "ff 00"],
    ["many bytes", frame({ name: "binary" }, new Array<number>(65).fill(7)), `${"07 ".repeat(64)}…`],
    ["text that would hide something", frame({ name: "text", text: "a\u202Eb" }, []), "aU+202Eb"],
    ["a long text", frame({ name: "text", text: "x".repeat(500) }, []), `${"x".repeat(400)}…`],
    [
      "a part of a compressed message",
      frame({ name: "text", compressed: true }, [1]),
      "compressed, the message goes on",
    ],
    ["a close frame without a body", frame({ name: "close" }, []), "without a code"],
    [
      "a close frame with a code",
      frame({ name: "close", code: 1001 }, []),
      "1001 Going away: the server stops, or the page was left.",
    ],
  ])("%s", (_, line, text) => {
    expect(line?.text).toBe(text);
  });

  test("a frame that its message goes on after says so", () => {
    expect(frame({ name: "text", fin: false, text: "a" }, [0x61])?.what).toBe("text, not final");
  });

  test("what breaks a rule names it", () => {
    const data = { code: "websocket.masked", rule: "RFC 6455 §5.1", message: "A server masks no frame.", length: 2 };
    expect(of(made(1, "websocket violation", { from: "server", data }))).toEqual({
      key: "1",
      from: "server",
      what: "violation",
      text: "A server masks no frame. (RFC 6455 §5.1)",
      length: null,
      bad: true,
    });
  });
});

test("only the latest lines are shown, and no more is looked at than they need", () => {
  const lines = Array.from({ length: 1_000 }, (_, i) =>
    lineOf(
      made(i + 1, "websocket frame", { data: { fin: true, header: 2, name: "text", text: String(i), length: 1 } }),
    ),
  );
  let looked = 0;
  const all = linesOf({ length: lines.length, at: (i) => (looked++, lines[i]) });
  expect([all.length, all[0]!.text, all.at(-1)!.text, looked]).toEqual([SHOWN, "800", "999", SHOWN]);
});
