/** Heads of HTTP/1.1 messages (RFC 9112): from bytes to names and values, and how the body that follows is delimited. */
import type { Header } from "../log.ts";
import { latin1 } from "./bytes.ts";
import type { RuleCode } from "./rules.ts";

/** `none`: no body; `close`: everything until the connection ends. `length` counts only for `length`. */
export interface Framing {
  kind: "none" | "length" | "chunked" | "close";
  length: number;
}

export interface RequestHead {
  method: string;
  target: string;
  /** `1.1`. */
  version: string;
  headers: Header[];
  /** The head as sent, from the request line to the empty line. */
  bytes: Uint8Array;
  framing: Framing;
  /** The protocols of `Upgrade` in lower case, where `Connection: upgrade` asks for one; else null. */
  upgrade: string | null;
}

export interface ResponseHead {
  status: number;
  reason: string;
  version: string;
  headers: Header[];
  bytes: Uint8Array;
  /** As the head alone tells it; the answer to HEAD has no body all the same. */
  framing: Framing;
}

/** A head that breaks a rule. */
export interface BadHead {
  code: RuleCode;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(\d\.\d)$/;
const STATUS_LINE = /^HTTP\/(\d\.\d) (\d{3})(?: ([\t\x20-\x7e\x80-\xff]*))?$/;

/** The values of all headers of this name (given in lower case), in order. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

/** The elements of a comma-separated header, over all its lines, in lower case. */
export function headerTokens(headers: readonly Header[], name: string): string[] {
  return headerValues(headers, name)
    .join(",")
    .split(",")
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== "");
}

/** Method, target and version of a request line without its line end; undefined where it is none (RFC 9112 §3). */
export function parseRequestLine(line: string): { method: string; target: string; version: string } | undefined {
  const match = REQUEST_LINE.exec(line);
  return match ? { method: match[1]!, target: match[2]!, version: match[3]! } : undefined;
}

/** Reads a request's head, given with its empty line. */
export function parseRequest(bytes: Uint8Array): RequestHead | BadHead {
  const lines = linesOf(bytes);
  if (!lines) return { code: "http.line-end" };
  const line = parseRequestLine(lines[0]!);
  if (!line) return { code: "http.request-line" };
  const headers = parseHeaders(lines);
  if (!headers) return { code: "http.header" };
  const framing = framingOf(headers, "none");
  if ("code" in framing) return framing;
  const asks = headerTokens(headers, "connection").includes("upgrade");
  const upgrade = asks ? headerTokens(headers, "upgrade").join(", ") : "";
  return { ...line, headers, bytes, framing, upgrade: upgrade === "" ? null : upgrade };
}

/** Reads a response's head, given with its empty line. */
export function parseResponse(bytes: Uint8Array): ResponseHead | BadHead {
  const lines = linesOf(bytes);
  if (!lines) return { code: "http.line-end" };
  const match = STATUS_LINE.exec(lines[0]!);
  if (!match) return { code: "http.status-line" };
  const headers = parseHeaders(lines);
  if (!headers) return { code: "http.header" };
  const status = Number(match[2]);
  const bodiless = status < 200 || status === 204 || status === 304;
  const framing: Framing | BadHead = bodiless ? { kind: "none", length: 0 } : framingOf(headers, "close");
  if ("code" in framing) return framing;
  return { status, reason: match[3] ?? "", version: match[1]!, headers, bytes, framing };
}

/** The lines before the empty one; undefined where a line does not end with CR LF. */
function linesOf(bytes: Uint8Array): string[] | undefined {
  const lines = latin1(bytes).split("\r\n");
  if (lines.some((line) => line.includes("\n") || line.includes("\r"))) return undefined;
  return lines.slice(0, -2);
}

function parseHeaders(lines: readonly string[]): Header[] | undefined {
  const headers: Header[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = withoutSpaceAround(line, colon + 1);
    if (!TOKEN.test(name) || hasControls(value)) return undefined;
    headers.push([name, value]);
  }
  return headers;
}

/** Control characters other than the tab (RFC 9110 §5.5). */
function hasControls(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if ((code < 32 && code !== 9) || code === 127) return true;
  }
  return false;
}

/** Not `trim()`, which also takes bytes that mean something (0xA0), and no regular expression: values can be long and all spaces. */
function withoutSpaceAround(line: string, start: number): string {
  let end = line.length;
  while (start < end && (line[start] === " " || line[start] === "\t")) start++;
  while (end > start && (line[end - 1] === " " || line[end - 1] === "\t")) end--;
  return line.slice(start, end);
}

/** RFC 9112 §6.3; `otherwise` is what neither length nor coding means. */
function framingOf(headers: readonly Header[], otherwise: "none" | "close"): Framing | BadHead {
  const codings = headerTokens(headers, "transfer-encoding");
  const lengths = headerTokens(headers, "content-length");
  if (codings.length > 0) {
    if (lengths.length > 0) return { code: "http.two-lengths" };
    if (codings.indexOf("chunked") === codings.length - 1) return { kind: "chunked", length: 0 };
    return otherwise === "close" ? { kind: "close", length: 0 } : { code: "http.transfer-encoding" };
  }
  if (lengths.length === 0) return { kind: otherwise, length: 0 };
  const [text] = lengths;
  if (!/^\d{1,15}$/.test(text!) || lengths.some((other) => other !== text)) return { code: "http.content-length" };
  const length = Number(text);
  return { kind: length === 0 ? "none" : "length", length };
}
