import { io } from "socket.io-client";
import type { ManagerOptions, SocketOptions } from "socket.io-client";
import { run } from "../run.ts";

/** Between the packets of one HTTP body. */
const SEPARATOR = "\x1e";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const proxy = async (order: "drop-upgrade" | "pass-upgrade") => {
    sent("–", `POST /proxy/${order}`);
    check("done", (await fetch(`${server.http}/proxy/${order}`, { method: "POST" })).status, 204);
  };

  say("Polling by hand. A GET without a session's id opens one: 0, and what the server has to tell.");
  const base = `${server.origin}${server.path}?EIO=4&transport=polling&client=A`;
  const shown = (text: string) => text.replaceAll(SEPARATOR, "␞");
  const get = async (address: string) => {
    sent("A", "GET");
    const body = await (await fetch(address)).text();
    got("A", shown(body));
    return body;
  };
  const post = async (address: string, body: string) => {
    sent("A", `POST ${shown(body)}`);
    check("ok", await (await fetch(address, { method: "POST", body })).text(), "ok");
  };
  const { sid, upgrades } = JSON.parse((await get(base)).slice(1)) as { sid: string; upgrades: string[] };
  check("a WebSocket is offered", upgrades, ["websocket"]);
  const session = `${base}&sid=${sid}`;

  say("What goes to the server is a POST each, what comes from it the answer of a GET.");
  await post(session, "40");
  check("40 and the socket's id", /^40\{"sid":".{20}"\}$/.test(await get(session)), true);

  say("Several packets in one body are separated by the character 0x1e, shown as ␞ here.");
  const two = ['42["message","one"]', '42["message","two"]'].join(SEPARATOR);
  await post(session, two);
  check("both come back in one answer", await get(session), two);

  say("Bytes cannot stand in such a text: they travel as b and base64, a third longer than they are.");
  const bytes = ['451-["message",{"_placeholder":true,"num":0}]', "bAQL/"].join(SEPARATOR);
  await post(session, bytes);
  check("1, 2, 255", await get(session), bytes);
  await post(session, "1");

  /** The library, and what its present transport and its probe say. */
  const connect = async (client: string, options: Partial<ManagerOptions & SocketOptions> = {}) => {
    const { origin, path } = server;
    const socket = io(origin, { path, query: { client }, forceNew: true, reconnection: false, ...options });
    const { engine } = socket.io;
    const climb = new Promise<string>((resolve) => {
      engine.once("upgrade", () => resolve("upgraded"));
      engine.once("upgradeError", () => resolve("refused"));
    });
    const begun = new Promise<string>((resolve) => {
      socket.once("connect", () => resolve("connected"));
      socket.once("connect_error", ({ message }) => resolve(message));
    });
    return {
      climb,
      begun: await begun,
      transport: () => engine.transport.name,
      async echo(text: string) {
        const back = new Promise((resolve) => socket.once("message", resolve));
        sent(client, `${text}, over ${engine.transport.name}`);
        socket.emit("message", text);
        return back;
      },
      leave: () => void socket.disconnect(),
    };
  };

  say("The library does all of this by itself, and tries a WebSocket beside it. When it is sure of it, it moves over.");
  const b = await connect("B");
  check("B climbs", await b.climb, "upgraded");
  check("its transport", b.transport(), "websocket");
  check("a message comes back", await b.echo("hello"), "hello");
  b.leave();

  say("Now the proxy drops the header Upgrade. C is connected all the same.");
  await proxy("drop-upgrade");
  const c = await connect("C");
  check("C is", c.begun, "connected");
  check("its WebSocket is", await c.climb, "refused");
  for (const text of ["one", "two", "three"]) check("a message comes back", await c.echo(text), text);
  check("its transport", c.transport(), "polling");

  say("Who was told to use nothing but a WebSocket has nothing to fall back to.");
  const d = await connect("D", { transports: ["websocket"] });
  check("D is not connected", d.begun, "websocket error");
  d.leave();

  say("The proxy lets Upgrade pass again. C does not notice: a connection tries it once, when it begins.");
  await proxy("pass-upgrade");
  for (const text of ["four", "five", "six"]) check("a message comes back", await c.echo(text), text);
  check("its transport", c.transport(), "polling");
  c.leave();

  say("A new connection tries again.");
  const e = await connect("C");
  check("C climbs", await e.climb, "upgraded");
  check("a message comes back", await e.echo("hello"), "hello");
  check("its transport", e.transport(), "websocket");
  e.leave();
});
