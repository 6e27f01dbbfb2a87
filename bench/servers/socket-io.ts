/** Plain Socket.IO, as its documentation starts it. */
import { createServer } from "node:http";
import { Server } from "socket.io";
import { chatOnSocketIO } from "../chat.ts";
import { announce } from "./announce.ts";

const http = createServer();
chatOnSocketIO(new Server(http));
http.listen(0, "127.0.0.1", () => announce(http));
