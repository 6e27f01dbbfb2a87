import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latin1, type Side } from "./bytes.ts";
import { CLOSE_PIECE, LENGTH_PIECE } from "./http-body.ts";
import { HttpReader, type HttpHandler } from "./http.ts";

type Call = unknown[];
type Piece = [from: Side, text: string];

const encoder = new TextEncoder();

/** Notes every call of the reader with its offsets, or without them where only the meaning counts. */
function listener(calls: Call[], offsets = false): HttpHandler {
  const place = (at: number) => (offsets ? [at] : []);
  return {
    begin: (from, at) => calls.push(["begin", from, ...place(at)]),
    requestLine: (line) => calls.push(["line", line.method, line.target]),
    request: (head, exchange, at) =>
      calls.push(["request", exchange.id, head.method, head.headers, latin1(head.bytes), ...place(at)]),
    response: (head, exchange, at) =>
      calls.push(["response", exchange?.id, head.status, head.reason, head.headers, ...place(at)]),
    body: (from, piece, exchange, at) => {
      const { bytes, start, length, offset, final, framing } = piece;
      const content = latin1(bytes.subarray(start, start + length));
      calls.push(["body", from, exchange?.id, content, offset, final, framing, latin1(bytes), ...place(at)]);
    },
    end: (from, exchange, at) => calls.push(["end", from, exchange?.id, ...place(at)]),
    violation: (from, code, bytes, at) => calls.push(["violation", from, code, latin1(bytes), ...place(at)]),
  };
}

/** The calls, one piece read after the other; `close`: the connection ends afterwards. */
function read(pieces: Piece[], { close = false, offsets = false } = {}): Call[] {
  const calls: Call[] = [];
  const reader = new HttpReader();
  for (const [from, text] of pieces) reader.read(from, encoder.encode(text), listener(calls, offsets));
  if (close) reader.close(listener(calls, offsets));
  return calls;
}

const named = (calls: Call[], ...names: string[]) => calls.filter(([name]) => names.includes(name as string));

const UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";

describe("heads", () => {
  test("keep order, case and spacing as they were sent", () => {
    const head = "GET /labs/1/ws?client=A HTTP/1.1\r\nhOST:  127.0.0.1:3000 \r\nX:\r\nhost:\tb\r\n\r\n";
    expect(read([["client", head]])).toEqual([
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
    expect(read([["client", "GET /a HTTP/1.1\r\nHo"]])).toEqual([
      ["begin", "client"],
      ["line", "GET", "/a"],
    ]);
  });

  test("empty lines before a request are not part of it", () => {
    const calls = read([["client", "\r\n\r\nGET / HTTP/1.1\r\n\r\n"]], { offsets: true });
    expect(calls[0]).toEqual(["begin", "client", 4]);
    expect(calls.at(-1)).toEqual(["end", "client", 0, 22]);
  });

  test("a reason may be empty or missing", () => {
    const calls = read([
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
      read([["client", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET"]], { offsets: true }).slice(3),
    ).toEqual([
      ["body", "client", 0, "hello", 0, true, "length", "hello", 43],
      ["end", "client", 0, 43],
      ["begin", "client", 43],
    ]);
  });

  test("by length, in pieces at fixed offsets", () => {
    const length = LENGTH_PIECE + 3;
    const calls = read([["client", `POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`]]);
    expect(named(calls, "body").map((call) => [(call[3] as string).length, call[4], call[5]])).toEqual([
      [LENGTH_PIECE, 0, false],
      [3, LENGTH_PIECE, true],
    ]);
  });

  test("in chunks, one piece for each chunk, with extensions and trailers", () => {
    const answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const calls = read([
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
    const calls = read(
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
    const calls = read([
      ["client", `${method} / HTTP/1.1\r\n\r\n`],
      ["server", `HTTP/1.1 ${status}\r\n${header}\r\n\r\n`],
    ]);
    expect(calls.at(-1)).toEqual(["end", "server", 0]);
  });

  test("are skipped by count for a handler without `body`", () => {
    const ends: Call[] = [];
    const reader = new HttpReader();
    const body = new Uint8Array(1000);
    const handler: HttpHandler = { end: (...call) => ends.push(call) };
    reader.read("client", encoder.encode("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n"), handler);
    for (let i = 0; i < 1000; i++) reader.read("client", body, handler);
    expect(ends).toMatchObject([["client", { id: 0, method: "POST" }, 1000]]);
    expect(JSON.stringify(reader.save()).length).toBeLessThan(1000);
  });
});

describe("one connection, many exchanges", () => {
  test("answers belong to requests in order, also when these were sent ahead", () => {
    const calls = read([
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
    ] as Piece[]) {
      reader.read(from, encoder.encode(text), {});
      idle.push(reader.idle);
    }
    expect(idle).toEqual([true, false, false, false, true]);
  });
});

describe("the switch at 101", () => {
  const answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

  test("leaves the bytes after it, of both directions, to the new protocol", () => {
    const reader = new HttpReader();
    expect(reader.read("client", encoder.encode(`${UPGRADE}early`), {})).toBe(UPGRADE.length);
    expect(reader.waiting).toBe(true);
    expect(reader.read("server", encoder.encode(`${answer}frames`), {})).toBe(answer.length);
    expect(reader.protocol).toBe("websocket");
    expect(reader.read("client", encoder.encode("early"), {})).toBe(0);
  });

  test("does not happen when the upgrade is refused: the connection goes on with HTTP", () => {
    const reader = new HttpReader();
    const calls: Call[] = [];
    const next = "GET /next HTTP/1.1\r\n\r\n";
    expect(reader.read("client", encoder.encode(UPGRADE + next), {})).toBe(UPGRADE.length);
    reader.read("server", encoder.encode("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n"), {});
    expect(reader.read("client", encoder.encode(next), listener(calls))).toBe(next.length);
    expect(calls[1]).toEqual(["line", "GET", "/next"]);
    expect(reader.protocol).toBe(null);
  });

  test("does not happen when nobody asked for it", () => {
    const reader = new HttpReader();
    reader.read("client", encoder.encode("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"), {});
    reader.read("server", encoder.encode(answer), {});
    expect(reader.protocol).toBe(null);
  });

  test("CONNECT becomes a tunnel", () => {
    const reader = new HttpReader();
    reader.read("client", encoder.encode("CONNECT a:1 HTTP/1.1\r\n\r\n"), {});
    reader.read("server", encoder.encode("HTTP/1.1 200 OK\r\n\r\n"), {});
    expect(reader.protocol).toBe("tunnel");
  });
});

describe("bad input", () => {
  test.each([
    ["http.request-line", "GET  / HTTP/1.1\r\n\r\n"],
    ["http.request-line", "GET /\r\n\r\n"],
    ["http.request-line", "GET / HTTP/11\r\n\r\n"],
    ["http.line-end", "GET / HTTP/1.1\n\n"],
    ["http.line-end", "GET / HTTP/1.1\r\nA: b\rc: d\r\n\r\n"],
    ["http.header", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
    ["http.header", "GET / HTTP/1.1\r\nno colon\r\n\r\n"],
    ["http.header", "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n"],
    ["http.header", "GET / HTTP/1.1\r\nA: \0\r\n\r\n"],
    ["http.content-length", "POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n"],
    ["http.content-length", "POST / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 2\r\n\r\n"],
    ["http.content-length", "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n\r\n"],
    ["http.two-lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["http.transfer-encoding", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"],
  ])("%s: %j", (code, text) => {
    expect(named(read([["client", `${text}GET /never HTTP/1.1\r\n\r\n`]]), "violation", "request")).toEqual([
      ["violation", "client", code, text],
    ]);
  });

  test.each(["x\r\n", "5\nhello", "-1\r\n", "5 5\r\n", "fffffffffffff\r\n", "5\r\nhelloX", "5\r\nhello\rX"])(
    "http.chunk: %j",
    (chunk) => {
      const head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
      const [violation] = named(read([["client", head + chunk]]), "violation");
      expect(violation!.slice(0, 3)).toEqual(["violation", "client", "http.chunk"]);
    },
  );

  test("an answer that is none", () => {
    expect(read([["server", "SSH-2.0-x\r\n\r\n"]]).at(-1)).toEqual([
      "violation",
      "server",
      "http.status-line",
      "SSH-2.0-x\r\n\r\n",
    ]);
  });

  test("a head without end is given up at 64 KiB", () => {
    const [violation] = named(read([["client", `GET / HTTP/1.1\r\nA: ${"a".repeat(70_000)}`]]), "violation");
    expect([violation![2], (violation![3] as string).length]).toEqual(["http.head-too-long", 65_536]);
  });

  test("a long value of nothing but spaces costs no time", () => {
    const head = `GET / HTTP/1.1\r\nA: x${" ".repeat(60_000)}y\r\n\r\n`;
    const begun = performance.now();
    expect(named(read([["client", head]]), "request")).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(200);
  });

  test.each([
    ["a head", "GET / HTTP/1.1\r\nHost"],
    ["a body", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"],
    ["a chunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"],
    ["trailers", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b"],
  ])("http.incomplete: the connection ends in %s", (_, text) => {
    expect(
      read([["client", text]], { close: true })
        .at(-1)!
        .slice(0, 3),
    ).toEqual(["violation", "client", "http.incomplete"]);
  });

  test("the thousand-and-first unanswered request is the last that is read", () => {
    const calls = read([["client", "GET / HTTP/1.1\r\n\r\n".repeat(1002)]]);
    expect(named(calls, "request")).toHaveLength(1000);
    expect(named(calls, "violation").map((call) => call[2])).toEqual(["http.unanswered"]);
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
    const whole = read(
      [
        ["client", client],
        ["server", server],
      ],
      { close: true },
    );
    const cuts = fc.array(fc.nat(1000), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, cuts, (clientCuts, serverCuts) => {
        const calls: Call[] = [];
        const handler = listener(calls);
        let reader = new HttpReader();
        const pieces = (["client", "server"] as const).flatMap((from) =>
          split(from === "client" ? client : server, from === "client" ? clientCuts : serverCuts).map(
            (text) => [from, text] as const,
          ),
        );
        for (const [from, text] of pieces) {
          reader.read(from, encoder.encode(text), handler);
          reader = new HttpReader(JSON.parse(JSON.stringify(reader.save())));
        }
        reader.close(handler);
        expect(calls).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});
