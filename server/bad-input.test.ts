import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "../protocol/errors.ts";
import { Neighbourhood } from "./testing/neighbour.ts";
import type { LabAddress } from "./testing/server.ts";

const neighbourhood = new Neighbourhood({ "head.time": 600 });

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const VERSION = "Sec-WebSocket-Version: 13";
const UPGRADE = ["Host: localhost", "Connection: Upgrade", "Upgrade: websocket"];

describe("malformed requests", () => {
  test.each<[string, string[], RegExp]>([
    ["no Sec-WebSocket-Key", [...UPGRADE, VERSION], /400 Bad Request.*Missing or invalid Sec-WebSocket-Key/s],
    [
      "a key of the wrong length",
      [...UPGRADE, "Sec-WebSocket-Key: c2hvcnQ=", VERSION],
      /400 Bad Request.*Sec-WebSocket-Key/s,
    ],
    ["two keys", [...UPGRADE, KEY, KEY, VERSION], /400 Bad Request.*Sec-WebSocket-Key/s],
    ["version 12", [...UPGRADE, KEY, "Sec-WebSocket-Version: 12"], /400 Bad Request.*Sec-WebSocket-Version: 13, 8/s],
    [
      "another protocol",
      ["Host: localhost", "Connection: Upgrade", "Upgrade: h2c", KEY, VERSION],
      /400 Bad Request.*Invalid Upgrade/s,
    ],
    ["no upgrade at all", ["Host: localhost"], /426 Upgrade Required/],
  ])("an upgrade with %s is answered by ws, and in the lab's log", async (_name, headers, answer) => {
    const lab = await neighbourhood.server.open();
    const client = await neighbourhood.server.raw();
    client.request(`GET ${lab.ws} HTTP/1.1`, ...headers);
    expect(await client.until(/\r\n\r\n.+/s)).toMatch(answer);
    await neighbourhood.server.seen(lab, ({ layer, kind }) => layer === "http" && kind === "response");
  });

  test.each<[string, (lab: LabAddress) => string, ErrorCode]>([
    [
      "a head of 20 KB",
      (lab) => `GET ${lab.http} HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
      "http.head",
    ],
    [
      "a thousand headers",
      (lab) => `GET ${lab.http} HTTP/1.1\r\n${"X: xxxxxxxxxxxxxxx\r\n".repeat(2_000)}\r\n`,
      "http.head",
    ],
    [
      "two lengths",
      (lab) => `POST ${lab.http} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx`,
      "http.malformed",
    ],
    [
      "length and chunks",
      (lab) =>
        `POST ${lab.http} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx`,
      "http.malformed",
    ],
    [
      "a chunk that is none",
      (lab) => `POST ${lab.http}wait HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      "http.malformed",
    ],
    [
      "a control character in a header",
      (lab) => `GET ${lab.http} HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n`,
      "http.malformed",
    ],
    [
      "a head that does not come to its end",
      (lab) => `GET ${lab.http} HTTP/1.1\r\nHost: localhost\r\nX: `,
      "http.slow",
    ],
  ])("%s", async (_name, request, code) => {
    const lab = await neighbourhood.server.open();
    const client = await neighbourhood.server.raw();
    client.write(request(lab));
    expect(await client.until(/"hint":.*\}\}\n/)).toMatch(
      new RegExp(`^HTTP/1.1 ${(ERRORS[code] as { status: number }).status} .*"code":"${code}"`, "s"),
    );
    await client.closed;
    expect(await neighbourhood.refusal(lab, code)).toMatchObject({ hint: ERRORS[code].hint });
  });

  test("bytes that are no request at all", async () => {
    const client = await neighbourhood.server.raw();
    client.write("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    expect(await client.until(/\}\}\n/)).toMatch(/^HTTP\/1\.1 400 .*"http\.malformed"/s);
  });

  test("a head that comes byte by byte is cut off in time, even though something always comes", async () => {
    const lab = await neighbourhood.server.open();
    const client = await neighbourhood.server.raw();
    client.write(`GET ${lab.http} HTTP/1.1\r\nHost: localhost\r\nX: `);
    const drip = setInterval(() => client.write("x"), 10);
    expect(await client.until(/\}\}\n/)).toMatch(/^HTTP\/1\.1 408 .*"http\.slow"/s);
    clearInterval(drip);
    expect(await neighbourhood.refusal(lab, "http.slow")).toMatchObject({ hint: ERRORS["http.slow"].hint });
  });

  test("a connection on which nothing comes is ended, too", async () => {
    const client = await neighbourhood.server.raw();
    expect(await client.until(/\}\}\n/)).toMatch(/^HTTP\/1\.1 408 .*"http\.slow"/s);
    expect(await client.closed).toBe("end");
  });
});

describe("frames that no client may send", () => {
  const frame = (...bytes: number[]) => Buffer.from(bytes);
  const masked = (opcode: number, payload: Buffer) =>
    Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

  test.each<[string, Buffer, number, ErrorCode]>([
    ["unmasked", frame(0x81, 0x02, 0x68, 0x69), 1002, "frame.malformed"],
    ["with a reserved bit", frame(0xa1, 0x80, 0, 0, 0, 0), 1002, "frame.malformed"],
    ["with RSV1 and no extension", frame(0xc1, 0x80, 0, 0, 0, 0), 1002, "frame.malformed"],
    ["with a reserved opcode", frame(0x83, 0x80, 0, 0, 0, 0), 1002, "frame.malformed"],
    ["a continuation of nothing", frame(0x80, 0x80, 0, 0, 0, 0), 1002, "frame.malformed"],
    ["a fragmented ping", frame(0x09, 0x80, 0, 0, 0, 0), 1002, "frame.malformed"],
    ["a ping of 126 bytes", frame(0x89, 0xfe, 0, 126, 0, 0, 0, 0), 1002, "frame.malformed"],
    ["a close code of one byte", masked(8, Buffer.from([3])), 1002, "frame.malformed"],
    ["close code 1005", masked(8, Buffer.from([0x03, 0xed])), 1002, "frame.malformed"],
    ["text that is no UTF-8", masked(1, Buffer.from([0xc3, 0x28])), 1007, "message.text"],
    ["longer than 64 KiB", frame(0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0), 1009, "message.large"],
    ["of 2^53 bytes and more", frame(0x82, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1009, "message.large"],
  ])("%s", async (_name, bytes, closeCode, code) => {
    const lab = await neighbourhood.server.open();
    for (const path of [lab.ws, `${lab.socketio}?EIO=4&transport=websocket`]) {
      const client = await neighbourhood.server.raw();
      client.request(`GET ${path} HTTP/1.1`, ...UPGRADE, KEY, VERSION);
      await client.until(/101 Switching Protocols.*\r\n\r\n/s);
      client.write(bytes);
      const closeFrame = new RegExp(
        `\\x88[\\x02-\\x7d]\\x${(closeCode >> 8).toString(16).padStart(2, "0")}\\x${(closeCode & 255).toString(16)}`,
      );
      expect(await client.until(closeFrame)).toMatch(closeFrame);
      client.close();
    }
    expect(await neighbourhood.refusal(lab, code)).toMatchObject({ hint: ERRORS[code].hint });
  });
});

describe("every door", () => {
  const FOREIGN = "http://evil.example";

  test.each<[string, string, ErrorCode]>([
    ["rebinding", "Host: evil.example", "host.foreign"],
    ["no Host", "X: y", "host.foreign"],
    ["two Hosts", "Host: localhost\r\nHost: evil.example", "host.foreign"],
    ["a foreign Origin", `Host: localhost\r\nOrigin: ${FOREIGN}`, "origin.foreign"],
    ["a sandbox's Origin", "Host: localhost\r\nOrigin: null", "origin.foreign"],
  ])("is closed to %s", async (_name, headers, code) => {
    const lab = await neighbourhood.server.open();
    const upgrade = ["Connection: Upgrade", "Upgrade: websocket", KEY, VERSION];
    const doors: string[][] = [
      ["GET / HTTP/1.1"],
      ["GET /healthz HTTP/1.1"],
      ["GET /api/programs HTTP/1.1"],
      ["POST /api/labs HTTP/1.1", "Content-Length: 0"],
      [`DELETE /api/labs/${lab.id} HTTP/1.1`, `Authorization: Bearer ${lab.key}`],
      [`GET ${lab.log} HTTP/1.1`],
      [`GET ${lab.http}x HTTP/1.1`],
      [`GET ${lab.socketio}?EIO=4&transport=polling HTTP/1.1`],
      ["GET / HTTP/1.1", ...upgrade],
      [`GET ${lab.log} HTTP/1.1`, ...upgrade],
      [`GET ${lab.ws} HTTP/1.1`, ...upgrade],
      [`GET ${lab.socketio}?EIO=4&transport=websocket HTTP/1.1`, ...upgrade],
    ];
    for (const [line, ...others] of doors) {
      const client = await neighbourhood.server.raw();
      client.request(line!, headers, ...others);
      expect(await client.until(/\}\}\n/), line).toMatch(new RegExp(`^HTTP/1.1 403 .*"code":"${code}"`, "s"));
      client.close();
    }
    expect((await neighbourhood.server.fetch(`${lab.log}?follow=0`)).status).toBe(200); // it was not deleted
    expect(await neighbourhood.refusal(lab, code)).toMatchObject({ hint: ERRORS[code].hint });
  });

  test("a program that checks origins itself is asked instead, at its own doors only", async () => {
    const lab = await neighbourhood.server.open("origins");
    const polling = await neighbourhood.server.fetch(`${lab.socketio}?EIO=4&transport=polling`, {
      headers: { Origin: FOREIGN },
    });
    expect([polling.status, polling.headers.get("access-control-allow-origin")]).toEqual([200, FOREIGN]);
    await neighbourhood.server.webSocket(lab.ws, { Origin: FOREIGN });
    for (const path of [lab.http, `${lab.http}socket.iox/`, `${lab.ws}x`])
      expect((await neighbourhood.server.fetch(path, { headers: { Origin: FOREIGN } })).status, path).toBe(403);
  });
});
