import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogRecord } from "../records.ts";
import { latin1, type Side } from "../wire/bytes.ts";
import { coverSecrets } from "./cover.ts";

type Said = [from: Side, text: string];

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function records(said: readonly Said[], conn = 1): LogRecord[] {
  return said.map(([from, text], t) => ({ type: "bytes", conn, from, t, bytes: bytesOf(text) }));
}

/** What each side's bytes look like when covered. */
function covered(said: readonly Said[]): Record<Side, string> {
  const text = { client: "", server: "" };
  for (const item of coverSecrets(records(said))) if (item.type === "bytes") text[item.from] += latin1(item.bytes);
  return text;
}

const OK: Said = ["server", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"];
const get = (...headers: string[]): Said => ["client", `GET / HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`];

describe("in requests, the values are covered of", () => {
  const cases: [string, string, string][] = [
    ["Cookie", "Cookie: sid=abc; b=c", "Cookie: ************"],
    ["Authorization", "Authorization: Bearer abc", "Authorization: **********"],
    ["Proxy-Authorization", "Proxy-Authorization: Basic YTpi", "Proxy-Authorization: **********"],
    ["a name in any case", "cOOKIE: a=b", "cOOKIE: ***"],
    ["a value with no space before it", "Cookie:a=b", "Cookie:***"],
    ["a value with much space around it", "Cookie: \t a=b \t ", "Cookie: \t *** \t "],
    ["a value with bytes beyond ASCII", "Cookie: \xa0\xffb", "Cookie: ***"],
    ["several of them", "Cookie: a\r\nX: b\r\nAuthorization: c", "Cookie: *\r\nX: b\r\nAuthorization: *"],
    ["a header that is there twice", "Cookie: a\r\nCookie: b", "Cookie: *\r\nCookie: *"],
  ];
  test.each(cases)("%s", (_, header, expected) => {
    expect(covered([get("Host: h", header, "Accept: */*"), OK]).client).toBe(
      `GET / HTTP/1.1\r\nHost: h\r\n${expected}\r\nAccept: */*\r\n\r\n`,
    );
  });
});

describe("heads that break a rule have their secrets covered too", () => {
  const cases: [string, string, string][] = [
    ["a space before the colon", "Cookie : a=b", "Cookie : ***"],
    ["a folded line", "Cookie: a=b;\r\n c=d\r\nX: y", "Cookie: ****\r\n ***\r\nX: y"],
    ["lines that end with LF alone", "Cookie: a=b\nX: y", "Cookie: ***\nX: y"],
    ["a line without a colon", "Cookie: a=b\r\nX", "Cookie: ***\r\nX"],
  ];
  test.each(cases)("%s", (_, header, expected) => {
    expect(covered([get(header)]).client).toBe(`GET / HTTP/1.1\r\n${expected}\r\n\r\n`);
  });

  test("what follows after a rule was broken counts as a head", () => {
    expect(covered([["client", "?\r\n\r\nGET / HTTP/1.1\r\nCookie: a=b\r\n\r\n"]]).client).toBe(
      "?\r\n\r\nGET / HTTP/1.1\r\nCookie: ***\r\n\r\n",
    );
  });

  test("a head longer than any reader accepts", () => {
    const long = `X: ${"x".repeat(70_000)}\r\n`;
    expect(
      covered([
        ["client", `GET / HTTP/1.1\r\n${long}`],
        ["client", "Cookie: a=b\r\n\r\n"],
      ]).client,
    ).toBe(`GET / HTTP/1.1\r\n${long}Cookie: ***\r\n\r\n`);
  });

  test("a head that is not complete", () => {
    expect(covered([["client", "GET / HTTP/1.1\r\nCookie: a=b"]]).client).toBe("GET / HTTP/1.1\r\nCookie: ***");
  });

  test("a broken chunk, and a request after it", () => {
    const post = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect(
      covered([
        ["client", `${post}x\r\n`],
        ["client", "GET / HTTP/1.1\r\nCookie: a=b\r\n\r\n"],
      ]).client,
    ).toBe(`${post}x\r\nGET / HTTP/1.1\r\nCookie: ***\r\n\r\n`);
  });
});

describe("in answers, the values of new cookies are covered, not their names and attributes", () => {
  const cases: [string, string, string][] = [
    ["with attributes", "Set-Cookie: sid=abc; Path=/; HttpOnly", "Set-Cookie: sid=***; Path=/; HttpOnly"],
    ["alone", "set-cookie: sid=abc", "set-cookie: sid=***"],
    ["without a name", "Set-Cookie: abc", "Set-Cookie: ***"],
    ["with more than one =", "Set-Cookie: a=b=c;d=e", "Set-Cookie: a=***;d=e"],
    ["with no value", "Set-Cookie: a=; Path=/", "Set-Cookie: a=; Path=/"],
  ];
  test.each(cases)("%s", (_, header, expected) => {
    const answer = (line: string): Said => ["server", `HTTP/1.1 204 No Content\r\n${line}\r\nX: y\r\n\r\n`];
    expect(covered([get("Host: h"), answer(header)]).server).toBe(answer(expected)[1]);
  });
});

test("bodies are left alone, by length, chunked and until the end", () => {
  const like = "Cookie: a=b\r\n";
  const said: Said[] = [
    ["client", `POST / HTTP/1.1\r\nContent-Length: ${like.length}\r\n\r\n${like}`],
    ["client", `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n${like}\r\n0\r\n\r\n`],
    ["server", `HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\nSet-${like}`],
    ["server", `HTTP/1.1 200 OK\r\n\r\nSet-${like}Set-${like}`],
  ];
  expect(coverSecrets(records(said))).toEqual(records(said));
});

test("after the switch to WebSocket nothing is a head, also what the client sent before it had the answer", () => {
  const upgrade = get("Connection: Upgrade", "Upgrade: websocket", "Cookie: a=b");
  const switched: Said = ["server", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n"];
  const frame: Said = ["client", "\x81\x8d\0\0\0\0\nCookie: a=b\n"];
  const asFrames = upgrade[1].replace("a=b", "***") + frame[1];
  expect(covered([upgrade, frame, switched]).client).toBe(asFrames);
  expect(covered([upgrade, switched, frame]).client).toBe(asFrames);
});

test("after a refused upgrade, what the client sent early is HTTP again", () => {
  const upgrade = get("Connection: Upgrade", "Upgrade: websocket");
  const early = get("Cookie: a=b");
  expect(covered([upgrade, early, OK]).client).toBe(upgrade[1] + early[1].replace("a=b", "***"));
  expect(covered([upgrade, early]).client).toBe(upgrade[1] + early[1].replace("a=b", "***"));
});

test("stretches are read apart from each other", () => {
  const [a, b] = [get("Cookie: a=b"), get("Cookie: c=d")];
  const both = [...records([["client", a[1].slice(0, 20)]], 1), ...records([b], 2)];
  both.push(...records([["client", a[1].slice(20)]], 1));
  const text = coverSecrets(both).map((item) => (item.type === "bytes" ? latin1(item.bytes) : ""));
  expect(text[0]! + text[2]!).toBe(a[1].replace("a=b", "***"));
  expect(text[1]).toBe(b[1].replace("c=d", "***"));
});

test("records without a secret are the same objects, and those with one are not changed in place", () => {
  const items = records([get("Host: h"), OK, get("Cookie: a=b")]);
  const before = latin1((items[2] as { bytes: Uint8Array }).bytes);
  const result = coverSecrets(items);
  expect(result[0]).toBe(items[0]);
  expect(result[1]).toBe(items[1]);
  expect(latin1((items[2] as { bytes: Uint8Array }).bytes)).toBe(before);
});

describe("any cut of the same bytes into records gives the same covered bytes", () => {
  const header = fc.constantFrom(
    "Host: h",
    "Cookie: sid=abc; c=d",
    "AUTHORIZATION:  Basic YQ==",
    "X-Cookie: a",
    "Cookie:",
  );
  const request = fc.record({
    headers: fc.array(header, { maxLength: 4 }),
    body: fc.constantFrom("", "Cookie: a=b\r\n", "x"),
  });
  const cover = (headers: string[]) =>
    headers.map((line) => line.replace("sid=abc; c=d", "************").replace("Basic YQ==", "**********"));
  const text = (headers: string[], body: string) =>
    ["POST /a HTTP/1.1", ...headers, `Content-Length: ${body.length}`, "", body].join("\r\n");

  test("of pipelined and kept-alive requests", () => {
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 30 }),
        fc.boolean(),
        (requests, cuts, pipelined) => {
          const sent = requests.map(({ headers, body }) => text(headers, body));
          const pieces = pipelined ? [sent.join("")] : sent;
          const said = pieces.flatMap((piece): Said[] => [
            ...split(piece, cuts).map((part): Said => ["client", part]),
            OK,
          ]);
          expect(covered(said).client).toBe(requests.map(({ headers, body }) => text(cover(headers), body)).join(""));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function split(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < text.length)])].toSorted((a, b) => a - b);
  return places.map((place, i) => text.slice(place, places[i + 1]));
}
