import { once } from "node:events";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { run } from "../run.ts";
import type { Target } from "../run.ts";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const present = async () => {
    const answer = (await (await fetch(`${server.http}/present`)).json()) as { client: string; silent: number }[];
    return answer.map(({ client }) => client).sort();
  };
  /** A WebSocket whose pings are told. ws answers them by itself, like a browser, and before it tells of them. */
  const connect = async (name: string, { ws: url }: Target) => {
    const ws = new WebSocket(`${url}?client=${name}`);
    ws.on("ping", (data: Buffer) => {
      got(name, `ping "${data.toString()}"`);
      sent(name, `pong "${data.toString()}"`);
    });
    await once(ws, "open");
    return ws;
  };
  const stopwatch = () => {
    const began = Date.now();
    return () => Date.now() - began;
  };

  say(
    "Two clients are connected, and nobody says anything. B's line has frozen: nothing passes over it any more, and neither side was told. It looks just like A's, which is in order.",
  );
  const line = await server.line();
  const [a, b] = await Promise.all([connect("A", server), connect("B", line)]);
  line.freeze();
  const frozen = stopwatch();
  let messages = 0;
  a.on("message", () => messages++);
  check("the server takes both to be there", await present(), ["A", "B"]);

  say(
    "Each second after it has last heard of a client, the server sends a ping, a frame of its own kind: 89. A answers with a pong, 8a, and the same bytes in it. B's pong is awaited for another second.",
  );
  while ((await present()).includes("B")) await once(a, "ping");
  const waited = frozen();
  check("the server has given B up", await present(), ["A"]);
  check("after a second for the ping and one for the pong", waited > 1_900 && waited < 4_000, true);
  check("A's program has been told of no message", messages, 0);
  check("and B, who has no heartbeat, takes its connection to be open", b.readyState, WebSocket.OPEN);

  say("The line thaws. Only now B learns that at the other end nobody has been there for a while.");
  const ended = once(b, "close") as Promise<[number]>;
  line.thaw();
  const [code] = await ended;
  got("B", `close ${code}`);
  check("without a goodbye", code, 1006);
  a.removeAllListeners("ping"); // it goes on to answer

  say(
    "A line may also be slow. C's takes 600 ms in each direction: its pong comes after 1.2 seconds, and the server waits for one. So it cuts off a client that is there, and answers.",
  );
  const far = await server.line();
  const c = await connect("C", far);
  const cut = once(c, "close") as Promise<[number]>;
  far.delay(600);

  say(
    "Meanwhile: Socket.IO has a heartbeat of its own, made of messages. 2 is its ping, 3 its pong. That one reaches the client's program, which may time the server, too.",
  );
  const socket = io(server.origin, {
    path: server.path,
    query: { client: "D" },
    transports: ["websocket"],
    forceNew: true,
  });
  const packets: string[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.once("connect_error", reject).once("connect", () => {
      socket.io.engine.once("packet", ({ type }) => {
        packets.push(type);
        got("D", `${type}: 2`);
      });
      socket.io.engine.once("packetCreate", ({ type }) => {
        packets.push(type);
        sent("D", `${type}: 3`);
        resolve();
      });
    });
  });
  check("a ping, then a pong", packets, ["ping", "pong"]);
  socket.disconnect();

  got("C", `close ${(await cut)[0]}`);
  check("C is not taken to be there any more", (await present()).includes("C"), false);

  say(
    "The page of a browser neither sees pings nor can send any: the browser answers by itself. A page that wants to know whether the server is still there has to send a message, and wait for an answer.",
  );
  const echo = once(a, "message") as Promise<[Buffer]>;
  sent("A", "are you there?");
  a.send("are you there?");
  const [answer] = await echo;
  got("A", answer.toString());
  check("it is", answer.toString(), "are you there?");
  a.close();
});
