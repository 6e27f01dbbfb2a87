import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ERRORS } from "../protocol/errors.ts";
import { toJson, type JsonEntry } from "../protocol/json.ts";
import type { Entry } from "../protocol/log.ts";
import type { Data } from "../protocol/log.ts";
import { decodeBatch, type StreamItem } from "../protocol/records.ts";
import { TestServer, type LabAddress } from "./testing/server.ts";
import { Viewer } from "./testing/viewer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const view = async (on: TestServer, { log }: LabAddress, headers?: Record<string, string>) =>
  new Viewer(await on.webSocket(log, headers));
const isEvent = (name: string) => (entry: JsonEntry | Entry) =>
  entry.layer === "app" && entry.kind === "event" && (entry.data as { args: unknown[] }).args[0] === name;
const numbers = (entries: readonly { n: number }[]) => entries.map(({ n }) => n);
const from = (n: number, count: number) => Array.from({ length: count }, (_, i) => n + i);

describe("a log as lines", () => {
  test("has every entry from the first one held, and ends there with ?follow=0", async () => {
    const lab = await server.open();
    const a = await server.webSocket(`${lab.ws}?client=A`);
    a.send("hello");
    await a.next();
    const response = await server.fetch(`${lab.log}?follow=0`);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const entries = (await response.text())
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JsonEntry);
    expect(numbers(entries)).toEqual(from(1, entries.length));
    expect(entries.map(({ layer, kind, from: by, client }) => `${client} ${by} ${layer} ${kind}`)).toEqual([
      "A client tcp open",
      "A client tcp chunk",
      "A client http request",
      "A server app connection",
      "A server tcp chunk",
      "A server http response",
      "A client tcp chunk",
      "A client websocket frame",
      "A server app event",
      "A server app emit",
      "A server tcp chunk",
      "A server websocket frame",
    ]);
  });

  test("has compressed messages plain, over both of a lab's servers, also from where older entries were dropped", async () => {
    const small = await TestServer.start({ limits: { "log.records": 40 } });
    const lab = await small.open("compressed");
    const a = await small.webSocket(`${lab.ws}?client=A`);
    const b = await small.socketIO(lab, "B");
    const words = "the same words again, ".repeat(20);
    for (let i = 0; i < 30; i++) {
      a.send(`${i} ${words}`);
      await a.next();
      await b.emitWithAck("echo", `${i} ${words}`);
    }
    const entries = await small.entries(lab);
    expect(entries[0]).toMatchObject({ kind: "missed" });
    expect(entries.filter(({ kind }) => kind === "violation")).toEqual([]);
    const [echo] = entries.filter(({ layer, from: by }) => layer === "websocket" && by === "server").slice(-2);
    const { length, compressed, plain, text } = echo!.data as Data["websocket"]["frame"];
    expect({ compressed, plain, text }).toEqual({ compressed: true, plain: 443, text: `29 ${words}` });
    expect(length).toBeLessThan(20);
    expect(entries.findLast(({ layer }) => layer === "socket.io")).toMatchObject({
      kind: "ack",
      data: { args: [`29 ${words}`] },
    });
    await small.stop();
  });

  test("goes on with each new entry", async () => {
    const lab = await server.open();
    const a = await server.webSocket(lab.ws);
    a.send("before");
    await server.seen(lab, isEvent("before"));
    const seen = server.seen(lab, isEvent("after"));
    a.send("after");
    expect(await seen).toMatchObject({ layer: "app", kind: "event" });
  });

  test("?client= gives that client's entries", async () => {
    const lab = await server.open();
    for (const client of ["A", "B"]) {
      const webSocket = await server.webSocket(`${lab.ws}?client=${client}`);
      webSocket.send("hello");
      await webSocket.next();
    }
    const text = await (await server.fetch(`${lab.log}?follow=0&client=B`)).text();
    const clients = text
      .split("\n")
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as JsonEntry).client);
    expect(clients.length).toBeGreaterThan(5);
    expect(new Set(clients)).toEqual(new Set(["B"]));
  });

  test("is not in the log itself, nor is a page that is loaded over the same connection", async () => {
    const lab = await server.open();
    const client = await server.raw();
    client.request(`GET ${lab.log}?follow=0 HTTP/1.1`, "Host: localhost");
    await client.until(/\r\n0\r\n\r\n/);
    client.request("GET /healthz HTTP/1.1", "Host: localhost");
    await client.until(/"status":"ok"/);
    expect(await server.entries(lab)).toEqual([]);
  });

  test("says what is not held any more", async () => {
    const small = await TestServer.start({ limits: { "log.records": 80 } });
    const lab = await small.open();
    const a = await small.webSocket(lab.ws);
    for (let i = 0; i < 100; i++) {
      a.send(`${i}`);
      await a.next();
    }
    const [missed, ...entries] = await small.entries(lab);
    const { n } = missed!;
    expect(missed).toEqual({
      n,
      t: entries[0]!.t,
      conn: "",
      from: "lab",
      layer: "app",
      kind: "missed",
      summary: missed!.summary,
      data: { from: 1, to: n, count: n },
    });
    expect(n).toBeGreaterThan(300);
    expect(numbers(entries)).toEqual(from(n + 1, entries.length));
    expect(entries.find(isEvent("99"))).toBeDefined();
    await small.stop();
  });

  test("only GET", async () => {
    const { log } = await server.open();
    const response = await server.fetch(log, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });
});

describe("a log as a stream", () => {
  test("begins with whose it is, then a checkpoint, then what is held, then what comes: the same entries as lines", async () => {
    const lab = await server.open();
    const a = await server.webSocket(`${lab.ws}?client=A`);
    a.send("before");
    await a.next();
    const viewer = await view(server, lab);
    expect(JSON.parse((await viewer.client.next()) as string)).toEqual({
      hello: { lab: lab.id, program: "probe", t: expect.any(Number) },
    });
    await viewer.until(isEvent("before"));
    expect([viewer.items[0]!.type, viewer.checkpoints]).toEqual(["checkpoint", [1]]);
    a.send("after");
    await viewer.until(isEvent("after"));
    const lines = await server.entries(lab);
    expect(viewer.entries.map(toJson)).toEqual(lines.slice(0, viewer.entries.length));
  });

  test("of an unknown lab is closed with 4404 and the reason, which a browser can see", async () => {
    const viewer = await server.webSocket("/labs/unknown/log");
    expect(await viewer.closed).toEqual({ code: 4404, reason: ERRORS["lab.unknown"].message });
  });

  test("is closed with 4404 when its lab is deleted, after the last entries", async () => {
    const lab = await server.open();
    const a = await server.webSocket(lab.ws);
    const viewer = await view(server, lab);
    await server.delete(lab);
    expect((await a.closed).code).toBe(1001);
    await viewer.until(({ layer, kind }) => layer === "app" && kind === "disconnect");
    expect((await viewer.client.closed).code).toBe(4404);
  });

  test("tells the lab's clock", async () => {
    const viewer = await view(server, await server.open());
    await viewer.client.next();
    await viewer.client.next();
    viewer.client.send('{"id":7,"clock":true}');
    const first = JSON.parse((await viewer.client.next()) as string) as { id: number; t: number };
    viewer.client.send('{"id":8,"clock":true}');
    const second = JSON.parse((await viewer.client.next()) as string) as { id: number; t: number };
    expect([first.id, second.id, second.t > first.t && first.t > 0]).toEqual([7, 8, true]);
  });

  test("has told all that was recorded before it answers", async () => {
    const lab = await server.open();
    const viewer = await view(server, lab);
    await viewer.client.next();
    await viewer.client.next();
    const a = await server.webSocket(lab.ws);
    a.send("hello");
    await a.next();
    viewer.client.send('{"id":7,"clock":true}');
    const told: StreamItem[] = [];
    for (let message = await viewer.client.next(); typeof message !== "string"; message = await viewer.client.next())
      told.push(...decodeBatch(message));
    const echo = told.find(
      (item) => item.type === "bytes" && item.from === "server" && Buffer.from(item.bytes).includes("hello"),
    );
    expect(echo).toBeDefined();
  });

  test("takes the owner's verbs", async () => {
    const lab = await server.open();
    const viewer = await view(server, lab);
    await viewer.client.next();
    await viewer.client.next();
    viewer.client.send(
      JSON.stringify({ id: 1, verb: "options", key: lab.key, options: { io: { pingInterval: 777 } } }),
    );
    const answers: string[] = [];
    while (answers.length < 1) {
      const message = await viewer.client.next();
      if (typeof message === "string") answers.push(message);
    }
    expect(answers.map((answer) => JSON.parse(answer) as unknown)).toEqual([{ id: 1, ok: true }]);
    await server.socketIO(lab, "A");
    expect((await server.seen(lab, ({ kind, layer }) => layer === "engine.io" && kind === "open")).data).toMatchObject({
      pingInterval: 777,
    });
  });

  test.each([
    ["a wrong key", { verb: "restart", key: "wrong" }, "key.wrong"],
    ["no key", { verb: "restart" }, "key.missing"],
    ["an unknown verb", { verb: "explode", key: "x" }, "verb.unknown"],
    ["no verb", {}, "verb.unknown"],
    ["a property of every object as a verb", { verb: "constructor", key: "x" }, "verb.unknown"],
    ["a verb that is no text and cannot become one", { verb: { toString: 1 }, key: "x" }, "verb.unknown"],
  ])("refuses by name: %s", async (_name, message, code) => {
    const viewer = await view(server, await server.open());
    await viewer.client.next();
    await viewer.client.next();
    viewer.client.send(JSON.stringify({ id: 3, ...message }));
    expect(JSON.parse((await viewer.client.next()) as string)).toMatchObject({ id: 3, ok: false, error: { code } });
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "[1]"],
    ["null", "null"],
    ["binary", Buffer.from("{}")],
  ])("refuses by name: %s", async (_name, message) => {
    const viewer = await view(server, await server.open());
    await viewer.client.next();
    await viewer.client.next();
    viewer.client.send(message);
    expect(JSON.parse((await viewer.client.next()) as string)).toMatchObject({
      ok: false,
      error: { code: "body.malformed" },
    });
  });

  test("closes a viewer that floods it", async () => {
    const viewer = await view(server, await server.open());
    for (let i = 0; i < 2_500; i++) viewer.client.send(`{"id":${i},"clock":true}`);
    expect(await viewer.client.closed).toEqual({ code: 1008, reason: ERRORS["connection.messages"].message });
  });
});

describe("viewers", () => {
  test("one that does not read is told what it missed; the lab and other viewers never wait for it", async () => {
    const small = await TestServer.start({ limits: { "log.bytes": 8_388_608 } });
    const lab = await small.open();
    const a = await small.webSocket(lab.ws);
    const [slow, quick] = [await view(small, lab), await view(small, lab)];
    slow.client.socket.pause();
    const text = "x".repeat(30_000);
    for (let i = 0; i < 500; i++) {
      a.send(text);
      await a.next();
    }
    a.send("the last");
    await quick.until(isEvent("the last"));
    expect(quick.checkpoints).toEqual([1]);
    expect(numbers(quick.entries)).toEqual(from(1, quick.entries.length));
    slow.client.socket.resume();
    const last = await slow.until(isEvent("the last"));
    expect(slow.checkpoints.length).toBeGreaterThan(1);
    // Nothing was kept for it but its place: what it has got since is little more than what a log holds.
    expect(slow.items.length).toBeLessThan(quick.items.length / 2);
    expect(last.n).toBe(quick.entries.find(isEvent("the last"))!.n);
    expect(slow.entries.slice(-20)).toEqual(quick.entries.slice(0, slow.entries.at(-1)!.n).slice(-20));
    await small.stop();
  });

  test("more than a lab may have are refused, through both doors", async () => {
    const small = await TestServer.start({ limits: { "lab.viewers": 1 } });
    const lab = await small.open();
    await view(small, lab);
    const refused = await small.webSocket(lab.log);
    expect(await refused.closed).toEqual({ code: 4429, reason: ERRORS["lab.viewers"].message });
    expect((await small.fetch(lab.log)).status).toBe(429);
    await small.stop();
  });
});

describe("cookies and credentials", () => {
  const headers = { Cookie: "sid=secret-1; theme=dark", Authorization: "Bearer secret-2" };

  test("are covered for everyone but their sender, as lines and as a stream, with bytes of the same number", async () => {
    const lab = await server.open();
    await server.webSocket(lab.ws, headers);
    const text = JSON.stringify(await server.entries(lab));
    const hex = (value: string) => Buffer.from(value).toString("hex");
    const viewer = await view(server, lab);
    await viewer.until(({ kind }) => kind === "response");
    for (const seen of [text, JSON.stringify(viewer.entries.map(toJson)), JSON.stringify(viewer.items)])
      for (const secret of ["secret-1", "secret-2", hex("secret-1"), hex("secret-2")])
        expect(seen).not.toContain(secret);
    const request = viewer.entries.find(({ kind }) => kind === "request")!;
    expect(request.data).toMatchObject({
      headers: expect.arrayContaining([
        ["Cookie", "*".repeat(headers.Cookie.length)],
        ["Authorization", "*".repeat(headers.Authorization.length)],
      ]),
    });
  });

  test("are shown to whoever sends them, too", async () => {
    const lab = await server.open();
    await server.webSocket(lab.ws, headers);
    const own = await server.entries(lab, headers);
    expect(own.find(({ kind }) => kind === "request")!.data).toMatchObject({
      headers: expect.arrayContaining([
        ["Cookie", headers.Cookie],
        ["Authorization", headers.Authorization],
      ]),
    });
    const viewer = await view(server, lab, { Cookie: headers.Cookie });
    const request = await viewer.until(({ kind }) => kind === "request");
    expect(request.data).toMatchObject({
      headers: expect.arrayContaining([
        ["Cookie", headers.Cookie],
        ["Authorization", "*".repeat(headers.Authorization.length)],
      ]),
    });
  });
});
