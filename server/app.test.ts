import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ERRORS, type ErrorBody, type ErrorCode } from "../protocol/errors.ts";
import { TestServer } from "./testing/server.ts";
import { version } from "./version.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** Status and code of a refusal; its message and hint are the catalogue's. */
async function refusal(response: Response): Promise<[number, ErrorCode]> {
  const { error } = (await response.json()) as ErrorBody;
  expect(error).toEqual({ code: error.code, message: ERRORS[error.code].message, hint: ERRORS[error.code].hint });
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  return [response.status, error.code];
}

test("says that it is well, its version, and what it holds", async () => {
  const before = (await (await server.fetch("/healthz")).json()) as { labs: number };
  await server.open();
  const response = await server.fetch("/healthz");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: "ok",
    version,
    labs: before.labs + 1,
    connections: expect.any(Number),
  });
});

test("lists the programs, the bundled ones and the instructor's, by name and what they say about themselves", async () => {
  const programs = (await (await server.fetch("/api/programs")).json()) as { name: string; about: object }[];
  expect(programs).toContainEqual({ name: "probe", about: { title: "Probe", lesson: 0, events: [] } });
  expect(programs.map(({ name }) => name)).toEqual(expect.arrayContaining(["03-ws-echo", "12-ack", "13-who"]));
});

test("opens a lab: an id of 144 bits, a key, and paths on this origin", async () => {
  const lab = await server.open();
  expect(lab).toEqual({
    id: expect.stringMatching(/^[\w-]{24}$/),
    key: expect.stringMatching(/^[\w-]{32}$/),
    program: "probe",
    ws: `/labs/${lab.id}/ws`,
    socketio: `/labs/${lab.id}/socket.io/`,
    http: `/labs/${lab.id}/`,
    log: `/labs/${lab.id}/log`,
  });
});

const post = (body: string | Buffer): RequestInit => ({ method: "POST", body: body as BodyInit });
const bearer = (key: string): RequestInit => ({ method: "POST", headers: { Authorization: `Bearer ${key}` } });

describe("refuses by name", () => {
  test.each<[string, string, RequestInit, number, ErrorCode]>([
    ["an unknown program", "/api/labs", post('{"program":"nope"}'), 404, "program.unknown"],
    [
      "a program's path in place of its name",
      "/api/labs",
      post('{"program":"../examples/13-who"}'),
      404,
      "program.unknown",
    ],
    ["a property of every object as a program", "/api/labs", post('{"program":"__proto__"}'), 404, "program.unknown"],
    ["no program", "/api/labs", post("{}"), 400, "body.malformed"],
    ["no body", "/api/labs", { method: "POST" }, 400, "body.malformed"],
    ["a program that is no string", "/api/labs", post('{"program":["probe"]}'), 400, "body.malformed"],
    ["malformed JSON", "/api/labs", post('{"program":'), 400, "body.malformed"],
    ["JSON that is no object", "/api/labs", post("[1]"), 400, "body.malformed"],
    ["text that is no UTF-8", "/api/labs", post(Buffer.from('{"program":"\xff"}', "latin1")), 400, "body.malformed"],
    ["a body that is too large", "/api/labs", post(" ".repeat(20_000)), 413, "body.large"],
    ["GET where labs are opened", "/api/labs", {}, 405, "method.unsupported"],
    ["POST to the programs", "/api/programs", { method: "POST" }, 405, "method.unsupported"],
    ["an unknown path of the API", "/api/nothing", {}, 404, "path.unknown"],
    ["a path outside of everything", "/nothing", {}, 404, "path.unknown"],
    ["the log of an unknown lab", "/labs/unknown/log", {}, 404, "lab.unknown"],
    ["a path of an unknown lab", "/labs/unknown/x", {}, 404, "lab.unknown"],
    ["a verb for an unknown lab", "/api/labs/unknown/restart", bearer("x"), 404, "lab.unknown"],
    ["an unknown verb", "/api/labs/unknown/explode", bearer("x"), 404, "verb.unknown"],
  ])("%s", async (_name, path, init, status, code) => {
    expect(await refusal(await server.fetch(path, init))).toEqual([status, code]);
  });

  test.each<[string, string, (key: string) => RequestInit, number, ErrorCode]>([
    ["a verb without a key", "restart", () => ({ method: "POST" }), 401, "key.missing"],
    [
      "a verb with another scheme",
      "restart",
      (key) => ({ method: "POST", headers: { Authorization: `Basic ${key}` } }),
      401,
      "key.missing",
    ],
    ["a verb with a wrong key", "restart", (key) => bearer(`${key}x`), 403, "key.wrong"],
    [
      "a verb with a wrong key of the right length",
      "restart",
      (key) => bearer("x".repeat(key.length)),
      403,
      "key.wrong",
    ],
    ["GET for a verb", "restart", () => ({}), 405, "method.unsupported"],
    ["an unknown fault", "fault", (key) => ({ ...bearer(key), body: '{"fault":"meltdown"}' }), 400, "fault.unknown"],
    [
      "a fault where there is nothing to act on",
      "fault",
      (key) => ({ ...bearer(key), body: '{"fault":"cut","conn":"c99"}' }),
      404,
      "fault.target",
    ],
    [
      "an unknown option",
      "options",
      (key) => ({ ...bearer(key), body: '{"io":{"maxHttpBufferSize":1000000000}}' }),
      400,
      "option.unknown",
    ],
    [
      "an option out of bounds",
      "options",
      (key) => ({ ...bearer(key), body: '{"io":{"pingInterval":1}}' }),
      400,
      "option.unknown",
    ],
    [
      "an option that is no number",
      "options",
      (key) => ({ ...bearer(key), body: '{"io":{"pingInterval":"1000"}}' }),
      400,
      "option.unknown",
    ],
    ["options in an array", "options", (key) => ({ ...bearer(key), body: '{"io":[]}' }), 400, "option.unknown"],
    [
      "options of no server",
      "options",
      (key) => ({ ...bearer(key), body: '{"pingInterval":1000}' }),
      400,
      "option.unknown",
    ],
  ])("%s", async (_name, verb, init, status, code) => {
    const { id, key } = await server.open();
    expect(await refusal(await server.fetch(`/api/labs/${id}/${verb}`, init(key)))).toEqual([status, code]);
  });

  test("more labs from one address than one may have, and gives the place back when one is deleted", async () => {
    const small = await TestServer.start({ limits: { "address.labs": 2 } });
    const lab = await small.open();
    await small.open();
    expect(await refusal(await small.fetch("/api/labs", post('{"program":"probe"}')))).toEqual([429, "address.labs"]);
    await small.delete(lab);
    await small.open();
    await small.stop();
  });

  test("more labs than the server may hold, however many are asked for at once", async () => {
    const small = await TestServer.start({ limits: { labs: 3 } });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => small.fetch("/api/labs", post('{"program":"probe"}'))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) expect(await refusal(answer)).toEqual([429, "labs.full"]);
    await small.stop();
  });

  test("an address that asks for too much within a second", async () => {
    const small = await TestServer.start({ limits: { "address.verbs": 3 } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => small.fetch("/api/labs", post("{}"))));
    const codes = await Promise.all(answers.map(refusal));
    // A second may have ended in between.
    expect(codes.filter(([, code]) => code === "address.verbs").length).toBeGreaterThanOrEqual(2);
    await small.stop();
  });
});

describe("an owner's verbs over HTTP", () => {
  test("delete: the lab is gone", async () => {
    const lab = await server.open();
    expect((await server.delete(lab)).status).toBe(204);
    expect(await refusal(await server.fetch(lab.http))).toEqual([404, "lab.unknown"]);
    expect(await refusal(await server.delete(lab))).toEqual([404, "lab.unknown"]);
  });

  test("restart: connections end with 1001, the program starts anew, and n goes on", async () => {
    const lab = await server.open();
    const raw = await server.webSocket(`${lab.ws}?client=A`);
    const socket = await server.socketIO(lab, "B");
    const ended = new Promise((resolve) => socket.io.engine.on("close", (_reason, details) => resolve(details)));
    const before = await server.entries(lab);
    expect((await server.verb(lab, "restart")).status).toBe(204);
    expect((await raw.closed).code).toBe(1001);
    expect(await ended).toMatchObject({ context: { code: 1001 } });
    await server.socketIO(lab, "C");
    const after = await server.entries(lab);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ n }) => n)).toEqual(after.map((_entry, i) => i + 1));
    expect(after).toContainEqual(
      expect.objectContaining({ layer: "app", kind: "restart", from: "lab", conn: "", data: { program: "probe" } }),
    );
  });

  test("restart ends a request that the program never answers", async () => {
    const lab = await server.open();
    const client = await server.raw();
    client.request(`GET ${lab.http}wait HTTP/1.1`, "Host: localhost");
    await server.seen(lab, ({ kind }) => kind === "request");
    await server.verb(lab, "restart");
    expect(await client.closed).toBe("end");
  });

  test("options: the program is started with them", async () => {
    const lab = await server.open();
    expect((await server.verb(lab, "options", { io: { pingInterval: 1_234, pingTimeout: 567 } })).status).toBe(204);
    await server.socketIO(lab, "A");
    const open = await server.seen(lab, ({ layer, kind }) => layer === "engine.io" && kind === "open");
    expect(open.data).toMatchObject({ pingInterval: 1_234, pingTimeout: 567 });
    // They stay, and every restart names them.
    await server.verb(lab, "options", { io: { pingTimeout: 890 } });
    const restarts = (await server.entries(lab)).filter(({ kind }) => kind === "restart");
    expect(restarts.map(({ data }) => data)).toEqual([
      { program: "probe", io: { pingInterval: 1_234, pingTimeout: 567 } },
      { program: "probe", io: { pingInterval: 1_234, pingTimeout: 890 } },
    ]);
  });

  test("fault cut: RST for the client that is named, for no other, and an entry", async () => {
    const lab = await server.open();
    const [a, b] = [await server.webSocket(`${lab.ws}?client=A`), await server.webSocket(`${lab.ws}?client=B`)];
    expect((await server.verb(lab, "fault", { fault: "cut", client: "A" })).status).toBe(204);
    expect((await a.closed).code).toBe(1006);
    b.send("still here");
    expect(await b.next()).toBe("still here");
    const entries = await server.entries(lab);
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: "fault", from: "lab", data: { fault: "cut", target: "A" } }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: "close", client: "A", from: "lab", data: { how: "reset", by: "lab" } }),
    );
  });

  test("a fault acts in the middle of exchanges only: a connection that has gone quiet may carry another lab's next", async () => {
    const [lab, other] = [await server.open(), await server.open()];
    const client = await server.raw();
    client.request(`GET ${lab.http}x HTTP/1.1`, "Host: localhost");
    await client.until(/path \/x/);
    expect(await refusal(await server.verb(lab, "fault", { fault: "freeze" }))).toEqual([404, "fault.target"]);
    client.request(`GET ${other.http}y HTTP/1.1`, "Host: localhost");
    expect(await client.until(/path \/y/)).toMatch(/^HTTP\/1\.1 200 /);
    client.request(`GET ${lab.http}wait HTTP/1.1`, "Host: localhost");
    await server.seen(lab, ({ kind, summary }) => kind === "request" && summary.includes("/wait"));
    expect((await server.verb(lab, "fault", { fault: "cut" })).status).toBe(204);
    expect(await client.closed).toBe("reset");
  });

  test("fault end: FIN without a close frame", async () => {
    const lab = await server.open();
    const a = await server.webSocket(`${lab.ws}?client=A`);
    await server.verb(lab, "fault", { fault: "end" });
    expect((await a.closed).code).toBe(1006);
    expect(await server.seen(lab, ({ kind }) => kind === "close")).toMatchObject({ data: { how: "end", by: "lab" } });
  });

  test("fault freeze: nothing passes and nobody is told; thaw: all of it does, in order", async () => {
    const lab = await server.open();
    const [a, b] = [await server.webSocket(`${lab.ws}?client=A`), await server.webSocket(`${lab.ws}?client=B`)];
    await server.verb(lab, "fault", { fault: "freeze", client: "A" });
    a.send("one");
    a.send("two");
    b.send("to all"); // also shows that what A sent has had its time
    expect(await b.next()).toBe("for all");
    expect((await server.entries(lab)).filter(({ kind, client }) => kind === "event" && client === "A")).toEqual([]);
    expect(a.socket.readyState).toBe(a.socket.OPEN);
    await server.verb(lab, "fault", { fault: "thaw" });
    expect([await a.next(), await a.next(), await a.next()]).toEqual(["for all", "one", "two"]);
  });
});

test("a head may take longer than a whole request otherwise would", async () => {
  const patient = await TestServer.start({ limits: { "head.time": 60_000 } });
  expect((await patient.fetch("/healthz")).status).toBe(200);
  await patient.stop();
});

test("a lab that nobody has used for long enough is swept away", async () => {
  // Long enough for the WebSocket to be there in time, on a busy machine too.
  const quick = await TestServer.start({ limits: { "lab.idle": 1_500 }, sweepInterval: 10 });
  const [used, unused] = [await quick.open(), await quick.open()];
  const webSocket = await quick.webSocket(used.ws);
  await expect.poll(async () => ((await (await quick.fetch("/healthz")).json()) as { labs: number }).labs).toBe(1);
  expect((await quick.fetch(`${unused.log}?follow=0`)).status).toBe(404);
  webSocket.send("here");
  expect(await webSocket.next()).toBe("here");
  await quick.stop();
});

test("close: every WebSocket gets 1001, and requests under way end", async () => {
  const closing = await TestServer.start();
  const lab = await closing.open();
  const raw = await closing.webSocket(lab.ws);
  const viewer = await closing.webSocket(lab.log);
  const waiting = await closing.raw();
  waiting.request(`GET ${lab.http}wait HTTP/1.1`, "Host: localhost");
  const log = await closing.fetch(lab.log);
  await closing.seen(lab, ({ kind, summary }) => kind === "request" && summary.includes("wait"));
  await closing.app.close();
  expect((await raw.closed).code).toBe(1001);
  expect((await viewer.closed).code).toBe(1001);
  await waiting.closed;
  expect(await log.text()).toContain('"kind":"disconnect"');
});
