/** A program's own HTTP paths: a listener that throws must not leave its request without an answer. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { refuse, refuseConnection } from "../answer.ts";
import { stretchOf } from "../exchanges.ts";
import { attempt, wrapListeners } from "./listeners.ts";
import type { Notebook } from "./notebook.ts";

/** To be called before the program runs. */
export function instrumentRequests(http: Server, notebook: Notebook): void {
  wrapListeners(
    http,
    (type, listener) =>
      function (this: unknown, ...args: unknown[]) {
        return attempt(listener, this, args, (error) => {
          const [request, answer] = args as [IncomingMessage | undefined, ServerResponse | Duplex | undefined];
          notebook.threw(error, `http.on("${String(type)}")`, stretchOf(request?.socket));
          if (type === "request") answerThrow(answer as ServerResponse);
          else if (type === "upgrade") refuseConnection(answer as Duplex, "program.threw");
        });
      },
  );
}

function answerThrow(response: ServerResponse): void {
  if (!response.headersSent) refuse(response, "program.threw");
  // Half an answer cannot be taken back: the client must see that it is no whole one.
  else if (!response.writableEnded) response.destroy();
}
