import { on, once } from "node:events";
import { io, type Socket } from "socket.io-client";
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

async function open() {
  const webSocket = new WebSocket(`${url}/ws`);
  const messages = on(webSocket, "message");
  await once(webSocket, "open");
  return { webSocket, next: async () => (await messages.next()).value as [data: Buffer, isBinary: boolean] };
}

describe("a raw WebSocket", () => {
  test.each(["hi", "", "all", "all:hi", "línea\n👩‍💻", "x".repeat(70_000)])("gets its text back: %.20j", async (text) => {
    const a = await open();
    a.webSocket.send(text);
    expect(await a.next()).toEqual([Buffer.from(text), false]);
  });

  test("gets its bytes back as bytes, also those of a broadcast", async () => {
    const a = await open();
    a.webSocket.send(Buffer.from("all: hi"));
    expect(await a.next()).toEqual([Buffer.from("all: hi"), true]);
  });

  test('sends what follows "all: " to everyone, itself too', async () => {
    const [a, b] = [await open(), await open()];
    a.webSocket.send("all: hello");
    for (const { next } of [a, b]) expect(await next()).toEqual([Buffer.from("hello"), false]);
  });

  test("that breaks the protocol is closed, and hurts nobody", async () => {
    const [bad, good] = [await open(), await open()];
    const closed = once(bad.webSocket, "close");
    // A reserved bit without an extension that would give it a meaning (RFC 6455 §5.2).
    (bad.webSocket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(
      Buffer.from("c18000000000", "hex"),
    );
    expect((await closed)[0]).toBe(1002);
    good.webSocket.send("still here");
    expect((await good.next())[0].toString()).toBe("still here");
  });
});

describe("POST /speak", () => {
  test("makes the server send two messages to each raw WebSocket", async () => {
    const [a, b] = [await open(), await open()];
    expect((await fetch(`${url}/speak?by=anyone`, { method: "POST" })).status).toBe(204);
    for (const { next } of [a, b])
      expect([(await next())[0].toString(), (await next())[0].toString()]).toEqual([
        "Nobody asked me.",
        "A server can speak first.",
      ]);
  });

  test.each([
    ["GET", "/speak"],
    ["POST", "/"],
    ["POST", "/speak/more"],
  ])("is all there is: %s %s is 404", async (method, path) => {
    expect((await fetch(url + path, { method })).status).toBe(404);
  });
});

describe("a Socket.IO client", () => {
  async function connect(): Promise<{ socket: Socket; next: () => Promise<unknown[]> }> {
    const socket = io(url, { forceNew: true });
    const messages = on(socket as never, "message");
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    return { socket, next: async () => (await messages.next()).value as unknown[] };
  }

  test("gets its message back, and nobody else does; a broadcast reaches everyone", async () => {
    const [a, b] = [await connect(), await connect()];
    a.socket.emit("message", "to myself");
    a.socket.emit("broadcast", "to all");
    expect([await a.next(), await a.next()]).toEqual([["to myself"], ["to all"]]);
    expect(await b.next()).toEqual(["to all"]);
    for (const { socket } of [a, b]) socket.disconnect();
  });
});
