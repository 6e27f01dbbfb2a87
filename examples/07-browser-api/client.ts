/**
 * The WebSocket that every page has, without any package: Node has the same one since version 22. What is true of it
 * here is true in a browser.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { run } from "../run.ts";

/** `readyState` in words. */
const STATES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
/** What is sent in all, and in each piece; how much may wait. */
const [TOTAL, PIECE, LIMIT] = [320_000, 16_000, 65_536];

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const stateOf = (ws: WebSocket) => STATES[ws.readyState];
  const next = async (ws: WebSocket) => ((await once(ws, "message")) as [MessageEvent<unknown>])[0].data;
  const closed = async (ws: WebSocket) => ((await once(ws, "close")) as [CloseEvent])[0];
  /** The name of what is thrown. */
  const thrown = (act: () => void) => {
    try {
      act();
    } catch (error) {
      return (error as DOMException).name;
    }
    return "nothing";
  };

  say(
    "new WebSocket() returns at once; the handshake takes as long as it takes, here two seconds. Whoever sends too early gets an exception.",
  );
  const began = Date.now();
  const slow = new WebSocket(`${server.http.replace("http", "ws")}/slow?client=A`);
  check("the state is CONNECTING", stateOf(slow), "CONNECTING");
  check(
    "send() throws",
    thrown(() => slow.send("too early")),
    "InvalidStateError",
  );
  const waiting: string[] = ["this one waits for open"];
  slow.addEventListener("open", () => waiting.forEach((text) => slow.send(text)));
  await once(slow, "open");
  check(`OPEN, after ${Date.now() - began} ms`, stateOf(slow), "OPEN");
  check("what waited was received", await next(slow), JSON.stringify({ received: waiting[0]!.length }));

  say(
    `send() never waits and never refuses: it puts into a queue, however slow the other side reads. bufferedAmount says how much is in it. A sends ${TOTAL} bytes and keeps it under ${LIMIT}.`,
  );
  let most = 0;
  let received = 0;
  slow.addEventListener(
    "message",
    ({ data }) => (received = (JSON.parse(String(data)) as { received: number }).received),
  );
  // #region waiting
  for (let bytes = 0; bytes < TOTAL; bytes += PIECE) {
    while (slow.bufferedAmount + PIECE >= LIMIT) await wait(5);
    slow.send("x".repeat(PIECE));
    most = Math.max(most, slow.bufferedAmount);
  }
  // #endregion
  sent("A", `${TOTAL} bytes in ${TOTAL / PIECE} messages, at most ${most} bytes in the queue`);
  while (received < TOTAL + waiting[0]!.length) await once(slow, "message");
  got("A", `{"received":${received}}`);
  check("never more than the limit", most > 0 && most < LIMIT, true);
  for (let bytes = 0; bytes < TOTAL; bytes += PIECE) slow.send("x".repeat(PIECE));
  check("without waiting, all of it is in the queue", slow.bufferedAmount, TOTAL);
  slow.close();

  say("Bytes come as a Blob, whose content has to be waited for, unless one asks for an ArrayBuffer.");
  const ws = new WebSocket(`${server.ws}?client=B`);
  await once(ws, "open");
  const echoOf = (data: string | Uint8Array<ArrayBuffer>) => {
    ws.send(data);
    return next(ws);
  };
  const bytes = Uint8Array.of(1, 2, 255);
  check("a text comes as a string", await echoOf("línea"), "línea");
  check("bytes as a Blob", (await echoOf(bytes))?.constructor.name, "Blob");
  ws.binaryType = "arraybuffer";
  check("or as an ArrayBuffer", new Uint8Array((await echoOf(bytes)) as ArrayBuffer), bytes);

  say("close() says goodbye: CLOSING until the other side has answered, then CLOSED. A page may not use every code.");
  check(
    "1001 is for browsers and servers themselves",
    thrown(() => ws.close(1001)),
    "InvalidAccessError",
  );
  check(
    "a reason has at most 123 bytes, not characters",
    thrown(() => ws.close(4000, "é".repeat(62))),
    "SyntaxError",
  );
  ws.close(4000, "enough");
  check("CLOSING", stateOf(ws), "CLOSING");
  const goodbye = await closed(ws);
  got("B", `close ${goodbye.code}, "${goodbye.reason}"`);
  check("CLOSED, with our code, cleanly", [stateOf(ws), goodbye.code, goodbye.wasClean], ["CLOSED", 4000, true]);

  say("What went wrong, a page is not told: no such path (404) and no admission (403) look the same.");
  for (const path of ["nothing", "members"]) {
    const refused = new WebSocket(`${server.http.replace("http", "ws")}/${path}?client=C`);
    const end = closed(refused);
    const [error] = (await once(refused, "error")) as [Event];
    got("C", `${error.type} at /${path}`);
    const { code, reason, wasClean } = await end;
    check("1006: there was no goodbye, and no reason is given", [code, reason, wasClean], [1006, "", false]);
  }
});
