import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Entry } from "../protocol/log.ts";
import { createApp } from "./app.ts";
import type { App } from "./options.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const head = (lines: string[]) => [...lines, "", ""].join("\r\n");
const HANDSHAKE = [
  "GET /ws?client=hand HTTP/1.1",
  "Host: anywhere.example",
  "Upgrade: websocket",
  "Connection: Upgrade",
  `Sec-WebSocket-Key: ${KEY}`,
  "Sec-WebSocket-Version: 13",
];
const changed = (name: string, line: string | null) =>
  head(HANDSHAKE.flatMap((own) => (own.startsWith(name) ? (line ?? []) : own)));

let app: App;
let url: string;
beforeAll(async () => {
  app = await createApp({ port: 0 });
  ({ url } = await app.listen());
});
afterAll(() => app.close());

interface LabAddress {
  id: string;
  key: string;
  log: string;
}

async function openLab(): Promise<LabAddress> {
  const response = await fetch(new URL("api/labs", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ program: "05-handshake" }),
  });
  return (await response.json()) as LabAddress;
}

function send({ id, key }: LabAddress, body: unknown): Promise<Response> {
  return fetch(new URL(`api/labs/${id}/handshake`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The first entry of the lab that passes, waited for. */
async function seen({ log }: LabAddress, passes: (entry: Entry) => boolean): Promise<Entry> {
  const { body } = await fetch(new URL(log, url));
  let rest = "";
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    const found = lines
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry)
      .find(passes);
    if (found) return found;
  }
  throw new Error("the log ended");
}

const isResponse = (entry: Entry) => entry.layer === "http" && entry.kind === "response";
const isFrame = (entry: Entry) => entry.layer === "websocket" && entry.kind === "frame";

describe("a handshake by hand", () => {
  test("the right text is answered with 101 and the Accept value of its key, and the program speaks", async () => {
    const lab = await openLab();
    expect((await send(lab, { request: head(HANDSHAKE) })).status).toBe(204);
    const response = await seen(lab, isResponse);
    expect(response).toMatchObject({ client: "hand", from: "server", data: { status: 101 } });
    expect(response.data).toHaveProperty(
      "headers",
      expect.arrayContaining([["Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]]),
    );
    expect(await seen(lab, isFrame)).toMatchObject({ client: "hand", data: { text: "The handshake is over." } });
  });

  test("its request stands in the log as it was written: names, spaces and order", async () => {
    const lab = await openLab();
    await send(lab, { request: "GET /ws HTTP/1.1\r\nx-ODD:   spaced \r\nHOST: here\r\n\r\n" });
    expect(await seen(lab, (entry) => entry.kind === "request")).toMatchObject({
      data: {
        target: "/ws",
        headers: [
          ["x-ODD", "spaced"],
          ["HOST", "here"],
        ],
      },
    });
  });

  test.each([
    ["no Upgrade", head(HANDSHAKE.filter((line) => !/^(Upgrade|Connection)/.test(line))), 426],
    ["version 12", changed("Sec-WebSocket-Version", "Sec-WebSocket-Version: 12"), 400],
    ["a short key", changed("Sec-WebSocket-Key", "Sec-WebSocket-Key: c2hvcnQ="), 400],
    ["no key", changed("Sec-WebSocket-Key", null), 400],
    ["no Host, which ws does not look at", changed("Host", null), 101],
    ["a path that takes no WebSocket", changed("GET", "GET /elsewhere HTTP/1.1"), 404],
    ["no HTTP at all", "hello\r\n\r\n", 400],
  ])("%s", async (_, request, status) => {
    const lab = await openLab();
    await send(lab, { request });
    expect(await seen(lab, isResponse)).toMatchObject({ data: { status } });
  });

  test("whatever path it names, it reaches no other lab and nothing else of this server", async () => {
    const [mine, other] = [await openLab(), await openLab()];
    await send(mine, { request: changed("GET", `GET /labs/${other.id}/ws HTTP/1.1`) });
    await seen(mine, isFrame);
    await send(mine, {
      request: `DELETE /api/labs/${other.id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${other.key}\r\n\r\n`,
    });
    expect(await seen(mine, (entry) => entry.kind === "response" && entry.data.status !== 101)).toMatchObject({
      data: { status: 404 },
    });
    expect(await (await fetch(new URL(`${other.log}?follow=0`, url))).text()).toBe("");
  });

  test("the next one ends the one before", async () => {
    const lab = await openLab();
    await send(lab, { request: head(HANDSHAKE) });
    const { conn } = await seen(lab, isFrame);
    await send(lab, { request: head(HANDSHAKE) });
    expect(
      await seen(lab, (entry) => entry.layer === "tcp" && entry.kind === "close" && entry.conn === conn),
    ).toMatchObject({ from: "client" });
  });

  test.each([
    ["no text", {}, 400, "body.malformed"],
    ["an empty text", { request: "" }, 400, "body.malformed"],
    ["something that is no text", { request: ["GET"] }, 400, "body.malformed"],
    ["no object", "GET", 400, "body.malformed"],
  ])("%s is refused", async (_, body, status, code) => {
    const response = await send(await openLab(), body);
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
  });

  test("only the owner may", async () => {
    const lab = await openLab();
    expect((await send({ ...lab, key: "wrong" }, { request: head(HANDSHAKE) })).status).toBe(403);
  });
});
