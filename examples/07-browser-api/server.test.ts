import { on, once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
let stopProgram: () => void;
beforeEach(async () => {
  lab = assemble({ ...program, default: (lab) => (stopProgram = program.default(lab)) });
  url = (await listen(lab)).replace("http", "ws");
});
afterEach(async () => {
  vi.useRealTimers();
  await lab.stop();
});

const messagesOf = (ws: WebSocket) => {
  const messages = on(ws, "message");
  return async () => (await messages.next()).value as [data: Buffer, isBinary: boolean];
};

test.each([
  ["línea", false],
  [Buffer.of(0, 255), true],
])("%j comes back", async (data, isBinary) => {
  const ws = new WebSocket(`${url}/ws`);
  const next = messagesOf(ws);
  await once(ws, "open");
  ws.send(data);
  expect(await next()).toEqual([Buffer.from(data as string), isBinary]);
});

test("/count says after each message how many bytes it has", async () => {
  const ws = new WebSocket(`${url}/count?client=A`);
  const next = messagesOf(ws);
  await once(ws, "open");
  for (const [message, received] of [
    ["x".repeat(50_000), 50_000],
    [Buffer.of(1, 2), 50_002],
    ["é", 50_004],
  ] as const) {
    ws.send(message);
    expect(await next()).toEqual([Buffer.from(JSON.stringify({ received })), false]);
  }
});

describe("/slow", () => {
  /** A handshake that the program has by now. */
  async function knock(): Promise<{ ws: WebSocket; socket: Duplex }> {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const upgrade = once(lab.http, "upgrade") as Promise<[IncomingMessage, Duplex]>;
    const ws = new WebSocket(`${url}/slow?client=A`);
    ws.on("error", () => {});
    return { ws, socket: (await upgrade)[1] };
  }

  test("answers the handshake after two seconds", async () => {
    const { ws } = await knock();
    vi.advanceTimersByTime(1_999);
    expect(ws.readyState).toBe(WebSocket.CONNECTING);
    vi.advanceTimersByTime(1);
    await once(ws, "open");
  });

  test("says after each message how many bytes it has, and reads 200 in a millisecond", async () => {
    const { ws } = await knock();
    vi.advanceTimersByTime(2_000);
    await once(ws, "open");
    const next = messagesOf(ws);
    for (const [length, received] of [
      [10_000, 10_000],
      [1_000, 11_000],
    ] as const) {
      ws.send("x".repeat(length));
      expect(await next()).toEqual([Buffer.from(JSON.stringify({ received })), false]);
      const [server] = lab.wss.clients;
      vi.advanceTimersByTime(length / 200 - 1);
      expect(server!.isPaused).toBe(true);
      vi.advanceTimersByTime(1);
      expect(server!.isPaused).toBe(false);
    }
  });

  test("forgets whose connection ended before the answer", async () => {
    const { socket } = await knock();
    expect(vi.getTimerCount()).toBe(1);
    socket.destroy();
    await once(socket, "close");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("answers into nothing where the client has lost patience, and goes on", async () => {
    const { ws, socket } = await knock();
    const closed = once(socket, "close");
    ws.terminate();
    vi.advanceTimersByTime(2_000);
    await closed;
    const another = new WebSocket(`${url}/ws`);
    await once(another, "open");
    expect([...lab.wss.clients]).toHaveLength(1);
  });

  test("forgets a slow reader that is gone", async () => {
    const { ws } = await knock();
    vi.advanceTimersByTime(2_000);
    await once(ws, "open");
    const next = messagesOf(ws);
    ws.send("x".repeat(10_000));
    await next();
    const [server] = lab.wss.clients;
    const closed = once(server!, "close");
    expect(vi.getTimerCount()).toBe(1);
    server!.terminate();
    await closed;
    expect(vi.getTimerCount()).toBe(0);
  });

  test("what was to come ends with the program", async () => {
    await knock();
    stopProgram();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test.each([
  ["/", 404],
  ["/nothing", 404],
  ["/slow/er", 404],
  ["/members", 403],
])("an upgrade at %s is refused with %i", async (path, status) => {
  const [, response] = (await once(new WebSocket(url + path), "unexpected-response")) as [unknown, IncomingMessage];
  expect(response.statusCode).toBe(status);
});
