/**
 * The chat contract (docs/guides/protocol.md): what a chat client may rely on, whatever server it meets. One list of
 * checks, for each client of ours with each server of ours.
 */
import { io } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { FLASK_WAYS, noFlask, serveFlask, type FlaskWay } from "../e2e/support/flask.ts";
import { serveExample, type Running } from "../e2e/support/programs.ts";
import { socketIoChat } from "../src/client/clients/chat.ts";
import { SocketIoClient } from "../src/client/clients/socket-io.ts";
import type { Env } from "../src/client/env.ts";
import { bundledHost } from "../src/client/host/bundled.ts";

interface Chat {
  /** @returns whether the server acknowledged it */
  say(username: string, message: string): Promise<boolean>;
  /** The next line that has come, or comes. */
  next(): Promise<string>;
  leave(): void;
}

/** Lines wait here until they are asked for: none is lost, none is seen twice. */
class Lines {
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string) => void)[] = [];

  push(line: string): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(line);
    else this.#lines.push(line);
  }

  next(): Promise<string> {
    const line = this.#lines.shift();
    return line === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(line);
  }
}

/** A few lines of socket.io-client, as in a reader's own program. */
async function plainChat(url: string): Promise<Chat> {
  const socket = io(url, { forceNew: true });
  const lines = new Lines();
  socket.on("message", (line: string) => lines.push(line));
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  return {
    say: (username, message) =>
      socket
        .timeout(5_000)
        .emitWithAck("send_chat_message", { username, message })
        .then(
          () => true,
          () => false,
        ),
    next: () => lines.next(),
    leave: () => socket.disconnect(),
  };
}

/** The chat of the playground's pages, pointed at another server. */
async function pageChat(url: string): Promise<Chat> {
  const host = bundledHost({ origin: "http://127.0.0.1:3000" } as Env);
  const lab = {
    host,
    log: { now: () => 0, page: () => {} },
    open: () => Promise.resolve(host.join("unused", "12-ack")),
  };
  const chat = socketIoChat(new SocketIoClient(lab, "A"));
  const lines = new Lines();
  chat.onLine((line) => lines.push(line));
  await chat.connect(url);
  await new Promise<void>((resolve, reject) => {
    chat.state.subscribe(({ phase, problem }) => {
      if (phase === "open") resolve();
      else if (problem) reject(new Error(problem.said));
    });
  });
  return { say: chat.say, next: () => lines.next(), leave: () => chat.disconnect() };
}

const CLIENTS = { "a plain Socket.IO client": plainChat, "the page's chat": pageChat };

const SERVERS: Record<string, () => Promise<Running>> = {
  "chat on Node": () => serveExample("chat"),
  "12-ack on Node": () => serveExample("12-ack"),
  ...Object.fromEntries(
    (Object.keys(FLASK_WAYS) as FlaskWay[]).map((way) => [`chat by ${way}`, () => serveFlask("chat", way)]),
  ),
  "12-ack by python server.py": () => serveFlask("12-ack", "python server.py"),
};
const needsFlask = (server: string) => !server.endsWith("on Node");

for (const [server, serve] of Object.entries(SERVERS)) {
  const reason = needsFlask(server) ? noFlask : undefined;
  describe.skipIf(reason)(`${server}${reason ? ` (skipped: ${reason})` : ""}`, () => {
    let running: Running;
    beforeAll(async () => {
      running = await serve();
    });
    afterAll(() => running.stop());

    const chats: Chat[] = [];
    afterEach(() => chats.splice(0).forEach((chat) => chat.leave()));

    describe.each(Object.entries(CLIENTS))("with %s", (_, connect) => {
      async function enter(): Promise<Chat> {
        const chat = await connect(running.url);
        chats.push(chat);
        return chat;
      }

      test("a message is acknowledged and reaches everyone once, its sender too, as one string", async () => {
        const [ann, ben] = [await enter(), await enter()];
        expect(await ann.say("ann", "hi")).toBe(true);
        expect(await ben.say("ben", "hello")).toBe(true);
        for (const chat of [ann, ben])
          expect([await chat.next(), await chat.next()]).toEqual(["ann: hi", "ben: hello"]);
      });

      test.each(["", "  ", "<b>bold</b>", "a: b", '"\\"', "línea\nzwei", "👩‍💻 ‮ok", "x".repeat(10_000)])(
        "text from people comes as it was sent: %j",
        async (text) => {
          const chat = await enter();
          await chat.say(text, text);
          expect(await chat.next()).toBe(`${text}: ${text}`);
        },
      );

      test("who comes later gets what is said from then on", async () => {
        const ann = await enter();
        expect(await ann.say("ann", "nobody here?")).toBe(true);
        const ben = await enter();
        expect(await ann.say("ann", "welcome")).toBe(true);
        expect(await ben.next()).toBe("ann: welcome");
      });
    });

    test("a message without an acknowledgement is delivered all the same", async () => {
      const [ann, ben] = [io(running.url, { forceNew: true }), await plainChat(running.url)];
      chats.push(ben);
      ann.emit("send_chat_message", { username: "ann", message: "no answer needed" });
      expect(await ben.next()).toBe("ann: no answer needed");
      ann.disconnect();
    });

    test.each([
      ["nothing", []],
      ["null", [null]],
      ["a string", ["ann: hi"]],
      ["an array", [[1, 2]]],
      ["no username", [{ message: "hi" }]],
      ["no message", [{ username: "ann" }]],
    ])("a message that is %s reaches nobody and hurts nobody", async (_, args) => {
      const [bad, ben] = [io(running.url, { forceNew: true }), await plainChat(running.url)];
      chats.push(ben);
      bad.emit("send_chat_message", ...args);
      // Its own connection still works. On Node it keeps the order: had the first one been sent on, it would come first.
      bad.emit("send_chat_message", { username: "bad", message: "next" });
      expect(await ben.next()).toBe("bad: next");
      bad.disconnect();
    });
  });
}
