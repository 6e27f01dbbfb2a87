import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { run } from "../run.ts";
import type { ClientToServer, ServerToClient } from "./server.ts";

const TIMED_OUT = "operation has timed out";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const { origin, path } = server;
  const socket: Socket<ServerToClient, ClientToServer> = io(origin, { path, query: { client: "A" } });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));

  // Socket.IO's packets as they travel: 42 is an event, 43 an acknowledgement; then comes the number that ties them.
  const packets: string[] = [];
  const show = (line: typeof sent) => (packet: { type: string; data?: unknown }) => {
    const text = `4${packet.data}`;
    if (packet.type !== "message" || !/^4[23]/.test(text)) return;
    packets.push(text);
    line("A", text);
  };
  socket.io.engine.on("packetCreate", show(sent));
  socket.io.engine.on("packet", show(got));

  say("An event with an answer. The callback cannot travel: what travels is a number, 0 for the first.");
  const sum = await socket.timeout(5_000).emitWithAck("add", 2, 3);
  check("the answer is 5", sum, 5);
  check("the acknowledgement has the event's number", packets, ['420["add",2,3]', "430[5]"]);

  say(
    "The handler of this event returns 42. Socket.IO on Node does not look at that; for Flask-SocketIO it is the answer.",
  );
  const returned = await outcome(socket.timeout(1_000).emitWithAck("answer"));
  const flask = returned === 42;
  if (flask) check("the server is Flask-SocketIO: 42 came back", packets.at(-1), "431[42]");
  else check("the server is Socket.IO on Node: no answer", returned, TIMED_OUT);

  say("Nothing but a time limit tells that no answer will come. Here the handler does nothing at all.");
  const nothing = await outcome(socket.timeout(flask ? 5_000 : 300).emitWithAck("never"));
  if (flask) check("Flask answers by itself, with nothing", packets.at(-1), "432[]");
  else check("the limit of 300 ms passed", nothing, TIMED_OUT);

  say("A late answer: the client gives up after 100 ms. The packet comes all the same, and nobody waits for it.");
  check("the limit of 100 ms passed", await outcome(socket.timeout(100).emitWithAck("late", 200)), TIMED_OUT);
  check("a second one has time enough", await outcome(socket.timeout(5_000).emitWithAck("late", 300)), 300);
  check("the first answer came before it", packets.slice(-2), ["433[200]", "434[300]"]);

  say("The chat: everyone gets the message, the sender too, and the sender gets an acknowledgement.");
  const message = new Promise((resolve) => socket.once("message", resolve));
  const answer = await socket.timeout(5_000).emitWithAck("send_chat_message", { username: "ann", message: "hi" });
  check("the message", await message, "ann: hi");
  check("the acknowledgement", answer, { ok: true });
  check("the event came first", packets.slice(-2), ['42["message","ann: hi"]', '435[{"ok":true}]']);

  socket.disconnect();
});

/** What came, or the error's message. */
function outcome(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: Error) => error.message);
}
