/** Reads one direction of a WebSocket: frames, and the messages that they make (RFC 6455 §5, §6, §7). */
import { Held, type Side, type Slice } from "./bytes.ts";
import { extendedLength, headerLength, isCloseCode, OPCODE, payloadLength } from "./frame.ts";
import { mask } from "./mask.ts";
import type { RuleCode } from "./rules.ts";
import { checkUtf8, UTF8_BAD, UTF8_START } from "./utf8.ts";

/** Bytes of a frame, and of a message, that are held. Of a longer one only the beginning is. */
export const MESSAGE_LIMIT = 1_048_576;
/** Bytes of a longer frame that are kept to be shown. */
export const KEPT_OF_LONG = 65_536;

/** A data message, complete with the frame that it comes with. */
export interface Message extends Slice {
  binary: boolean;
  /** permessage-deflate: still compressed. */
  compressed: boolean;
}

/** A frame; its bytes are valid only during the call unless the reader was told to make them anew. */
export interface Frame {
  fin: boolean;
  rsv: number;
  opcode: number;
  masked: boolean;
  /** Where the masking key stands in `bytes`, if `masked`. */
  key: number;
  lengthBits: 7 | 16 | 64;
  /** Header bytes. */
  header: number;
  /** Payload bytes as the header says. */
  length: number;
  /** `bytes[start…end)` is the frame as on the wire, or its beginning where it is longer than `MESSAGE_LIMIT`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** `payload[payloadStart…payloadEnd)`: unmasked. */
  payload: Uint8Array;
  payloadStart: number;
  payloadEnd: number;
  /** A frame of a text message. */
  text: boolean;
  /** Of a message with permessage-deflate. */
  compressed: boolean;
  violation: RuleCode | null;
  message: Message | null;
}

export interface FrameHandler {
  frame(frame: Frame): void;
  /** Bytes that are no whole frame and never will be. */
  broken(code: RuleCode, bytes: Uint8Array): void;
}

/** A reader's state as JSON. */
export interface SavedFrames {
  held: string;
  /** Bytes still to come of a frame that is too long to be held. */
  excess: number;
  /** Opcode of the message whose fragments are coming, 0 between messages. */
  opcode: number;
  compressed: boolean;
  utf8: number;
  fragments: string;
  /** Payload bytes of the fragments so far. */
  length: number;
  closed: boolean;
  failed: boolean;
  lost: boolean;
}

/** Rules that receivers overlook: the message is handed on all the same. */
const TOLERATED: ReadonlySet<RuleCode> = new Set<RuleCode>(["websocket.length-form"]);

/** Broken by a frame that has its place among fragments all the same. */
const IN_SEQUENCE: ReadonlySet<RuleCode> = new Set<RuleCode>([
  ...TOLERATED,
  "websocket.unmasked",
  "websocket.masked",
  "websocket.utf8",
]);

/** Where unmasked payloads go that nobody keeps. */
let scratch = new Uint8Array(4096);

export class FrameReader {
  readonly #from: Side;
  readonly #deflate: boolean;
  readonly #held: Held;
  readonly #fragments: Held;
  #state: Omit<SavedFrames, "held" | "fragments">;

  /** @param deflate permessage-deflate was agreed on: RSV1 is legal on the first frame of a message (RFC 7692 §6). */
  constructor(from: Side, deflate: boolean, saved?: SavedFrames) {
    this.#from = from;
    this.#deflate = deflate;
    this.#held = new Held(saved?.held);
    this.#fragments = new Held(saved?.fragments);
    this.#state = {
      excess: saved?.excess ?? 0,
      opcode: saved?.opcode ?? 0,
      compressed: saved?.compressed ?? false,
      utf8: saved?.utf8 ?? UTF8_START,
      length: saved?.length ?? 0,
      closed: saved?.closed ?? false,
      failed: saved?.failed ?? false,
      lost: saved?.lost ?? false,
    };
  }

  save(): SavedFrames {
    return { ...this.#state, held: this.#held.save(), fragments: this.#fragments.save() };
  }

  /** @param own unmask into new memory, so that frames may be kept; else into memory that the next frame uses again */
  read(bytes: Uint8Array, handler: FrameHandler, own: boolean): void {
    let at = 0;
    while (at < bytes.length && !this.#state.lost) {
      if (this.#held.length > 0) {
        at = this.#readOn(bytes, at, handler, own);
        continue;
      }
      const end = wholeFrame(bytes, at);
      if (end < 0) {
        this.#state.lost = true;
        handler.broken("websocket.length", bytes.slice(at, at + 10));
        return;
      }
      if (end === 0 || end > bytes.length || end - at > MESSAGE_LIMIT) at = this.#readOn(bytes, at, handler, own);
      else {
        this.#frame(bytes, at, end, handler, own);
        at = end;
      }
    }
  }

  /** The message that came last cannot be read: an endpoint would give up. */
  fail(): void {
    this.#state.failed = true;
  }

  /** The connection has ended. */
  close(handler: FrameHandler): void {
    if (this.#held.length > 0) handler.broken("websocket.incomplete", this.#held.take());
    this.#state.lost = true;
  }

  /** Takes what is missing of a frame that came in pieces. @returns how far it read. */
  #readOn(bytes: Uint8Array, at: number, handler: FrameHandler, own: boolean): number {
    const held = this.#held;
    const state = this.#state;
    if (state.excess > 0) {
      const taken = Math.min(state.excess, bytes.length - at);
      state.excess -= taken;
      if (state.excess === 0) this.#heldFrame(handler, own);
      return at + taken;
    }
    const missing = missingBytes(held);
    // Only a saved state that somebody made up can be there: going on would lead back, and never to an end.
    if (missing <= 0) throw new RangeError("A frame is held that is longer than it says.");
    const end = Math.min(bytes.length, at + missing);
    held.push(bytes.subarray(at, end));
    const frame = held.peek();
    const total = wholeFrame(frame, 0);
    if (total < 0) {
      state.lost = true;
      handler.broken("websocket.length", held.take());
      return bytes.length;
    }
    if (total === frame.length) this.#heldFrame(handler, own);
    else if (total > MESSAGE_LIMIT && frame.length === KEPT_OF_LONG) state.excess = total - frame.length;
    return end;
  }

  #heldFrame(handler: FrameHandler, own: boolean): void {
    const frame = this.#held.take();
    this.#frame(frame, 0, frame.length, handler, own);
  }

  #frame(bytes: Uint8Array, start: number, end: number, handler: FrameHandler, own: boolean): void {
    const first = bytes[start]!;
    const second = bytes[start + 1]!;
    const masked = (second & 0x80) !== 0;
    const header = headerLength(second);
    const size = end - start - header;
    let payload = bytes;
    let payloadStart = start + header;
    if (masked) {
      payload = own ? new Uint8Array(size) : scratchFor(size);
      mask(payload, bytes, payloadStart - 4, payloadStart, end);
      payloadStart = 0;
    }
    const frame: Frame = {
      fin: (first & 0x80) !== 0,
      rsv: (first >> 4) & 7,
      opcode: first & 15,
      masked,
      key: start + header - 4,
      lengthBits: extendedLength(second) === 0 ? 7 : extendedLength(second) === 2 ? 16 : 64,
      header,
      length: payloadLength(bytes, start),
      bytes,
      start,
      end,
      payload,
      payloadStart,
      payloadEnd: payloadStart + size,
      text: false,
      compressed: false,
      violation: null,
      message: null,
    };
    const state = this.#state;
    const violation = this.#breach(frame);
    frame.violation = violation;
    if (violation !== null && !TOLERATED.has(violation)) state.failed = true;
    if (frame.opcode < OPCODE.close && (violation === null || IN_SEQUENCE.has(violation))) this.#data(frame);
    else if (frame.opcode === OPCODE.close) state.closed = true;
    handler.frame(frame);
  }

  /** The rule that a frame breaks, in the order in which `ws` looks. Also keeps the state of the text of fragments. */
  #breach(frame: Frame): RuleCode | null {
    const { opcode, rsv, fin } = frame;
    const { opcode: underWay } = this.#state;
    if ((rsv & 3) !== 0 || (rsv === 4 && (!this.#deflate || (opcode !== OPCODE.text && opcode !== OPCODE.binary))))
      return "websocket.reserved-bits";
    if (opcode === OPCODE.continuation) {
      if (underWay === 0) return "websocket.continuation";
    } else if (opcode === OPCODE.text || opcode === OPCODE.binary) {
      if (underWay !== 0) return "websocket.interleaved";
    } else if (opcode >= OPCODE.close && opcode <= OPCODE.pong) {
      if (!fin) return "websocket.control-fragmented";
      if (frame.length > 125) return "websocket.control-length";
      if (opcode === OPCODE.close && frame.length === 1) return "websocket.close-length";
    } else return "websocket.reserved-opcode";
    if (frame.masked !== (this.#from === "client"))
      return this.#from === "client" ? "websocket.unmasked" : "websocket.masked";
    if (this.#state.closed && opcode < OPCODE.close) return "websocket.after-close";
    return this.#badPayload(frame) ?? (isMinimal(frame) ? null : "websocket.length-form");
  }

  #badPayload(frame: Frame): RuleCode | null {
    const { payload, payloadStart, payloadEnd, opcode } = frame;
    if (opcode === OPCODE.close && frame.length >= 2) {
      if (!isCloseCode(payload[payloadStart]! * 256 + payload[payloadStart + 1]!)) return "websocket.close-code";
      const reason = checkUtf8(UTF8_START, payload, payloadStart + 2, payloadEnd);
      return reason === UTF8_START ? null : "websocket.close-reason";
    }
    const state = this.#state;
    const compressed = opcode === OPCODE.continuation ? state.compressed : frame.rsv === 4;
    const text = opcode === OPCODE.text || (opcode === OPCODE.continuation && state.opcode === OPCODE.text);
    const before = opcode === OPCODE.continuation ? state.utf8 : UTF8_START;
    if (!text || compressed || isCut(frame) || before === UTF8_BAD) return null;
    const after = checkUtf8(before, payload, payloadStart, payloadEnd);
    state.utf8 = after;
    return after === UTF8_BAD || (frame.fin && after !== UTF8_START) ? "websocket.utf8" : null;
  }

  /** Fragments into messages. */
  #data(frame: Frame): void {
    const state = this.#state;
    const first = frame.opcode !== OPCODE.continuation;
    const opcode = first ? frame.opcode : state.opcode;
    const compressed = first ? frame.rsv === 4 : state.compressed;
    const { payload: bytes, payloadStart: start, payloadEnd: end, length } = frame;
    frame.text = opcode === OPCODE.text;
    frame.compressed = compressed;
    const binary = opcode === OPCODE.binary;
    if (first && frame.fin) {
      if (!state.failed) frame.message = { binary, compressed, bytes, start, end, length };
      return;
    }
    const room = MESSAGE_LIMIT - this.#fragments.length;
    this.#fragments.push(bytes.slice(start, Math.min(end, start + room)));
    state.opcode = opcode;
    state.compressed = compressed;
    state.length += length;
    if (!frame.fin) return;
    const whole = this.#fragments.take();
    if (!state.failed)
      frame.message = { binary, compressed, bytes: whole, start: 0, end: whole.length, length: state.length };
    state.opcode = state.length = 0;
    state.compressed = false;
    state.utf8 = UTF8_START;
  }
}

/** Too long to be held: only its beginning is there. */
function isCut(frame: Frame): boolean {
  return frame.payloadEnd - frame.payloadStart < frame.length;
}

function isMinimal(frame: Frame): boolean {
  return frame.lengthBits === 7 || frame.length >= (frame.lengthBits === 16 ? 126 : 65_536);
}

/** Where the frame at `at` ends (beyond `bytes` if it is not all there); 0: its header is not all there; -1: nobody can tell. */
function wholeFrame(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) return 0;
  const second = bytes[at + 1]!;
  const lengthEnd = at + 2 + extendedLength(second);
  if (lengthEnd > bytes.length) return 0;
  const length = payloadLength(bytes, at);
  if (length > Number.MAX_SAFE_INTEGER) return -1;
  const header = headerLength(second);
  return at + header > bytes.length ? 0 : at + header + length;
}

/** Of the frame whose beginning is held: bytes up to the next thing that can be known. */
function missingBytes(held: Held): number {
  if (held.length < 2) return 2 - held.length;
  const bytes = held.peek();
  const header = headerLength(bytes[1]!);
  if (held.length < header) {
    const lengthEnd = 2 + extendedLength(bytes[1]!);
    return held.length < lengthEnd ? lengthEnd - held.length : header - held.length;
  }
  const total = header + payloadLength(bytes, 0);
  return (total > MESSAGE_LIMIT ? KEPT_OF_LONG : total) - held.length;
}

function scratchFor(size: number): Uint8Array {
  if (size > scratch.length) scratch = new Uint8Array(2 * size);
  return scratch;
}
