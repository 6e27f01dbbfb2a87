import { on, once } from "node:events";
import { WebSocket } from "ws";
import { run } from "../run.ts";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const ws = new WebSocket(`${server.ws}?client=A`);
  const messages = on(ws, "message");
  const send = (text: string) => {
    ws.send(text);
    sent("A", text);
  };
  const next = async () => {
    const text = String((await messages.next()).value![0]);
    got("A", text);
    return text;
  };

  await once(ws, "open");
  say(
    "The line is open: one HTTP request, one answer, and from then on both sides may send. A waits and says nothing.",
  );

  await fetch(`${server.http}/speak`, { method: "POST" });
  const unasked = ["Nobody asked me.", "A server can speak first."];
  check("the server spoke first, twice in a row", [await next(), await next()], unasked);

  say("A sends three messages and does not wait for an answer in between.");
  for (const text of ["one", "two", "three"]) send(text);
  check("messages keep their order", [await next(), await next(), await next()], ["one", "two", "three"]);

  say("This program echoes, but a message needs no answer: the server speaks between two messages of A.");
  send("before");
  check("the echo", await next(), "before");
  await fetch(`${server.http}/speak`, { method: "POST" });
  check("two messages that answer nothing", [await next(), await next()], unasked);
  send("after");
  check("the same line still", await next(), "after");

  say("Either side may end it, with a close frame that the other one answers.");
  ws.close(1000);
  const [code] = await once(ws, "close");
  check("closed with code 1000, by both", code, 1000);
});
