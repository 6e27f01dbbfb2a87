/** A handshake and frames that are written by hand: what the lab's server is asked to send for the page. */
import { toBase64, toHex } from "../../protocol/wire/bytes.ts";
import { HostError } from "./host/host.ts";
import type { LabSession } from "./lab.ts";

/** The name in the log of whoever writes by hand. */
export const HAND = "hand";

/** The text of a right handshake, with this key. */
export function rightText(host: string, key: string): string {
  return [
    `GET /ws?client=${HAND} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
  ].join("\n");
}

/** Sixteen random bytes in base64. `crypto.getRandomValues` is there on pages over plain HTTP too. */
export function newKey(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(16)));
}

/** As it stands on the wire: each line ended by CR LF, and an empty line at the end (RFC 9112 §2.1). */
export function onTheWire(text: string): string {
  const lines = text.replace(/\s+$/, "").split(/\r?\n/);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

type Lab = Pick<LabSession, "open" | "verb">;

/** A new WebSocket made by hand, in place of the one before. @throws {HostError} when refused */
export async function connectByHand(lab: Lab, host: string): Promise<void> {
  await lab.open();
  const request = onTheWire(rightText(host, newKey()));
  await lab.verb({ verb: "handshake", handshake: { request } });
}

/** Sends frames over the WebSocket made by hand; makes one where none is open. @throws {HostError} when refused */
export async function sendByHand(lab: Lab, host: string, frames: readonly Uint8Array[]): Promise<void> {
  await lab.open();
  const [first, ...others] = piecesOf(frames);
  if (first === undefined) return;
  if (!(await wasSent(lab, first))) {
    await connectByHand(lab, host);
    await lab.verb({ verb: "bytes", bytes: { hex: first } });
  }
  // Where the server closes before it has all of them, the log says why.
  for (const hex of others) if (!(await wasSent(lab, hex))) return;
}

/** @returns false where no WebSocket made by hand is open */
async function wasSent(lab: Lab, hex: string): Promise<boolean> {
  try {
    await lab.verb({ verb: "bytes", bytes: { hex } });
    return true;
  } catch (error) {
    if (error instanceof HostError && error.code === "hand.closed") return false;
    throw error;
  }
}

/** Bytes that go to the server with one request; it takes no more than 16 KiB of JSON. */
const PIECE = 7_000;

/** What is sent one after the other, in hexadecimal digits: each frame by itself, long ones in pieces. */
export function piecesOf(frames: readonly Uint8Array[]): string[] {
  return frames.flatMap((frame) =>
    Array.from({ length: Math.ceil(frame.length / PIECE) }, (_, i) =>
      toHex(frame.subarray(i * PIECE, (i + 1) * PIECE)),
    ),
  );
}
