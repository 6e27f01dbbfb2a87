import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLOSE_PIECE, LENGTH_PIECE } from "./http-body.ts";
import { HttpReader, type HttpHandler } from "./http.ts";
import { httpListener, named, readHttp, type HttpCall, type HttpPiece } from "./testing.ts";
import { encodeUtf8 } from "./utf8.ts";

const UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";

describe("heads", () => {
  test("keep order, case and spacing as they were sent", () => {
    const head = "GET /labs/1/ws?client=A HTTP/1.1\r\nhOST:  127.0.0.1:3000 \r\nX:\r\nhost:\tb\r\n\r\n";
    expect(readHttp([["client", head]])).toEqual([
      ["begin", "client"],
      ["line", "GET", "/labs/1/ws?client=A"],
      [
        "request",
        0,
        "GET",
        [
          ["hOST", "127.0.0.1:3000"],
          ["X", ""],
          ["host", "b"],
        ],
        head,
      ],
      ["end", "client", 0],
    ]);
  });

  test("the request line is known before the rest of the head has come", () => {
    expect(readHttp([["client", "GET /a HTTP/1.1\r\nHo"]])).toEqual([
      ["begin", "client"],
      ["line", "GET", "/a"],
    ]);
  });

  test("empty lines before a request are not part of it", () => {
    const calls = readHttp([["client", "\r\n\r\nGET / HTTP/1.1\r\n\r\n"]], { offsets: true });
    expect(calls[0]).toEqual(["begin", "client", 4]);
    expect(calls.at(-1)).toEqual(["end", "client", 0, 22]);
  });

  test("a reason may be empty or missing", () => {
    const calls = readHttp([
      ["client", "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"],
      ["server", "HTTP/1.1 204 \r\n\r\nHTTP/1.1 304\r\n\r\n"],
    ]);
    expect(named(calls, "response")).toEqual([
      ["response", 0, 204, "", []],
      ["response", 1, 304, "", []],
    ]);
  });
});

describe("bodies", () => {
  test("by length", () => {
    expect(
      readHttp([["client", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET"]], { offsets: true }).slice(3),
    ).toEqual([
      ["body", "client", 0, "hello", 0, true, "length", "hello", 43],
      ["end", "client", 0, 43],
      ["begin", "client", 43],
    ]);
  });

  test("by length, in pieces at fixed offsets", () => {
    const length = LENGTH_PIECE + 3;
    const calls = readHttp([["client", `POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`]]);
    expect(named(calls, "body").map((call) => [(call[3] as string).length, call[4], call[5]])).toEqual([
      [LENGTH_PIECE, 0, false],
      [3, LENGTH_PIECE, true],
    ]);
  });

  test("in chunks, one piece for each chunk, with extensions and trailers", () => {
    const answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const calls = readHttp([
      ["client", "GET / HTTP/1.1\r\n\r\n"],
      ["server", `${answer}5;a="b"\r\nhello\r\n0A\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n`],
    ]);
    expect(named(calls, "body", "end").slice(1)).toEqual([
      ["body", "server", 0, "hello", 0, false, "chunked", '5;a="b"\r\nhello\r\n'],
      ["body", "server", 0, "0123456789", 5, false, "chunked", "0A\r\n0123456789\r\n"],
      ["body", "server", 0, "", 15, true, "chunked", "0\r\nX-T: 1\r\n\r\n"],
      ["end", "server", 0],
    ]);
  });

  test("until the connection ends, in pieces at fixed offsets", () => {
    const calls = readHttp(
      [
        ["client", "GET / HTTP/1.0\r\n\r\n"],
        ["server", `HTTP/1.0 200 OK\r\n\r\n${"y".repeat(CLOSE_PIECE)}rest`],
      ],
      { close: true },
    );
    expect(named(calls, "body").map((call) => [(call[3] as string).length, call[4], call[5], call[6]])).toEqual([
      [CLOSE_PIECE, 0, false, "close"],
      [4, CLOSE_PIECE, true, "close"],
    ]);
  });

  test.each([
    ["HEAD", "200 OK", "Content-Length: 5"],
    ["GET", "204 No Content", "Content-Length: 5"],
    ["GET", "304 Not Modified", "Transfer-Encoding: chunked"],
  ])("there is none after %s and %s", (method, status, header) => {
    const calls = readHttp([
      ["client", `${method} / HTTP/1.1\r\n\r\n`],
      ["server", `HTTP/1.1 ${status}\r\n${header}\r\n\r\n`],
    ]);
    expect(calls.at(-1)).toEqual(["end", "server", 0]);
  });

  test("are skipped by count for a handler without `body`", () => {
    const ends: HttpCall[] = [];
    const reader = new HttpReader();
    const body = new Uint8Array(1000);
    const handler: HttpHandler = { end: (...call) => ends.push(call) };
    reader.read("client", encodeUtf8("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n"), handler);
    for (let i = 0; i < 1000; i++) reader.read("client", body, handler);
    expect(ends).toMatchObject([["client", { id: 0, method: "POST" }, 1000]]);
    expect(JSON.stringify(reader.save()).length).toBeLessThan(1000);
  });
});

describe("one connection, many exchanges", () => {
  test("answers belong to requests in order, also when these were sent ahead", () => {
    const calls = readHttp([
      ["client", "HEAD /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nxGET /3 HTTP/1.1\r\n\r\n"],
      ["server", "HTTP/1.1 200 A\r\nContent-Length: 9\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"],
      ["server", "HTTP/1.1 201 B\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 202 C\r\nContent-Length: 0\r\n\r\n"],
    ]);
    expect(named(calls, "response", "end").map((call) => call.slice(0, 3))).toEqual([
      ["end", "client", 0],
      ["end", "client", 1],
      ["end", "client", 2],
      ["response", 0, 200],
      ["end", "server", 0],
      ["response", 1, 100],
      ["response", 1, 201],
      ["end", "server", 1],
      ["response", 2, 202],
      ["end", "server", 2],
    ]);
  });

  test("is idle only between them", () => {
    const reader = new HttpReader();
    const idle = [reader.idle];
    for (const [from, text] of [
      ["client", "GET / HTTP/1.1\r\n"],
      ["client", "\r\n"],
      ["server", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"],
      ["server", "k"],
    ] as HttpPiece[]) {
      reader.read(from, encodeUtf8(text), {});
      idle.push(reader.idle);
    }
    expect(idle).toEqual([true, false, false, false, true]);
  });
});

describe("the switch at 101", () => {
  const answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

  test("leaves the bytes after it, of both directions, to the new protocol", () => {
    const reader = new HttpReader();
    expect(reader.read("client", encodeUtf8(`${UPGRADE}early`), {})).toBe(UPGRADE.length);
    expect(reader.waiting).toBe(true);
    expect(reader.read("server", encodeUtf8(`${answer}frames`), {})).toBe(answer.length);
    expect(reader.protocol).toBe("websocket");
    expect(reader.read("client", encodeUtf8("early"), {})).toBe(0);
  });

  test("does not happen when the upgrade is refused: the connection goes on with HTTP", () => {
    const reader = new HttpReader();
    const calls: HttpCall[] = [];
    const next = "GET /next HTTP/1.1\r\n\r\n";
    expect(reader.read("client", encodeUtf8(UPGRADE + next), {})).toBe(UPGRADE.length);
    reader.read("server", encodeUtf8("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n"), {});
    expect(reader.read("client", encodeUtf8(next), httpListener(calls))).toBe(next.length);
    expect(calls[1]).toEqual(["line", "GET", "/next"]);
    expect(reader.protocol).toBe(null);
  });

  test("does not happen when nobody asked for it", () => {
    const reader = new HttpReader();
    reader.read("client", encodeUtf8("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"), {});
    reader.read("server", encodeUtf8(answer), {});
    expect(reader.protocol).toBe(null);
  });

  test("CONNECT becomes a tunnel", () => {
    const reader = new HttpReader();
    reader.read("client", encodeUtf8("CONNECT a:1 HTTP/1.1\r\n\r\n"), {});
    reader.read("server", encodeUtf8("HTTP/1.1 200 OK\r\n\r\n"), {});
    expect(reader.protocol).toBe("tunnel");
  });
});

describe("any split of the same bytes gives the same calls", () => {
  const CLIENT = [
    "\r\nPOST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
    "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n",
    "HEAD /c HTTP/1.1\r\nHost: a\r\n\r\n",
    UPGRADE,
  ].join("");
  const SERVER = [
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
  ].join("");
  const BAD = [
    "GET / HTTP/1.1\r\nbad header\r\n\r\nGET",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcdefg",
  ];

  const split = (text: string, cuts: number[]) => {
    const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
    return places.slice(1).map((end, i) => text.slice(places[i], end));
  };

  test.each([
    ["good bytes", CLIENT, SERVER],
    ["a bad header", BAD[0]!, SERVER],
    ["a bad chunk", BAD[1]!, "HTTP/1.0 200 OK\r\n\r\nuntil the end"],
  ])("%s, and also from a checkpoint at any place", (_, client, server) => {
    const whole = readHttp(
      [
        ["client", client],
        ["server", server],
      ],
      { close: true },
    );
    const cuts = fc.array(fc.nat(1000), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, cuts, (clientCuts, serverCuts) => {
        const calls: HttpCall[] = [];
        const handler = httpListener(calls);
        let reader = new HttpReader();
        const pieces = (["client", "server"] as const).flatMap((from) =>
          split(from === "client" ? client : server, from === "client" ? clientCuts : serverCuts).map(
            (text) => [from, text] as const,
          ),
        );
        for (const [from, text] of pieces) {
          reader.read(from, encodeUtf8(text), handler);
          reader = new HttpReader(JSON.parse(JSON.stringify(reader.save())));
        }
        reader.close(handler);
        expect(calls).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
