/** What tests of readers share: bytes cut anywhere, and the frames of a stream. For tests only. */
import fc from "fast-check";
import { latin1, type Side } from "./bytes.ts";
import type { RuleCode } from "./rules.ts";
import { HttpReader, type HttpHandler } from "./http.ts";
import { encodeUtf8 } from "./utf8.ts";
import { FrameReader, type Frame, type FrameHandler } from "./websocket.ts";

/** `bytes` cut at some places into pieces, which may be empty. */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...places].map((start, i) => bytes.subarray(start, places[i] ?? bytes.length));
}

/** Places for `cutAt`. */
export const cuts = fc.array(fc.nat(100_000), { maxLength: 8 });

/** What a reader called, with copies of the bytes. */
export type FrameCall = Omit<
  Frame,
  "bytes" | "start" | "end" | "payload" | "payloadStart" | "payloadEnd" | "message"
> & {
  wire: string;
  payload: string;
  message: string | null;
};

/** A handler that keeps everything it is told. */
export class FrameCalls implements FrameHandler {
  readonly frames: Frame[] = [];
  readonly brokenBy: [code: RuleCode, bytes: string][] = [];
  readonly all: (FrameCall | string)[] = [];

  frame(frame: Frame): void {
    this.frames.push(frame);
    const { bytes, start, end, payload, payloadStart, payloadEnd, message, ...rest } = frame;
    this.all.push({
      ...rest,
      key: frame.key - start,
      wire: hex(bytes, start, end),
      payload: hex(payload, payloadStart, payloadEnd),
      message:
        message &&
        `${JSON.stringify({ ...message, bytes: 0, start: 0, end: 0 })} ${hex(message.bytes, message.start, message.end)}`,
    });
  }

  broken(code: RuleCode, bytes: Uint8Array): void {
    this.brokenBy.push([code, hex(bytes, 0, bytes.length)]);
    this.all.push(`${code} ${hex(bytes, 0, bytes.length)}`);
  }
}

function hex(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString("hex");
}

/** Reads a whole direction of a WebSocket; `close`: the connection ends after it. */
export function readFrames(
  from: Side,
  pieces: readonly Uint8Array[],
  { deflate = false, close = false } = {},
): FrameCalls {
  const calls = new FrameCalls();
  const reader = new FrameReader(from, deflate);
  for (const piece of pieces) reader.read(piece, calls, true);
  if (close) reader.close(calls);
  return calls;
}

/** One call of the reader: its name and arguments. */
export type HttpCall = unknown[];
export type HttpPiece = [from: Side, text: string];

/** Notes every call of the reader with its offsets, or without them where only the meaning counts. */
export function httpListener(calls: HttpCall[], offsets = false): HttpHandler {
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
export function readHttp(pieces: HttpPiece[], { close = false, offsets = false } = {}): HttpCall[] {
  const calls: HttpCall[] = [];
  const reader = new HttpReader();
  for (const [from, text] of pieces) reader.read(from, encodeUtf8(text), httpListener(calls, offsets));
  if (close) reader.close(httpListener(calls, offsets));
  return calls;
}

/** The calls with one of these names. */
export const named = (calls: HttpCall[], ...names: string[]) =>
  calls.filter(([name]) => names.includes(name as string));
