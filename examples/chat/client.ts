import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { run } from "../run.ts";
import type { ClientToServer, ServerToClient } from "./server.ts";

type Client = Socket<ServerToClient, ClientToServer>;

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const { origin, path } = server;
  const heard: Record<string, string[]> = {};
  const enter = async (name: string): Promise<Client> => {
    const socket: Client = io(origin, { path, query: { client: name }, forceNew: true });
    const lines = (heard[name] = [] as string[]);
    // Before it is connected: what is said right after that must not be missed.
    socket.on("message", (line) => {
      lines.push(line);
      got(name, JSON.stringify(["message", line]));
    });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
    return socket;
  };
  const tell = (name: string, socket: Client, message: string) => {
    sent(name, JSON.stringify(["send_chat_message", { username: name, message }]));
    return socket.timeout(5_000).emitWithAck("send_chat_message", { username: name, message });
  };

  say("Ann and Ben enter. What Ann says, the server sends to everyone, and so to Ann, too.");
  const [ann, ben] = [await enter("ann"), await enter("ben")];
  const line = new Promise((resolve) => ben.once("message", resolve));
  await tell("ann", ann, "hi");
  check("Ben hears it, in one string", await line, "ann: hi");
  check("so does Ann, once", heard["ann"], ["ann: hi"]);

  say("A message that is none: with no acknowledgement, nothing but a time limit tells that something went wrong.");
  const outcome = await ann
    .timeout(500)
    .emitWithAck("send_chat_message", null as never)
    .catch(String);
  check("nobody answers", outcome, "Error: operation has timed out");
  check("Ann is still connected", ann.connected, true);

  say("What people write is text. A server sends it as it is; a page has to show it as text.");
  const bold = new Promise((resolve) => ann.once("message", resolve));
  await tell("ben", ben, "<b>loud</b>");
  check("it comes as it was written", await bold, "ben: <b>loud</b>");

  ann.disconnect();
  ben.disconnect();
});
