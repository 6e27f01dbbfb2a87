import { describe, expect, test } from "vitest";
import type { Entry, Header } from "../../../protocol/log.ts";
import { onTheWire, rightText } from "../../client/by-hand.ts";
import { bodyText, handshakesOf, partnerOf, requestLines, responseLines, titleOf, unreadableOf } from "./heads.ts";

const request = (n: number, target: string, headers: Header[] = [], client?: string): Entry =>
  entry(n, "client", "request", { method: "GET", target, version: "1.1", headers, length: 0 }, client);
const response = (n: number, status: number, reason: string, headers: Header[] = []): Entry =>
  entry(n, "server", "response", { status, reason, version: "1.1", headers, length: 0 });

describe("the handshakes of a run", () => {
  test("are the requests to /ws, whoever made them and however they were answered", () => {
    const run = {
      entries: [
        request(1, "/labs/x/ws?client=A", [], "A"),
        response(2, 101, "Switching Protocols"),
        request(3, "/ws", []),
        response(4, 426, "Upgrade Required"),
        request(5, "/labs/x/ws/more"),
        response(6, 404, "Not Found"),
        request(7, "/labs/x/socket.io/?EIO=4"),
        response(8, 200, "OK"),
        request(9, "/ws?client=hand", [], "hand"),
      ],
    };
    expect(handshakesOf(run).map(titleOf)).toEqual([
      "A: 101 Switching Protocols",
      "no name: 426 Upgrade Required",
      "hand: no answer yet",
    ]);
  });

  test("do not hold lines that are no request: those are told until the next handshake", () => {
    const rubbish = entry(3, "client", "violation", { code: "http.request-line", rule: "", message: "", length: 9 });
    const entries = [request(1, "/ws"), response(2, 400, "Bad Request"), rubbish];
    expect(handshakesOf({ entries })).toHaveLength(1);
    expect(unreadableOf({ entries })?.n).toBe(3);
    expect(unreadableOf({ entries: [...entries, request(4, "/ws")] })).toBeUndefined();
  });

  test("show their lines as they were sent, each with what it is for", () => {
    const [handshake] = handshakesOf({
      entries: [
        request(1, "/ws", [
          ["hOST", "here"],
          ["X-Own", "1"],
        ]),
        response(2, 400, "Bad Request", [["Sec-WebSocket-Version", "13, 8"]]),
      ],
    });
    expect(requestLines(handshake!).map(({ text, explanation }) => [text, explanation.source])).toEqual([
      ["GET /ws HTTP/1.1", "RFC 6455 §4.1"],
      ["hOST: here", "RFC 9110 §7.2"],
      ["X-Own: 1", "RFC 9110 §5.1"],
    ]);
    expect(responseLines(handshake!).map(({ text, explanation }) => [text, explanation.source])).toEqual([
      ["HTTP/1.1 400 Bad Request", "RFC 9110 §15.5.1, RFC 6455 §4.2.1"],
      ["Sec-WebSocket-Version: 13, 8", "RFC 6455 §4.4"],
    ]);
  });

  test("show the body of a refusal: its own, not that of the next one on this connection", () => {
    const body = (n: number, text: string) =>
      ({ ...entry(n, "server", "body", { length: text.length }), bytes: new TextEncoder().encode(text) }) as Entry;
    const entries = [
      request(1, "/ws"),
      response(2, 426, "Upgrade Required"),
      body(3, "Upgrade "),
      body(4, "Required"),
      request(5, "/ws"),
      response(6, 400, "Bad Request"),
      body(7, "Invalid key"),
      request(8, "/ws"),
    ];
    expect(handshakesOf({ entries }).map((exchange) => bodyText(exchange, entries))).toEqual([
      "Upgrade Required",
      "Invalid key",
      "",
    ]);
  });

  test("without an answer have no second head", () => {
    expect(responseLines(handshakesOf({ entries: [request(1, "/ws")] })[0]!)).toEqual([]);
  });

  test.each(["__proto__", "constructor", "toString"])("a header named %s is one that nobody knows", (name) => {
    const [handshake] = handshakesOf({ entries: [request(1, "/ws", [[name, "x"]])] });
    expect(requestLines(handshake!)[1]!.explanation.text).toMatch(/^Not part of the WebSocket handshake/);
  });
});

test("the key and its Accept value belong together", () => {
  expect(partnerOf("request", "sec-websocket-key")).toBe("sec-websocket-accept");
  expect(partnerOf("response", "sec-websocket-accept")).toBe("sec-websocket-key");
  expect(partnerOf("request", "host")).toBeUndefined();
});

describe("a handshake by hand", () => {
  test("ends each line as HTTP wants it, and the head with an empty line", () => {
    expect(onTheWire("GET / HTTP/1.1\nHost: x\r\n\n\n")).toBe("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  });

  test("keeps spaces and case inside the text", () => {
    expect(onTheWire("get  /\n hOST :x")).toBe("get  /\r\n hOST :x\r\n\r\n");
  });

  test("begins with everything that is needed", () => {
    expect(onTheWire(rightText("127.0.0.1:3000", "dGhlIHNhbXBsZSBub25jZQ=="))).toBe(
      "GET /ws?client=hand HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
  });
});

function entry(n: number, from: "client" | "server", kind: string, data: object, client?: string): Entry {
  return {
    n,
    t: n,
    conn: "c1",
    from,
    layer: "http",
    kind,
    data,
    bytes: new Uint8Array(),
    ...(client && { client }),
  } as Entry;
}
