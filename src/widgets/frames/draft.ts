/** A frame as the learner has put it together, and the bytes that it becomes: also those that no endpoint may send. */
import { toHex } from "../../../protocol/wire/bytes.ts";
import { encodeFrame, OPCODE, opcodeName } from "../../../protocol/wire/frame.ts";
import { encodeUtf8 } from "../../../protocol/wire/utf8.ts";
import { bytesOfHex } from "../../client/hex.ts";

/** What stands in the form. */
export interface Draft {
  fin: boolean;
  /** The three reserved bits as a number: RSV1 is 4. */
  rsv: number;
  opcode: number;
  masked: boolean;
  /** Eight hexadecimal digits. */
  key: string;
  /** Where the payload comes from; the others are kept for when they are chosen again. */
  source: "text" | "hex" | "run";
  text: string;
  hex: string;
  /** So many times the letter x. */
  run: number;
  /** How many bits the length takes; 0: as few as it can. */
  lengthBits: 0 | 7 | 16 | 64;
  /** A length that is not the payload's, in digits; empty: the true one. */
  length: string;
  /** Into how many frames the message is cut. */
  fragments: number;
}

/** Payload lengths at which something changes, and some between. 65,537 bytes are one more than the lab's server takes. */
export const RUNS = [0, 1, 2, 50, 125, 126, 127, 200, 1_000, 65_535, 65_536, 65_537] as const;

/** All opcodes, with their names. */
export const OPCODES = Array.from({ length: 16 }, (_, opcode) => ({
  opcode,
  name: opcodeName(opcode) ?? "reserved",
}));

/** A right frame with this key: a text without words. */
export function rightDraft(key: string): Draft {
  const bits = { fin: true, rsv: 0, opcode: OPCODE.text, masked: true, key } as const;
  const payload = { source: "text", text: "", hex: "", run: 200 } as const;
  return { ...bits, ...payload, lengthBits: 0, length: "", fragments: 1 };
}

/** Four random bytes. `crypto.getRandomValues` is there on pages over plain HTTP too. */
export function newKey(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(4)));
}

export type Field = "key" | "hex" | "length" | "lengthBits";

/** The frames of a draft, in the order of sending; or which field cannot be written, and why. */
export function framesOf(draft: Draft): { frames: Uint8Array[] } | { field: Field; wrong: string } {
  const typed = bytesOfHex(draft.key);
  const key = "bytes" in typed ? typed.bytes : undefined;
  if (draft.masked && key?.length !== 4)
    return { field: "key", wrong: "A key has four bytes: eight hexadecimal digits." };
  const read = payloadOf(draft);
  if ("wrong" in read) return { field: "hex", ...read };
  const payload = read.bytes;
  const length = draft.fragments > 1 || draft.length.trim() === "" ? undefined : lengthOf(draft.length);
  if (length === null) return { field: "length", wrong: "A whole number from 0 to 18446744073709551615 fits." };
  const wrong = misfit(draft.lengthBits, length ?? BigInt(payload.length));
  if (wrong) return { field: "lengthBits", wrong };

  const size = Math.ceil(payload.length / draft.fragments);
  const frames = Array.from({ length: draft.fragments }, (_, i) =>
    encodeFrame({
      fin: i === draft.fragments - 1 && draft.fin,
      rsv: i === 0 ? draft.rsv : 0,
      opcode: i === 0 ? draft.opcode : OPCODE.continuation,
      payload: payload.subarray(i * size, (i + 1) * size),
      key: draft.masked ? key! : undefined,
      lengthBits: draft.lengthBits || undefined,
      ...(length !== undefined && { length }),
    }),
  );
  return { frames };
}

function payloadOf({ source, text, hex, run }: Draft): { bytes: Uint8Array } | { wrong: string } {
  if (source === "hex") return bytesOfHex(hex);
  return { bytes: source === "text" ? encodeUtf8(text) : new Uint8Array(run).fill("x".charCodeAt(0)) };
}

/** @returns null where it is no number of 64 bits */
function lengthOf(digits: string): bigint | null {
  const text = digits.trim();
  if (!/^\d{1,20}$/.test(text)) return null;
  const length = BigInt(text);
  return length < 1n << 64n ? length : null;
}

function misfit(lengthBits: Draft["lengthBits"], length: bigint): string | undefined {
  if (lengthBits === 7 && length > 125n)
    return "Seven bits hold up to 125: 126 and 127 say that the length stands in the bytes that follow.";
  if (lengthBits === 16 && length > 65_535n) return "Sixteen bits hold up to 65535.";
  return undefined;
}
