/** Requests that Node's parser cannot read, or that its clock has given up. */
import type { Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "../protocol/errors.ts";
import { refuseConnection } from "./answer.ts";
import { stretchOf } from "./exchanges.ts";
import type { HostedLab } from "./hosted-lab.ts";

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: "http.head",
  ERR_HTTP_REQUEST_TIMEOUT: "http.slow",
};

/** Refuses them by name, in the log of the lab that they were for. */
export function refuseBadRequests(server: HttpServer): void {
  const answers = new WeakMap<object, ServerResponse>();
  server.prependListener("request", (request, response) => answers.set(request.socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    const underWay = answer?.headersSent === true && !answer.writableEnded;
    // In the middle of an answer, a refusal would be taken for a part of it.
    if (error.code === "ECONNRESET" || underWay) return void socket.destroy();
    const code = CODES[error.code ?? ""] ?? "http.malformed";
    const stretch = stretchOf(socket);
    if (stretch) (stretch.lab as HostedLab).refused(stretch, code);
    refuseConnection(socket, code);
  });
}
