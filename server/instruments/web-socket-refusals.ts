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

/** What ws calls the frames that it does not accept, where they are more than malformed. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: "message.large",
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: "message.large",
  WS_ERR_INVALID_UTF8: "message.text",
  WS_ERR_TOO_MANY_BUFFERED_PARTS: "message.fragments",
};

/** ws has found a frame that it does not accept, and closes the connection. Other errors are the connection's end. */
export function noteFrameError(notebook: Notebook, subject: Subject, error: Error & { code?: string }): void {
  if (!error.code?.startsWith("WS_ERR")) return;
  notebook.refusal(subject, REFUSALS[error.code] ?? "frame.malformed", `(${error.message})`);
}
