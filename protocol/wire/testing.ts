/** What tests of readers share: bytes cut anywhere, and the frames of a stream. For tests only. */
import fc from "fast-check";
import type { Side } from "./bytes.ts";
import type { RuleCode } from "./rules.ts";
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
