import { describe, expect, test } from "vitest";
import { cover, SecretScanner } from "./secrets.ts";

const NOBODY: ReadonlySet<string> = new Set();

/** The head as someone sees it who knows these values, with its bytes coming in pieces of `size`. */
function seen(head: string, size = head.length, known = NOBODY): string {
  const scanner = new SecretScanner();
  const pieces: Buffer[] = [];
  for (let at = 0; at < head.length; at += size) pieces.push(Buffer.from(head.slice(at, at + size), "latin1"));
  const scanned = pieces.map((piece) => ({ piece, ranges: scanner.scan(piece) }));
  return scanned
    .map(({ piece, ranges }) => Buffer.from(ranges ? cover(piece, ranges, known) : piece).toString("latin1"))
    .join("");
}

const request = (...lines: string[]) => ["GET / HTTP/1.1", ...lines, "", ""].join("\r\n");

describe("covers", () => {
  test.each([
    ["a cookie", "Cookie: sid=abc", "Cookie: *******"],
    ["every one of several", "Cookie: a=1\r\nAuthorization: Bearer x", "Cookie: ***\r\nAuthorization: ********"],
    ["whatever case the name has", "cOOkie:secret", "cOOkie:******"],
    ["a proxy's credentials", "Proxy-Authorization: Basic x", "Proxy-Authorization: *******"],
    ["spaces before the value stay", "Cookie:   \t x", "Cookie:   \t *"],
    ["a folded value", "Cookie: a=1;\r\n b=2\r\nHost: x", "Cookie: ****\r\n ***\r\nHost: x"],
    ["a name with a space before the colon", "Cookie : x", "Cookie : *"],
    ["a line that ends with LF alone", "Cookie: abc\nHost: x", "Cookie: ***\nHost: x"],
    ["nothing of an empty value", "Cookie: ", "Cookie: "],
    [
      "nothing of other headers",
      "X-Cookie: a\r\nCookies: b\r\nHost: cookie:c",
      "X-Cookie: a\r\nCookies: b\r\nHost: cookie:c",
    ],
    ["nothing after a line without a colon", "Cookie\r\nHost: x", "Cookie\r\nHost: x"],
    ["nothing of a folded value of another header", "X: a\r\n Cookie: b", "X: a\r\n Cookie: b"],
  ])("%s", (_name, lines, covered) => {
    expect(seen(request(lines))).toBe(request(covered));
  });

  test("nothing of the request line", () => {
    const head = "GET /Cookie: HTTP/1.1\r\n\r\n";
    expect(seen(head)).toBe(head);
  });

  test("the same in whatever pieces the head comes", () => {
    const head = request("Host: x", "Cookie: sid=abc; theme=dark", "Authorization: Bearer key", "Accept: */*");
    const whole = seen(head);
    expect(whole).toBe(request("Host: x", "Cookie: *******************", "Authorization: **********", "Accept: */*"));
    for (let size = 1; size < head.length; size++) expect(seen(head, size)).toBe(whole);
  });
});

test("whoever has sent a value itself sees it, and no other", () => {
  const head = request("Cookie: mine", "Authorization: theirs");
  expect(seen(head, 5, new Set(["mine"]))).toBe(request("Cookie: mine", "Authorization: ******"));
});

test("a value is known only when it is whole", () => {
  const scanner = new SecretScanner();
  const first = Buffer.from("GET / HTTP/1.1\r\nCookie: sid=a");
  const ranges = scanner.scan(first)!;
  expect(Buffer.from(cover(first, ranges, new Set(["sid=ab"]))).toString()).toMatch(/Cookie: \*{5}$/);
  scanner.scan(Buffer.from("b\r\n"));
  expect(Buffer.from(cover(first, ranges, new Set(["sid=ab"]))).toString()).toMatch(/Cookie: sid=a$/);
});
