import { describe, expect, test } from "vitest";
import { ERRORS } from "../protocol/errors.ts";
import { Neighbourhood } from "./testing/neighbour.ts";
import type { LabAddress } from "./testing/server.ts";

const neighbourhood = new Neighbourhood({
  "connection.messages": 100,
  "connection.buffered": 262_144,
  "lab.connections": 6,
  "address.connections": 150,
});

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const VERSION = "Sec-WebSocket-Version: 13";
const UPGRADE = ["Host: localhost", "Connection: Upgrade", "Upgrade: websocket"];

describe("too much", () => {
  const closedByName = { code: 1008, reason: ERRORS["connection.messages"].message };

  test("messages on a raw WebSocket", async () => {
    const lab = await neighbourhood.server.open();
    const client = await neighbourhood.server.webSocket(lab.ws);
    for (let i = 0; i < 500; i++) client.send(`${i}`);
    expect(await client.closed).toEqual(closedByName);
    expect(await neighbourhood.refusal(lab, "connection.messages")).toMatchObject({
      hint: ERRORS["connection.messages"].hint,
    });
  });

  test("pings", async () => {
    const lab = await neighbourhood.server.open();
    for (const path of [lab.ws, `${lab.socketio}?EIO=4&transport=websocket`]) {
      const client = await neighbourhood.server.webSocket(path);
      // ws itself cuts off who sends more than 60 before their answers have left.
      for (let i = 0; i < 10; i++) {
        const answered = new Promise((resolve) => client.socket.on("pong", (data) => data[0] === i && resolve(i)));
        for (let j = 0; j < 19; j++) client.socket.ping();
        client.socket.ping(Buffer.from([i]));
        await Promise.race([answered, client.closed]);
      }
      expect(await client.closed).toEqual(closedByName);
    }
    expect(await neighbourhood.refusal(lab, "connection.messages")).toMatchObject({
      hint: ERRORS["connection.messages"].hint,
    });
  });

  test("events", async () => {
    const lab = await neighbourhood.server.open();
    const flood = await neighbourhood.server.socketIO(lab, "A");
    const ended = new Promise((resolve) => flood.io.engine.on("close", (_reason, details) => resolve(details)));
    for (let i = 0; i < 500; i++) flood.emit("echo", i);
    expect(await ended).toMatchObject({ context: { code: 1008 } });
    expect(await neighbourhood.refusal(lab, "connection.messages")).toMatchObject({
      hint: ERRORS["connection.messages"].hint,
    });
  });

  test("connections of one lab: WebSockets and requests that wait", async () => {
    const lab = await neighbourhood.server.open();
    for (let i = 0; i < 3; i++) await neighbourhood.server.webSocket(lab.ws);
    const waiting = Array.from({ length: 3 }, () => neighbourhood.server.raw());
    for (const client of await Promise.all(waiting)) client.request(`GET ${lab.http}wait HTTP/1.1`, "Host: localhost");
    await expect
      .poll(async () => (await neighbourhood.server.entries(lab)).filter(({ kind }) => kind === "request").length)
      .toBe(6);
    const response = await neighbourhood.server.fetch(lab.http);
    expect([response.status, await response.json()]).toMatchObject([429, { error: { code: "lab.connections" } }]);
    const upgrade = await neighbourhood.server.raw();
    upgrade.request(`GET ${lab.ws} HTTP/1.1`, ...UPGRADE, KEY, VERSION);
    expect(await upgrade.until(/\}\}\n/)).toMatch(/^HTTP\/1\.1 429 .*"lab\.connections"/s);
    expect(await neighbourhood.refusal(lab, "lab.connections")).toMatchObject({ hint: ERRORS["lab.connections"].hint });
    (await waiting[0]!).close();
    await expect.poll(async () => (await neighbourhood.server.fetch(lab.http)).status).toBe(200);
  });

  test("connections from one address: whoever has some keeps them, and there is room again when they close", async () => {
    const clients = await Promise.all(Array.from({ length: 250 }, () => neighbourhood.server.raw()));
    const answers = clients.map((client) => client.until(/\}\}\n/).catch(() => "")); // some are too slow by then
    const refusals = (await Promise.all(answers)).filter((answer) => answer.includes('"address.connections"'));
    expect(refusals.length).toBeGreaterThanOrEqual(100);
    expect(refusals[0]).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    for (const client of clients) client.close();
    await expect
      .poll(() =>
        neighbourhood.server.fetch("/healthz").then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
  });

  test.each([
    ["a raw WebSocket", ({ ws }: LabAddress) => ws],
    ["Socket.IO", ({ socketio }: LabAddress) => `${socketio}?EIO=4&transport=websocket`],
  ])("a client that never reads is cut off: %s", async (_name, path) => {
    const lab = await neighbourhood.server.open("torrent");
    const client = await neighbourhood.server.webSocket(path(lab));
    client.send("40");
    client.socket.pause();
    expect(await neighbourhood.refusal(lab, "connection.buffered")).toMatchObject({
      hint: ERRORS["connection.buffered"].hint,
    });
    const close = await neighbourhood.server.seen(lab, ({ layer, kind }) => layer === "tcp" && kind === "close");
    expect(close.data).toMatchObject({ by: "server" });
  });
});
