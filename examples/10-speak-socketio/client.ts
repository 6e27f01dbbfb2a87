import { once } from "node:events";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { run } from "../run.ts";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const address = `${server.origin.replace(/^http/, "ws")}${server.path}?EIO=4&transport=websocket`;

  /** A plain WebSocket at Socket.IO's door, and what comes through it, one text after the other. */
  function knock(client: string) {
    const ws = new WebSocket(`${address}&client=${client}`);
    const come: string[] = [];
    let waiting: ((text: string) => void) | undefined;
    ws.on("message", (data) => {
      const text = String(data);
      got(client, text);
      if (waiting) waiting(text);
      else come.push(text);
      waiting = undefined;
    });
    const next = (): Promise<string> =>
      come.length > 0 ? Promise.resolve(come.shift()!) : new Promise((resolve) => (waiting = resolve));
    const tell = (text: string) => {
      sent(client, text);
      ws.send(text);
    };
    return { ws, next, tell };
  }

  say("A plain WebSocket connects to /socket.io/. The server begins: 0 is Engine.IO's open, with what it has to tell.");
  const a = knock("A");
  const open = await a.next();
  check("0 and JSON", Object.keys(JSON.parse(open.slice(1)) as object), [
    "sid",
    "upgrades",
    "pingInterval",
    "pingTimeout",
    "maxPayload",
  ]);

  say("Nobody is a client of Socket.IO yet. 40 asks for it: 4 is a message of Engine.IO, 0 in it is CONNECT.");
  a.tell("40");
  check("40 and the socket's id", /^40\{"sid":".{20}"\}$/.test(await a.next()), true);

  say("42 is an event: a JSON array, its name first. The server answers with an event of its own.");
  a.tell('42["hello","Ada"]');
  check("an event", await a.next(), '42["hello","Hello, Ada"]');

  say("A number between 42 and the array asks for an acknowledgement: 43, with the same number.");
  a.tell('427["add",2,3]');
  check("its acknowledgement", await a.next(), "437[5]");

  say("The server asks whether A is still there: 2. Who does not answer 3 is gone after the time-out.");
  check("a ping", await a.next(), "2");
  a.tell("3");
  a.ws.close();
  await once(a.ws, "close");

  say("What is no packet ends the connection.");
  const b = knock("B");
  await b.next();
  b.tell("hello");
  const [code] = (await once(b.ws, "close")) as [number];
  check("closed, without a code", code, 1005);

  say("And so does an event before 40: there is no socket that it could be for.");
  const c = knock("C");
  await c.next();
  c.tell('42["hello","Eve"]');
  check("closed, without a code", ((await once(c.ws, "close")) as [number])[0], 1005);

  say(
    "The other way round it does not work either. The library asks a plain WebSocket server, which knows only one thing.",
  );
  const failure = (transports: string[]) => {
    const { pathname } = new URL(server.ws);
    const socket = io(server.origin, {
      path: pathname,
      addTrailingSlash: false,
      query: { client: "D" },
      transports,
      timeout: 500,
      reconnection: false,
      forceNew: true,
    });
    return new Promise<string>((resolve) => {
      socket.on("connect_error", ({ message }) => {
        got("D", `connect_error: ${message}`);
        resolve(message);
        socket.disconnect();
      });
    });
  };
  check("by polling: 426, in the library's words", await failure(["polling"]), "xhr poll error");
  check("by WebSocket: it opens, and nobody says 0", await failure(["websocket"]), "timeout");
});
