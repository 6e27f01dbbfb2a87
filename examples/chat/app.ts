/**
 * The chat as a project of its own: its page and its Socket.IO server on one port.
 * `npm run example -- chat --serve --port 5001` starts it, then open http://127.0.0.1:5001/.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Server } from "socket.io";
import chat from "./server.ts";

const PORT = Number(process.env["PORT"] ?? 5001);

// #region page
const here = (path: string) => new URL(path, import.meta.url);
const CLIENT = "../../node_modules/socket.io-client/dist/socket.io.min.js";
const FILES = new Map([
  ["/", { type: "text/html", file: here("static/index.html") }],
  ["/chat.js", { type: "text/javascript", file: here("static/chat.js") }],
  ["/socket.io.min.js", { type: "text/javascript", file: here(CLIENT) }],
]);

const http = createServer(async (request, response) => {
  const found = FILES.get(request.url!.split("?", 1)[0]!);
  if (!found) return void response.writeHead(404).end("Not Found\n");
  response.setHeader("Content-Type", `${found.type}; charset=utf-8`);
  response.end(await readFile(found.file));
});
// #endregion

// #region origins
const playground = "http://127.0.0.1:3000 http://localhost:3000";
const others = (process.env["ORIGINS"] ?? playground).split(" ");
const origins = [`http://127.0.0.1:${PORT}`, `http://localhost:${PORT}`, ...others];
const allowed = (origin?: string) => origin === undefined || origins.includes(origin);

const io = new Server(http, {
  // For polling …
  cors: { origin: origins },
  // … and for WebSockets, which CORS does not touch. Who sends no Origin is no page.
  allowRequest: ({ headers }, decide) => decide(null, allowed(headers.origin)),
});
// #endregion

// #region run
chat({ io });
http.listen(PORT, "127.0.0.1");
// #endregion
