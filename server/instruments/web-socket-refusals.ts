/** WebSockets that are told no, by ws itself or by a limit. */
import type { WebSocket } from "ws";
import { explain, type ErrorCode } from "../../protocol/errors.ts";
import type { Notebook, Subject } from "./notebook.ts";

/** How long a client may take to answer the close frame. */
const CLOSE_GRACE = 1_000;

/** Closes with the catalogue's close code and message; cuts off who does not answer. */
export function closeRefused(webSocket: WebSocket, code: ErrorCode): void {
  const { close, message } = explain(code);
  webSocket.close(close, message);
  const timer = setTimeout(() => webSocket.terminate(), CLOSE_GRACE);
  webSocket.once("close", () => clearTimeout(timer));
}

/** ws has found a frame that it does not accept, and closes the connection. */
export function noteFrameError(notebook: Notebook, subject: Subject, error: Error & { code?: string }): void {
  if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") notebook.refusal(subject, "message.large");
  else if (error.code === "WS_ERR_INVALID_UTF8") notebook.refusal(subject, "message.text", `(${error.message})`);
  else if (error.code?.startsWith("WS_ERR")) notebook.refusal(subject, "frame.malformed", `(${error.message})`);
  // Others are the connection's: its end is in the log.
}
