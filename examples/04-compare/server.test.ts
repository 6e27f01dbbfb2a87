import { on, once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect as connectTcp } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { Meter } from "../meter.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
let meter: Meter;
let stopProgram: () => void;
beforeEach(async () => {
  // Only what the prices are made by: the connections go on in real time.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  lab = assemble({ ...program, default: (lab) => (stopProgram = program.default(lab)) });
  url = await listen(lab);
  meter = new Meter();
});
afterEach(async () => {
  vi.useRealTimers();
  meter.close();
  await lab.stop();
});

const later = () => vi.advanceTimersByTime(200);
const price = async (query = "") => JSON.parse((await meter.get(`${url}/price${query}`)).body) as unknown;

describe("GET /price", () => {
  test("gives the price of this moment, with its age", async () => {
    expect(await price()).toEqual({ n: 1, price: 100, age: 0 });
    vi.advanceTimersByTime(250);
    expect(await price("?after=1")).toEqual({ n: 2, price: 108.4, age: 50 });
  });

  test.each(["?after=1", "?after=7", "?after=x"])("%s is held until there is a newer one", async (query) => {
    const arrived = once(lab.http, "request");
    const held = price(query);
    await arrived;
    later();
    later();
    expect(await held).toMatchObject({ n: 2 });
  });
});

test("GET /prices is one answer with every price as an event", async () => {
  const response = await meter.open(`${url}/prices`);
  expect(response.headers["content-type"]).toBe("text/event-stream");
  const chunks = on(response, "data");
  for (const n of [2, 3]) {
    later();
    const [, data] = /^data: (.*)\n\n$/.exec(String((await chunks.next()).value![0]))!;
    expect(JSON.parse(data!)).toMatchObject({ n, age: 0 });
  }
});

describe("a WebSocket", () => {
  test("that wants no prices gets none", async () => {
    const [follower, ws] = ["", "?prices=no"].map((query) => new WebSocket(`${url.replace("http", "ws")}/ws${query}`));
    const heard: string[] = [];
    ws!.on("message", (data) => heard.push(String(data)));
    await Promise.all([once(follower!, "open"), once(ws!, "open")]);
    const price = once(follower!, "message");
    later();
    await price;
    ws!.send("hi");
    await once(ws!, "message");
    expect(heard).toEqual(["hi"]);
  });

  test("gets the whole article each time that it asks for it", async () => {
    const ws = new WebSocket(`${url.replace("http", "ws")}/ws?prices=no`);
    const messages = on(ws, "message");
    await once(ws, "open");
    const { body } = await meter.get(`${url}/article`);
    for (let i = 0; i < 2; i++) {
      ws.send("article");
      expect(String((await messages.next()).value![0])).toBe(body);
    }
  });

  test("gets every price, and its own text and bytes back", async () => {
    const ws = new WebSocket(`${url.replace("http", "ws")}/ws`);
    const messages = on(ws, "message");
    const next = async () => (await messages.next()).value as [data: Buffer, isBinary: boolean];
    await once(ws, "open");
    later();
    expect(JSON.parse(String((await next())[0]))).toMatchObject({ n: 2 });
    ws.send("línea");
    expect(await next()).toEqual([Buffer.from("línea"), false]);
    ws.send(Buffer.of(0xff));
    expect(await next()).toEqual([Buffer.of(0xff), true]);
  });
});

describe("GET /article", () => {
  test("may be kept for a minute, and says afterwards whether it has changed", async () => {
    const { status, body, headers } = await meter.get(`${url}/article`);
    expect([status, body.length > 1_000, headers["cache-control"]]).toEqual([200, true, "max-age=60"]);
    const asked = (etag: string) => meter.get(`${url}/article`, { "If-None-Match": etag });
    expect(await asked(headers.etag!)).toMatchObject({ status: 304, body: "", headers: { etag: headers.etag } });
    expect(await asked('"another"')).toMatchObject({ status: 200, body });
  });
});

describe("POST /echo", () => {
  test.each(["", "hi", "x".repeat(16_384)])("gives the same text back: %.10j", async (word) => {
    expect(await meter.post(`${url}/echo`, word)).toMatchObject({ status: 200, body: word });
  });

  test("takes no more than 16 KiB", async () => {
    expect(await meter.post(`${url}/echo`, "x".repeat(16_385))).toMatchObject({ status: 413, body: "" });
  });

  test("whoever goes away in the middle of a text leaves the others alone", async () => {
    const { hostname, port } = new URL(url);
    const arrived = once(lab.http, "request");
    const socket = connectTcp(Number(port), hostname);
    socket.write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe");
    const [request] = (await arrived) as [IncomingMessage];
    const aborted = new Promise((resolve) => request.once("close", resolve));
    socket.destroy();
    await aborted;
    expect(await meter.post(`${url}/echo`, "hello")).toMatchObject({ status: 200, body: "hello" });
  });
});

test.each([
  ["POST", "/price"],
  ["GET", "/echo"],
  ["GET", "/"],
  ["GET", "/constructor"],
])("there is nothing else: %s %s is 404", async (method, path) => {
  expect((await fetch(url + path, { method })).status).toBe(404);
});

test("the prices end with the program", () => {
  expect(vi.getTimerCount()).toBe(1);
  stopProgram();
  expect(vi.getTimerCount()).toBe(0);
});
