import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestServer } from "../testing/server.ts";
import { noteUncaught } from "./scope.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

describe("a throw spares the process and the connection, and is in the log with its place", () => {
  const error = (message: string, where: string) => ({ code: "program.threw", message: `Error: ${message}`, where });

  test.each([
    ["throw", "from a listener", 'socket.on("throw")'],
    ["reject", "from an async listener", 'socket.on("reject")'],
    ["throw in socket.use", "from socket.use", "socket.use"],
  ])("socket: %s", async (event, message, where) => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    a.emit(event);
    expect(await server.noted(lab, "error")).toEqual(error(message, where));
    expect(await a.emitWithAck("send_chat_message", { username: "a", message: "still here" })).toEqual({ ok: true });
  });

  test.each([
    ["ask", 'socket.emit("question")', "from an acknowledgement"],
    ["ask all", "acknowledgement", "from a broadcast's acknowledgement"],
  ])("acknowledgement: %s", async (event, where, message) => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    a.on("question", (answer: () => void) => answer());
    a.emit(event);
    expect(await server.noted(lab, "error")).toEqual(error(message, where));
    expect(await a.emitWithAck("send_chat_message", { username: "a", message: "still here" })).toEqual({ ok: true });
  });

  test.each([
    ["throw", "from io.use"],
    ["reject", "from an async io.use"],
  ])("io.use: %s refuses the client with the error's message", async (token, message) => {
    const lab = await server.open();
    await expect(server.socketIO(lab, "A", { auth: { token } })).rejects.toThrow(message);
    expect(await server.noted(lab, "error")).toEqual(error(message, "io.use"));
  });

  test("io.use: next(error) is the program's own no, and no throw", async () => {
    const lab = await server.open();
    await expect(server.socketIO(lab, "A", { auth: { token: "refuse" } })).rejects.toThrow("bad token");
    await expect(server.socketIO(lab, "A", { namespace: "/admin" })).rejects.toThrow("not you");
    expect((await server.entries(lab)).filter(({ kind }) => kind === "error")).toEqual([]);
  });

  test("in a dynamic namespace", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A", { namespace: "/room-1" });
    a.emit("throw");
    expect(await server.noted(lab, "error")).toEqual(error("in a dynamic namespace", 'socket.on("throw")'));
  });

  test("in a disconnect listener", async () => {
    const lab = await server.open();
    (await server.socketIO(lab, "A")).disconnect();
    expect(await server.noted(lab, "error")).toEqual(error("from a disconnect listener", 'socket.on("disconnect")'));
  });

  test("ws: an async message listener", async () => {
    const lab = await server.open();
    const a = await server.webSocket(lab.ws);
    a.send("throw");
    expect(await server.noted(lab, "error")).toEqual(error("from ws.on", 'ws.on("message")'));
    a.send("still here");
    expect(await a.next()).toBe("still here");
  });

  test("ws: a connection listener, a close listener", async () => {
    const lab = await server.open();
    await server.webSocket(`${lab.ws}?throw`);
    expect(await server.noted(lab, "error")).toEqual(error("from wss.on", 'wss.on("connection")'));
    const other = await server.open();
    const a = await server.webSocket(other.ws);
    a.socket.close(4_000);
    expect(await server.noted(other, "error")).toEqual(error("from a close listener", 'ws.on("close")'));
  });

  test.each([
    ["throw", "from a request listener"],
    ["reject", "from an async request listener"],
  ])("http: %s is answered with 500", async (path, message) => {
    const lab = await server.open();
    const response = await server.fetch(lab.http + path);
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      500,
      "program.threw",
    ]);
    expect(await server.noted(lab, "error")).toEqual(error(message, 'http.on("request")'));
  });

  test("http: half an answer is broken off, so that nobody takes it for a whole one", async () => {
    const lab = await server.open();
    await expect(server.fetch(`${lab.http}half`).then((response) => response.text())).rejects.toThrow("terminated");
  });

  test("http: an upgrade listener", async () => {
    const lab = await server.open();
    const client = await server.raw();
    client.request(`GET ${lab.http}throw HTTP/1.1`, "Host: localhost", "Connection: Upgrade", "Upgrade: x");
    expect(await client.until(/program\.threw/)).toMatch(/^HTTP\/1\.1 500 /);
    expect(await server.noted(lab, "error")).toEqual(error("from an upgrade listener", 'http.on("upgrade")'));
  });

  test("a timer: whoever keeps the process alive can tell the lab", async () => {
    const lab = await server.open();
    const a = await server.socketIO(lab, "A");
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const uncaught = new Promise<boolean>((resolve) =>
      process.once("uncaughtException", (thrown) => resolve(noteUncaught(thrown))),
    );
    a.emit("throw in a timer");
    expect(await uncaught).toBe(true);
    for (const listener of listeners) process.on("uncaughtException", listener);
    expect(await server.noted(lab, "error")).toEqual(error("from a timer", "timer or promise"));
  });

  test("nobody's throw is no lab's", () => {
    expect(noteUncaught(new Error("elsewhere"))).toBe(false);
  });
});
