import { once } from "node:events";
import type { Socket as ServerSocket } from "socket.io";
import { io } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { openLine } from "../line.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
let stopProgram: () => void;

/** With the program's own options, or with others, as a lab's owner may set them. */
async function start(io = program.options.io): Promise<void> {
  // Only what the heartbeat is made by: the connections go on in real time.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  lab = assemble({
    ...program,
    options: { io: { ...program.options.io, ...io } },
    default: (lab) => (stopProgram = program.default(lab)),
  });
  url = await listen(lab);
}
beforeEach(() => start());
afterEach(async () => {
  vi.useRealTimers();
  await lab.stop();
});

async function open(client: string, options = {}): Promise<{ ws: WebSocket; atServer: WebSocket }> {
  const connected = once(lab.wss, "connection") as Promise<[WebSocket]>;
  const ws = new WebSocket(`${url.replace("http", "ws")}/ws?client=${client}`, options);
  await once(ws, "open");
  return { ws, atServer: (await connected)[0] };
}

const present = async () => (await (await fetch(`${url}/present`)).json()) as [{ client: string; silent: number }];

describe("a client that answers", () => {
  test("gets a ping each second after its last pong, and stays", async () => {
    const { ws, atServer } = await open("A");
    for (let i = 0; i < 3; i++) {
      vi.advanceTimersByTime(999);
      const ping = once(ws, "ping");
      const pong = once(atServer, "pong");
      vi.advanceTimersByTime(1);
      await Promise.all([ping, pong]);
    }
    expect(ws.readyState).toBe(WebSocket.OPEN);
  });

  test("may take almost the whole time-out for it", async () => {
    const { ws, atServer } = await open("A", { autoPong: false });
    const ping = once(ws, "ping");
    vi.advanceTimersByTime(1_999);
    await ping;
    const pong = once(atServer, "pong");
    ws.pong();
    await pong;
    vi.advanceTimersByTime(1);
    expect(atServer.readyState).toBe(WebSocket.OPEN);
  });
});

describe("a client that does not answer", () => {
  test("is cut off after ping and time-out, without a close frame", async () => {
    const { ws, atServer } = await open("B", { autoPong: false });
    vi.advanceTimersByTime(1_999);
    expect(atServer.readyState).toBe(WebSocket.OPEN);
    vi.advanceTimersByTime(1);
    expect((await once(ws, "close"))[0]).toBe(1006);
  });

  test("is not saved by messages: only a pong answers a ping", async () => {
    const { ws } = await open("B", { autoPong: false });
    const closed = once(ws, "close");
    vi.advanceTimersByTime(1_500);
    const echo = once(ws, "message");
    ws.send("I am here");
    expect((await echo).map(String)).toEqual(["I am here", "false"]);
    vi.advanceTimersByTime(500);
    expect((await closed)[0]).toBe(1006);
  });
});

test("the lab's dials set both", async () => {
  await lab.stop();
  vi.useRealTimers();
  await start({ pingInterval: 300, pingTimeout: 200 });
  const { ws, atServer } = await open("B", { autoPong: false });
  vi.advanceTimersByTime(499);
  expect(atServer.readyState).toBe(WebSocket.OPEN);
  vi.advanceTimersByTime(1);
  expect((await once(ws, "close"))[0]).toBe(1006);
});

describe("GET /present", () => {
  test("says who is there and for how long nothing was heard", async () => {
    await open("A");
    vi.advanceTimersByTime(400);
    const { ws, atServer } = await open("B");
    vi.advanceTimersByTime(300);
    expect(await present()).toEqual([
      { client: "A", silent: 700 },
      { client: "B", silent: 300 },
    ]);
    const closed = once(atServer, "close");
    ws.close();
    await closed;
    expect(await present()).toEqual([{ client: "A", silent: 700 }]);
  });

  test("counts a client of Socket.IO in: its pong is a sign of life, and without one it is given up", async () => {
    await lab.stop();
    const dials = { pingInterval: 150, pingTimeout: 1_500 };
    await start(dials);
    vi.useRealTimers(); // Engine.IO's own cannot be replaced
    const connected = once(lab.io, "connection") as Promise<[ServerSocket]>;
    const line = await openLine({ host: "127.0.0.1", port: Number(new URL(url).port) });
    const socket = io(`http://127.0.0.1:${line.port}`, { query: { client: "C" }, transports: ["websocket"] });
    const [{ conn }] = await connected;
    const began = Date.now();
    for (let i = 0; i < 3; i++) await once(conn, "heartbeat");
    const [{ client, silent }] = await present();
    expect(client).toBe("C");
    expect(silent, "since its third pong").toBeLessThan(Date.now() - began - 2 * dials.pingInterval);

    line.freeze();
    expect((await once(conn, "close"))[0]).toBe("ping timeout");
    expect(await present()).toEqual([]);
    socket.disconnect();
    await line.close();
  });

  test.each([
    ["POST", "/present"],
    ["GET", "/"],
  ])("is all there is: %s %s is 404", async (method, path) => {
    expect((await fetch(url + path, { method })).status).toBe(404);
  });
});

test("the heartbeat ends with the connection, and with the program", async () => {
  const [a] = [await open("A"), await open("B")];
  expect(vi.getTimerCount()).toBe(2);
  const closed = once(a.atServer, "close");
  a.ws.terminate();
  await closed;
  expect(vi.getTimerCount()).toBe(1);
  stopProgram();
  expect(vi.getTimerCount()).toBe(0);
});
