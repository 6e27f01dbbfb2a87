/** Connection errors in words: what the library said, what it means here, what to try. */

/**
 * @param error of `connect_error`; its message may be empty (Flask-SocketIO refuses a namespace that way)
 * @param active the library will try again by itself
 * @param elsewhere the address is one that the learner gave
 */
export function explainConnectError(error: Error, active: boolean, elsewhere: boolean): string {
  return `${meaning(error, active, elsewhere)} ${active ? "It is tried again by itself." : "It is not tried again by itself."}`;
}

function meaning(error: Error, active: boolean, elsewhere: boolean): string {
  if (error.message === "xhr poll error")
    return elsewhere
      ? "The first HTTP request failed. Is a Socket.IO server running at this address? If so, its list of allowed origins may lack this page's, or its version may be too old for client 4: the browser tells a page neither."
      : "The first HTTP request failed: the lab does not answer.";
  if (error.message === "websocket error")
    return elsewhere
      ? "The WebSocket could not be opened. The server may have none (a Flask server without simple-websocket answers 400), refuse this page's origin, or not be there."
      : "The WebSocket could not be opened: the lab refused it or does not answer.";
  if (error.message === "timeout")
    return "Nobody answered in time: is it a Socket.IO server at all, or a plain WebSocket server?";
  if (error.message === "Invalid namespace")
    return "The server has no such namespace. What follows the host in the address is the namespace, not the path.";
  if (!active)
    return error.message ? "The server refused this client." : "The server refused this client and gave no reason.";
  return "The connection could not be made.";
}

/** @param reason of the client's `disconnect` event */
export function explainDisconnect(reason: string): string {
  switch (reason) {
    case "io server disconnect":
      return "The server ended this connection on purpose: the client does not come back by itself.";
    case "ping timeout":
      return "The server's ping did not come in time. The client reconnects by itself.";
    case "transport close":
      return "The connection was closed under it. The client reconnects by itself.";
    case "transport error":
      return "The connection failed under it. The client reconnects by itself.";
    default:
      return "The connection ended.";
  }
}
