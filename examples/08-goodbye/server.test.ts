import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
beforeEach(async () => {
  lab = assemble(program);
  url = await listen(lab);
});
afterEach(() => lab.stop());

async function open(query = ""): Promise<WebSocket> {
  const ws = new WebSocket(`${url.replace("http", "ws")}/ws${query}`);
  ws.on("error", () => {});
  await once(ws, "open");
  return ws;
}

const goodbyes = async () => (await (await fetch(`${url}/goodbyes`)).json()) as unknown;

/** Does it, and waits until both sides know. */
async function end(ws: WebSocket, act: () => void): Promise<unknown[]> {
  const server = [...lab.wss.clients].at(-1)!;
  const seen = (side: WebSocket) =>
    new Promise((resolve) => side.once("close", (code, reason) => resolve(`${code} ${reason}`)));
  const closed = Promise.all([seen(ws), seen(server)]);
  act();
  return closed;
}

describe("ways to say goodbye, as the client sees them, and the server", () => {
  const ways: [name: string, act: (ws: WebSocket) => void, client: string, server: string][] = [
    ["close(1000)", (ws) => ws.close(1000), "1000 ", "1000 "],
    ["close()", (ws) => ws.close(), "1005 ", "1005 "],
    ["close(4001)", (ws) => ws.close(4001, "bye"), "4001 bye", "4001 bye"],
    ["a cut", (ws) => ws.terminate(), "1006 ", "1006 "],
    ["close", (ws) => ws.send("close"), "1005 ", "1005 "],
    ["close 1000", (ws) => ws.send("close 1000"), "1000 ", "1000 "],
    ["close 4001 out of turn", (ws) => ws.send("close 4001 out of turn"), "4001 out of turn", "4001 out of turn"],
    [
      "a reason that is too long",
      (ws) => ws.send(`close 1001 ${"é".repeat(500)}`),
      `1001 ${"é".repeat(40)}`,
      `1001 ${"é".repeat(40)}`,
    ],
    ["vanish", (ws) => ws.send("vanish"), "1006 ", "1006 "],
    ["1,025 bytes", (ws) => ws.send("x".repeat(1_025)), "1009 ", "1006 "],
  ];
  test.each(ways)("%s", async (_, act, client, server) => {
    const ws = await open("?client=B");
    expect(await end(ws, () => act(ws))).toEqual([client, server]);
    const [code, ...reason] = server.split(" ");
    expect(await goodbyes()).toEqual([{ client: "B", code: Number(code), reason: reason.join(" ") }]);
  });
});

describe("everything else is sent back", () => {
  test.each([
    "hi",
    "",
    "close 1005",
    "close 1006",
    "close 1015",
    "close 999",
    "close 5000",
    "close 3000.5",
    "close x",
    "x".repeat(1_024),
  ])("%.20j", async (text) => {
    const ws = await open();
    const answer = once(ws, "message");
    ws.send(text);
    expect((await answer).map(String)).toEqual([text, "false"]);
  });

  test("bytes too", async () => {
    const ws = await open();
    const answer = once(ws, "message");
    ws.send(Buffer.from("vanish"));
    expect(await answer).toEqual([Buffer.from("vanish"), true]);
  });
});

describe("GET /goodbyes", () => {
  test("has who gave no name, and the last fifty", async () => {
    for (let i = 0; i < 52; i++) {
      const ws = await open();
      await end(ws, () => ws.close(4000 + i));
    }
    const expected = Array.from({ length: 50 }, (_, i) => ({ client: "somebody", code: 4002 + i, reason: "" }));
    expect(await goodbyes()).toEqual(expected);
  });

  test.each([
    ["POST", "/goodbyes"],
    ["GET", "/"],
  ])("is all there is: %s %s is 404", async (method, path) => {
    expect((await fetch(url + path, { method })).status).toBe(404);
  });
});
