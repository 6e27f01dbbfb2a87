import { describe, expect, test } from "vitest";
import type { EntryOf, Header } from "../../../protocol/log.ts";
import { contentOf, contentText, httpText, type Body } from "./content.ts";
import { made } from "./made.fixture.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const body = (wire: Uint8Array, length: number, framing: string, final = true) =>
  made(1, "http body", { bytes: wire, data: { length, offset: 0, final, framing } }) as Body;

test.each<[string, Body, string | undefined]>([
  ["with a length", body(bytes('{"news":[]}'), 11, "length"), '{"news":[]}'],
  ["until the end", body(bytes("end"), 3, "close"), "end"],
  ["in chunks", body(bytes("7\r\nid: 1\n\n\r\n"), 7, "chunked", false), "id: 1\n\n"],
  ["in chunks that say more about themselves", body(bytes("2;a=1\r\nhi\r\n"), 2, "chunked", false), "hi"],
  ["with the last chunk", body(bytes("0\r\n\r\n"), 0, "chunked"), undefined],
  ["that is empty", body(bytes(""), 0, "length"), undefined],
  ["that is no text", body(Uint8Array.of(0xff, 0xfe), 2, "length"), undefined],
  ["that ends in the middle of a character", body(bytes("aé").subarray(0, 2), 2, "length", false), "a"],
])("the text of a body %s", (_, entry, text) => {
  expect(contentText(entry, 100)).toBe(text);
});

test("a long text is cut", () => {
  expect(contentText(body(bytes("é".repeat(500)), 1_000, "length"), 100)).toBe("é".repeat(100));
});

test("what was said of a length that is not so is withstood", () => {
  expect(contentOf(body(bytes("ab"), 100, "chunked", false))).toEqual(new Uint8Array());
  expect(contentOf(body(bytes("ab"), 100, "length"))).toEqual(bytes("ab"));
});

describe("a line tells", () => {
  const request = (target: string, headers: Header[] = []) =>
    made(1, "http request", { data: { method: "GET", target, headers } }) as EntryOf<"http", "request">;

  test("a request without the way to the lab", () => {
    expect(httpText(request("/"), "GET /labs/a-b_1/news?after=7")).toBe("GET …/news?after=7");
    expect(httpText(request("/"), "GET /labs/a-b_1")).toBe("GET /labs/a-b_1");
  });

  test("what the client of a stream has seen, and no other header", () => {
    const headers: Header[] = [
      ["Host", "here"],
      ["last-event-ID", "7\u202e"],
    ];
    expect(httpText(request("/", headers), "GET /events")).toBe("GET /events, last-event-ID: 7U+202E");
  });

  test("a body by what it says, where it is text", () => {
    expect(httpText(body(bytes("id: 1\n\n"), 7, "length"), "7 bytes")).toBe("id: 1␊␊, 7 bytes");
    expect(httpText(body(Uint8Array.of(0xff), 1, "length"), "1 byte")).toBe("1 byte");
  });
});
