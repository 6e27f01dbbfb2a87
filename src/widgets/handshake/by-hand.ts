/** The text of a handshake that is written by hand. */
import { toBase64 } from "../../../protocol/wire/bytes.ts";

/** A right one, with this key. */
export function rightText(host: string, key: string): string {
  return [
    "GET /ws?client=hand HTTP/1.1",
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
