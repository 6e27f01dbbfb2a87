import { on, once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
beforeEach(async () => {
  lab = assemble(program);
  url = (await listen(lab)).replace("http", "ws");
});
afterEach(() => lab.stop());

async function open() {
  const ws = new WebSocket(`${url}/ws`);
  const messages = on(ws, "message");
  await once(ws, "open");
  return { ws, next: async () => (await messages.next()).value as [data: Buffer, isBinary: boolean] };
}

test.each(["", "hi", "línea", "x".repeat(65_536)])("a text comes back: %.10j", async (text) => {
  const { ws, next } = await open();
  ws.send(text);
  expect(await next()).toEqual([Buffer.from(text), false]);
});

test("bytes come back as bytes", async () => {
  const { ws, next } = await open();
  ws.send(Buffer.of(0, 0xff));
  expect(await next()).toEqual([Buffer.of(0, 0xff), true]);
});

test("one that sends too much is closed, and hurts nobody", async () => {
  const [bad, good] = [await open(), await open()];
  bad.ws.send("x".repeat(65_537));
  expect((await once(bad.ws, "close"))[0]).toBe(1009);
  good.ws.send("still here");
  expect(await good.next()).toEqual([Buffer.from("still here"), false]);
});
