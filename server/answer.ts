/** Answers of the server itself: JSON, and refusals that name themselves. */
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody, explain, type ErrorCode } from "../protocol/errors.ts";

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  });
  response.end(text);
}

/** The catalogue's answer to a request. */
export function refuse(response: ServerResponse, code: ErrorCode, headers?: Record<string, string>): void {
  answerJson(response, statusOf(code), errorBody(code), headers);
}

/** The catalogue's answer where there is no `ServerResponse`: to an upgrade, or to bytes that are no request. Ends the connection. */
export function refuseConnection(socket: Duplex & { destroySoon?: () => void }, code: ErrorCode): void {
  socket.on("error", () => socket.destroy()); // the peer may be gone already
  if (!socket.writable) return void socket.destroy();
  const status = statusOf(code);
  const body = `${JSON.stringify(errorBody(code))}\n`;
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  // Reads on until the peer has closed: closing with unread bytes would send RST, and the answer could be lost.
  socket.resume();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), 1_000);
  socket.once("close", () => clearTimeout(timer));
}

function statusOf(code: ErrorCode): number {
  return explain(code).status ?? 500;
}
