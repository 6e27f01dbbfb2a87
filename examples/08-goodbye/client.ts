import { once } from "node:events";
import { WebSocket } from "ws";
import { run } from "../run.ts";

/** How a connection ended, as one of its sides saw it. */
type End = [code: number, reason: string];

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  /** Each way to die has a client of its own. */
  let letter = "A".charCodeAt(0);

  /** Connects, lets the client die, and gives both views of it. */
  async function die(
    how: string,
    act: (ws: WebSocket) => void,
    { ws: url } = server,
  ): Promise<{ client: End; server: End }> {
    const name = String.fromCharCode(letter++);
    const ws = new WebSocket(`${url}?client=${name}`);
    await once(ws, "open");
    const closed = once(ws, "close") as Promise<[number, Buffer]>;
    sent(name, how);
    act(ws);
    const [code, reason] = await closed;
    const client: End = [code, reason.toString()];
    got(name, `${code} ${reason}`.trim());
    return { client, server: await seenByServer(name) };
  }

  /** The server may learn of it a little later: it is asked until it knows. */
  async function seenByServer(name: string): Promise<End> {
    for (;;) {
      const answer = await fetch(`${server.http}/goodbyes`);
      const goodbyes = (await answer.json()) as { client: string; code: number; reason: string }[];
      const last = goodbyes.findLast(({ client }) => client === name);
      if (last) return [last.code, last.reason];
    }
  }

  say("The usual way: a close frame with 1000, which the other side answers. Both know that all was said.");
  const usual = await die("close(1000)", (ws) => ws.close(1000));
  check("1000 for both", usual, { client: [1000, ""], server: [1000, ""] });

  say("A close frame may have no code. 1005 stands for that; it is never sent.");
  const bare = await die("close()", (ws) => ws.close());
  check("1005 for both", bare, { client: [1005, ""], server: [1005, ""] });

  say("The line is cut: no close frame, from nobody. 1006 stands for that; it is never sent either.");
  const line = await server.line();
  const cut = await die("(the line is cut)", () => line.cut(), line);
  check("1006 for both", cut, { client: [1006, ""], server: [1006, ""] });
  const vanished = await die("vanish", (ws) => ws.send("vanish"));
  check("1006 for both, when the server cuts it", vanished, { client: [1006, ""], server: [1006, ""] });

  say(
    "More than the server takes: it says 1009 and reads no further, so it does not see the answer to its own goodbye.",
  );
  const large = await die("1,025 bytes", (ws) => ws.on("error", () => {}).send("x".repeat(1_025)));
  check("1009 for the client, 1006 for the server", large, { client: [1009, ""], server: [1006, ""] });

  say("4000 to 4999 are for programs: each says what they mean. The reason is for people, 123 bytes at most.");
  const kicked = await die("close 4001 out of turn", (ws) => ws.send("close 4001 out of turn"));
  check("4001 and the reason for both", kicked, { client: [4001, "out of turn"], server: [4001, "out of turn"] });

  say("1006 cannot be asked for: whoever tries gets the text back, as with any other text.");
  const ws = new WebSocket(`${server.ws}?client=Z`);
  await once(ws, "open");
  const answer = once(ws, "message") as Promise<[Buffer]>;
  sent("Z", "close 1006");
  ws.send("close 1006");
  const [text] = await answer;
  got("Z", text.toString());
  check("no goodbye", text.toString(), "close 1006");
  ws.close(1000);
});
