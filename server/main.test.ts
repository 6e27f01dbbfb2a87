import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocketClient } from "./testing/web-socket-client.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const PROGRAMS = join(import.meta.dirname, "testing/programs");

const running: ChildProcess[] = [];
const blocking: Server[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  for (const server of blocking.splice(0)) server.close();
});

interface Started {
  child: ChildProcess;
  /** What it has printed. */
  out: () => string;
  errors: () => string;
  exit: Promise<unknown[]>;
  /** The address in the ready line, waited for. */
  ready: Promise<string>;
}

function start(args: string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, PORT: "", ...env } });
  running.push(child);
  let [out, errors] = ["", ""];
  const exit = once(child, "exit");
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      out += String(text);
      const url = /^Wirelight is ready: (http:\/\/\S+\/)$/m.exec(out)?.[1];
      if (url) resolve(url);
    });
    void exit.then(() => reject(new Error(errors)));
  });
  ready.catch(() => {}); // some are not meant to be ready
  child.stderr.on("data", (text: Buffer) => (errors += String(text)));
  return { child, out: () => out, errors: () => errors, exit, ready };
}

/** A port that something listens on: this one, or another program's where that has it already. */
async function takenPort(port = 0): Promise<number> {
  const server = createServer();
  blocking.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch(() => {}); // taken, as it shall be
  return server.listening ? (server.address() as AddressInfo).port : port;
}

test("prints one line when it is ready, and nothing else", async () => {
  const { ready, out, errors } = start(["--port", "0"]);
  const url = await ready;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await (await fetch(`${url}healthz`)).json()).toMatchObject({ status: "ok" });
  const lines = out()
    .split("\n")
    .filter((line) => !line.startsWith("The site is not built"));
  expect([lines, errors()]).toEqual([[`Wirelight is ready: ${url}`, ""], ""]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s: every WebSocket gets 1001, exit 0, and nobody who is deaf is waited for",
  async (signal) => {
    const { child, ready, exit } = start(["--port", "0", "--programs", PROGRAMS]);
    const url = await ready;
    const lab = (await (await fetch(`${url}api/labs`, { method: "POST", body: '{"program":"probe"}' })).json()) as {
      ws: string;
      log: string;
      http: string;
    };
    const clients = [lab.ws, lab.log].map((path) => new WebSocketClient(url.replace("http", "ws").slice(0, -1) + path));
    await Promise.all(clients.map(({ opened }) => opened));
    const waiting = fetch(new URL(`${lab.http}wait`, url)).catch(() => "ended");
    // Does not answer close frames, so it has to be cut off. Whoever waits for it waits longer than this test.
    const deaf = new WebSocketClient(url.replace("http", "ws").slice(0, -1) + lab.ws);
    await deaf.opened;
    deaf.socket.pause();
    child.kill(signal);
    expect(await Promise.all(clients.map(async ({ closed }) => (await closed).code))).toEqual([1001, 1001]);
    expect(await exit).toEqual([0, null]);
    expect(await waiting).toBe("ended");
  },
);

describe("the port", () => {
  test("3000 where nobody asked for one, or the next that is free", async () => {
    await takenPort(3_000);
    const { ready } = start([]);
    expect(Number(new URL(await ready).port)).toBeGreaterThan(3_000);
  });

  test.each(["--port", "PORT"])("that was asked for (%s) and is taken is an error", async (way) => {
    const port = await takenPort();
    const { exit, errors, out } = way === "PORT" ? start([], { PORT: `${port}` }) : start(["--port", `${port}`]);
    expect(await exit).toEqual([1, null]);
    expect([out(), errors()]).toEqual(["", `Port ${port} is taken.\n`]);
  });
});

test("on all addresses, those of the local network are printed", async () => {
  const { ready, out } = start(["--port", "0", "--host", "0.0.0.0"]);
  const { port } = new URL(await ready);
  for (const line of out()
    .split("\n")
    .filter((each) => each.startsWith("On this network")))
    expect(line).toMatch(new RegExp(`^On this network: http://\\d+\\.\\d+\\.\\d+\\.\\d+:${port}/$`));
});

test("--help says what there is, and starts nothing", async () => {
  const { exit, out } = start(["--help"]);
  expect(await exit).toEqual([0, null]);
  for (const option of ["--port", "--host", "--origin", "--programs", "--limit", "--log"])
    expect(out()).toContain(option);
});

test.each([
  [["--nothing"], "--nothing"],
  [["--origin", "nowhere"], "--origin takes an origin like https://course.example, not nowhere"],
  [["--programs", "/no/such/folder"], "/no/such/folder"],
])("%j is an error, in words", async (args, message) => {
  const { exit, errors } = start(["--port", "0", ...args]);
  expect(await exit).toEqual([1, null]);
  expect(errors()).toContain(message);
});

test("a program's throw in a timer ends nothing; --log info tells of it, one JSON object a line", async () => {
  const { ready, errors, child } = start(["--port", "0", "--programs", PROGRAMS, "--log", "info"]);
  const url = await ready;
  const lab = (await (await fetch(`${url}api/labs`, { method: "POST", body: '{"program":"probe"}' })).json()) as {
    ws: string;
    socketio: string;
    log: string;
  };
  const client = new WebSocketClient(
    `${url.replace("http", "ws").slice(0, -1)}${lab.socketio}?EIO=4&transport=websocket`,
  );
  await client.next();
  client.send("40");
  await client.next();
  client.send('42["throw in a timer"]');
  await expect.poll(errors).toContain("program.threw");
  expect(child.exitCode).toBeNull();
  const events = errors()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { level: string; event: string });
  expect(events.map(({ level, event }) => `${level} ${event}`)).toEqual(["info lab.opened", "info program.threw"]);
  const log = await (await fetch(new URL(`${lab.log}?follow=0`, url))).text();
  expect(log).toContain('"where":"timer or promise"');
  client.close();
});
