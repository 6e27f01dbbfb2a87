/**
 * The chat as a project of its own: its page and its Socket.IO server on one port.
 * `node examples/chat/app.ts`, then open http://127.0.0.1:5001/.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Server } from "socket.io";
import chat from "./server.ts";

const PORT = Number(process.env["PORT"] ?? 5001);

// #region page
const file = (path: string) => new URL(path, import.meta.url);
const FILES = new Map([
  ["/", { type: "text/html", file: file("static/index.html") }],
  ["/chat.js", { type: "text/javascript", file: file("static/chat.js") }],
  [
    "/socket.io.min.js",
    { type: "text/javascript", file: file("../../node_modules/socket.io-client/dist/socket.io.min.js") },
  ],
]);

const http = createServer(async (request, response) => {
  const found = FILES.get(request.url!.split("?", 1)[0]!);
  if (!found) return void response.writeHead(404).end("Not Found\n");
  response.setHeader("Content-Type", `${found.type}; charset=utf-8`).end(await readFile(found.file));
});
// #endregion

// #region origins
const others = process.env["ORIGINS"] ?? "http://127.0.0.1:3000 http://localhost:3000";
const origins = [`http://127.0.0.1:${PORT}`, `http://localhost:${PORT}`, ...others.split(" ")];

const io = new Server(http, {
  // For polling …
  cors: { origin: origins },
  // … and for WebSockets, which CORS does not touch. Who sends no Origin is no page.
  allowRequest: ({ headers }, decide) => decide(null, !headers.origin || origins.includes(headers.origin)),
});
// #endregion

// #region run
chat({ io });
http.listen(PORT, "127.0.0.1", () => console.log(`The chat is at http://127.0.0.1:${PORT}/. Ctrl+C ends it.`));
// #endregion
