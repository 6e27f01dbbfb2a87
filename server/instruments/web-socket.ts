/** What the program does with raw WebSockets, as notes in the lab's log. */
import type { IncomingMessage } from "node:http";
import type { WebSocket, WebSocketServer } from "ws";
import type { Limits } from "../../protocol/limits.ts";
import type { Place } from "../../protocol/records.ts";
import { stretchOf, type Stretch } from "../exchanges.ts";
import { Rate } from "../rate.ts";
import { describe } from "./describe.ts";
import { attempt, wrapListeners, type Listener } from "./listeners.ts";
import { NOBODY, type Notebook, type Subject } from "./notebook.ts";
import { scope } from "./scope.ts";
import { closeRefused, noteFrameError } from "./web-socket-refusals.ts";

/** To be called before the program runs. */
export function instrumentWebSockets(wss: WebSocketServer, notebook: Notebook, limits: Limits): void {
  const connections = new WeakMap<WebSocket, { subject: Subject; cause: number }>();
  wss.on("connection", (webSocket: WebSocket, request: IncomingMessage) => {
    const stretch = stretchOf(request.socket);
    if (!stretch) return;
    const id = `c${stretch.conn}`;
    const cause = notebook.act(stretch, "connection", { id, protocol: "websocket" });
    connections.set(webSocket, { subject: stretch, cause });
    instrumentWebSocket(webSocket, stretch, id, notebook, limits);
  });
  wrapListeners(
    wss,
    (type, listener) =>
      function (this: unknown, ...args: unknown[]) {
        const { subject, cause } = connections.get(args[0] as WebSocket) ?? { subject: NOBODY, cause: undefined };
        return scope.run({ ...scope.getStore(), cause }, () =>
          attempt(listener, this, args, (error) => notebook.threw(error, `wss.on("${String(type)}")`, subject)),
        );
      },
  );
}

function instrumentWebSocket(
  webSocket: WebSocket,
  stretch: Stretch,
  id: string,
  notebook: Notebook,
  limits: Limits,
): void {
  const { emit, send } = webSocket;
  const rate = new Rate(limits["connection.messages"]);
  let received = 0;
  let sent = 0;
  let refused = false;

  const refuse = (code: "connection.messages" | "connection.buffered"): void => {
    if (refused) return;
    refused = true;
    notebook.refusal(stretch, code);
    if (code === "connection.messages") closeRefused(webSocket, code);
    else webSocket.terminate(); // it would not read a close frame either
  };

  webSocket.emit = (type: string, ...args: unknown[]): boolean => {
    const call = () => emit.call(webSocket, type, ...args);
    switch (type) {
      case "message":
        if (!refused && rate.exceeded()) refuse("connection.messages");
        return refused || scope.run({ lab: notebook, in: [id, received++] }, call);
      case "ping":
        if (!refused && rate.exceeded()) refuse("connection.messages");
        return refused || call();
      case "close": {
        const [code, reason] = args as [number, Buffer];
        const cause = notebook.act(stretch, "disconnect", { id, reason: `${code} ${reason.toString()}`.trimEnd() });
        return scope.run({ lab: notebook, cause }, call);
      }
      case "error":
        noteFrameError(notebook, stretch, args[0] as Error);
        // Without a listener, Node would throw: ws closes the connection by itself.
        return webSocket.listenerCount("error") > 0 && call();
      default:
        return call();
    }
  };

  webSocket.send = (data: Parameters<WebSocket["send"]>[0], ...rest: unknown[]): void => {
    const open = webSocket.readyState === webSocket.OPEN;
    const [options] = rest as [{ fin?: boolean } | undefined];
    const place: Place = [id, options?.fin === false ? sent : sent++];
    const { conn, client } = stretch;
    const to = open ? [client === undefined ? { id } : { client, id }] : [];
    notebook.sent(
      { conn, client },
      { id, call: "send", name: "message", args: describe([data]), to },
      open ? [place] : [],
    );
    (send as Listener).call(webSocket, ownCopy(data), ...rest);
    if (webSocket.bufferedAmount > limits["connection.buffered"]) refuse("connection.buffered");
  };

  wrapListeners(webSocket, (type, listener) => {
    const where = `ws.on("${String(type)}")`;
    const caught = (error: unknown): void => notebook.threw(error, where, stretch);
    if (type !== "message") return (...args) => attempt(listener, webSocket, args, caught);
    return (data: Buffer, isBinary: boolean) => {
      const args = describe([isBinary ? data : data.toString()]);
      const cause = notebook.act(stretch, "event", { id, name: "message", args });
      return scope.run({ ...scope.getStore(), cause }, () => attempt(listener, webSocket, [data, isBinary], caught));
    };
  });
}

/** What is sent leaves at the end of the turn: until then, a program may go on to change its own bytes. */
function ownCopy(data: Parameters<WebSocket["send"]>[0]): Parameters<WebSocket["send"]>[0] {
  if (ArrayBuffer.isView(data)) return Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return data instanceof ArrayBuffer ? data.slice(0) : data;
}
