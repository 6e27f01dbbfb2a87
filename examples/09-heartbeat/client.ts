import { once } from "node:events";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { run } from "../run.ts";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const began = Date.now();
  const since = () => `after ${Date.now() - began} ms`;
  const present = async () => {
    const answer = (await (await fetch(`${server.http}/present`)).json()) as { client: string; silent: number }[];
    return answer.map(({ client }) => client).sort();
  };

  say(
    "Two clients are connected, and nobody says anything. Each second the server sends a ping, a frame of its own kind: 89. A answers as everyone should, with a pong: 8a. B hears everything, and does not answer: as if its cable had been pulled out, or its page was frozen.",
  );
  const a = new WebSocket(`${server.ws}?client=A`);
  const b = new WebSocket(`${server.ws}?client=B`, { autoPong: false });
  let messages = 0;
  a.on("message", () => messages++);
  for (const [name, ws] of [
    ["A", a],
    ["B", b],
  ] as const)
    ws.on("ping", () => {
      got(name, `ping ${since()}`);
      if (name === "A") sent(name, "pong");
    });
  const gone = once(b, "close") as Promise<[number]>;
  const pings = countTo(2, (count) => a.on("ping", count));
  await Promise.all([once(a, "open"), once(b, "open")]);
  check("the server takes both to be there", await present(), ["A", "B"]);

  const [code] = await gone;
  const waited = Date.now() - began;
  got("B", `close ${code} ${since()}`);
  check("B was cut off, without a goodbye", code, 1006);
  check("after one second for the ping and one for the pong", waited > 1_900 && waited < 3_000, true);
  await pings;
  check("A is still there", await present(), ["A"]);
  check("and its program has not been told of any ping", messages, 0);

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

  say(
    "Socket.IO has a heartbeat of its own, made of messages: 2 is its ping, 3 its pong. So that one reaches the client's program, which may time the server too.",
  );
  const socket = io(server.origin, {
    path: server.path,
    query: { client: "C" },
    transports: ["websocket"],
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  const packets: string[] = [];
  await new Promise<void>((resolve) => {
    socket.io.engine.on("packet", ({ type }) => {
      if (type !== "ping") return;
      packets.push(type);
      got("C", `${type}: 2`);
    });
    socket.io.engine.on("packetCreate", ({ type }) => {
      if (type !== "pong") return;
      packets.push(type);
      sent("C", `${type}: 3`);
      resolve();
    });
  });
  check("a ping, then a pong", packets, ["ping", "pong"]);
  socket.disconnect();
});

/** Resolves when what `listen` listens to has happened so many times. */
function countTo(times: number, listen: (count: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let counted = 0;
    listen(() => {
      if (++counted === times) resolve();
    });
  });
}
