import { describe, expect, test } from "vitest";
import { named, readHttp } from "./testing.ts";

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
    expect(named(readHttp([["client", `${text}GET /never HTTP/1.1\r\n\r\n`]]), "violation", "request")).toEqual([
      ["violation", "client", code, text],
    ]);
  });

  test.each(["x\r\n", "5\nhello", "-1\r\n", "5 5\r\n", "fffffffffffff\r\n", "5\r\nhelloX", "5\r\nhello\rX"])(
    "http.chunk: %j",
    (chunk) => {
      const head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
      const [violation] = named(readHttp([["client", head + chunk]]), "violation");
      expect(violation!.slice(0, 3)).toEqual(["violation", "client", "http.chunk"]);
    },
  );

  test("an answer that is none", () => {
    expect(readHttp([["server", "SSH-2.0-x\r\n\r\n"]]).at(-1)).toEqual([
      "violation",
      "server",
      "http.status-line",
      "SSH-2.0-x\r\n\r\n",
    ]);
  });

  test("a head without end is given up at 64 KiB", () => {
    const [violation] = named(readHttp([["client", `GET / HTTP/1.1\r\nA: ${"a".repeat(70_000)}`]]), "violation");
    expect([violation![2], (violation![3] as string).length]).toEqual(["http.head-too-long", 65_536]);
  });

  test("a long value of nothing but spaces costs next to nothing", () => {
    const head = `GET / HTTP/1.1\r\nA: x${" ".repeat(60_000)}y\r\n\r\n`;
    // The processor's time, not the clock's: a machine that stalls takes no more of it.
    const before = process.cpuUsage();
    expect(named(readHttp([["client", head]]), "request")).toHaveLength(1);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
  });

  test.each([
    ["a head", "GET / HTTP/1.1\r\nHost"],
    ["a body", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"],
    ["a chunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"],
    ["trailers", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b"],
  ])("http.incomplete: the connection ends in %s", (_, text) => {
    expect(
      readHttp([["client", text]], { close: true })
        .at(-1)!
        .slice(0, 3),
    ).toEqual(["violation", "client", "http.incomplete"]);
  });

  test("the thousand-and-first unanswered request is the last that is read", () => {
    const calls = readHttp([["client", "GET / HTTP/1.1\r\n\r\n".repeat(1002)]]);
    expect(named(calls, "request")).toHaveLength(1000);
    expect(named(calls, "violation").map((call) => call[2])).toEqual(["http.unanswered"]);
  });
});
