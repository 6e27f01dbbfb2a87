/** Bare ws, as its documentation starts it. */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { chatOnWebSocket } from "../chat.ts";
import { announce } from "./announce.ts";

const http = createServer();
chatOnWebSocket(new WebSocketServer({ server: http }));
http.listen(0, "127.0.0.1", () => announce(http));
