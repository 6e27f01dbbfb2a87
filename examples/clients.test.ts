/** Every example as a reader runs it: `node examples/<name>/client.ts`. */
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { FLASK_WAYS, noFlask, serveFlask, type FlaskWay } from "../e2e/support/flask.ts";
import { root, serveExample, type Running } from "../e2e/support/programs.ts";
import { capture } from "../scripts/processes.mjs";
import type { Program } from "./lab.ts";

const names = readdirSync(join(root, "examples")).filter((name) =>
  existsSync(join(root, "examples", name, "client.ts")),
);
const twins = names.filter((name) => existsSync(join(root, "examples", name, "server.py")));

const running: Running[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await program.stop();
});

function runClient(name: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return capture(process.execPath, [`examples/${name}/client.ts`, ...args], { cwd: root });
}

async function serve(program: Promise<Running>): Promise<string> {
  running.push(await program);
  return running.at(-1)!.url;
}

const skipped = noFlask ? ` (skipped: ${noFlask})` : "";

test("the examples are found", () => {
  expect(names).toEqual(expect.arrayContaining(["03-ws-echo", "05-handshake", "12-ack", "13-who", "chat"]));
  expect(twins).toEqual(expect.arrayContaining(["12-ack", "13-who", "14-namespaces", "chat"]));
});

describe.each(names)("%s", (name) => {
  test("sees what it explains, with its own program", async () => {
    const { code, output } = await runClient(name);
    expect(output).toMatch(/✓/);
    expect(output).not.toMatch(/✗/);
    expect(code).toBe(0);
  });

  test("sees the same with --url, and the program ends well", async () => {
    const program = await serveExample(name);
    const { code, output } = await runClient(name, "--url", `${program.url}/`);
    expect([code, output.match(/✗.*/)]).toEqual([0, null]);
    expect(await program.stop()).toBe(0);
  });
});

describe.skipIf(noFlask).each(twins)(`%s${skipped}`, (name) => {
  describe.each(Object.keys(FLASK_WAYS) as FlaskWay[])("with its Flask twin by %s", (way) => {
    test(`sees what it explains, and is offered ${["polling", ...FLASK_WAYS[way].upgrades].join(" and ")}`, async () => {
      const url = await serve(serveFlask(name, way));
      const { code, output } = await runClient(name, "--url", url);
      expect([code, output.match(/✗.*/)]).toEqual([0, null]);
      const open = await (await fetch(await handshakeAt(url))).text();
      expect(JSON.parse(open.slice(1)).upgrades).toEqual(FLASK_WAYS[way].upgrades);
    });
  });

  test("its Flask twin takes the pages that it is told to take, and no others", async () => {
    const pages = ["http://127.0.0.1:3001", "http://127.0.0.1:3002"];
    const handshake = await handshakeAt(await serve(serveFlask(name, "python server.py", ...pages)));
    const statusFor = async (origin: string) => (await fetch(handshake, { headers: { origin } })).status;
    expect(await Promise.all([...pages, "http://127.0.0.1:3000"].map(statusFor))).toEqual([200, 200, 400]);
  });

  /** Of a session by polling, at the path that the program has. */
  async function handshakeAt(url: string): Promise<string> {
    const { options } = (await import(`./${name}/server.ts`)) as Program;
    return `${url}${options?.io?.path ?? "/socket.io/"}?EIO=4&transport=polling`;
  }
});

describe("the command line", () => {
  test("a server that behaves otherwise than explained ends the client with 1 and the difference", async () => {
    const server = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, output } = await runClient("05-handshake", "--url", url);
    server.close();
    expect(output).toContain(
      '✗ 426 Upgrade Required: expected "HTTP/1.1 426 Upgrade Required", saw "HTTP/1.1 200 OK".',
    );
    expect(code).toBe(1);
  });

  test("so does a server that is not there", async () => {
    const { code, output } = await runClient("12-ack", "--url", "http://127.0.0.1:1");
    expect(output).toContain("✗ xhr poll error");
    expect(code).toBe(1);
  });

  test("a line that TLS would refuse to lead over is refused at once, with the reason", async () => {
    const { code, output } = await runClient("09-heartbeat", "--url", "https://127.0.0.1:1");
    expect(output).toContain("✗ A line leads to http:// only: its near end has no certificate.");
    expect(code).toBe(1);
  });

  test("--help says what there is, and starts nothing", async () => {
    const { code, output } = await runClient("13-who", "--help");
    expect(output).toMatch(/--url[^]*--serve[^]*--port[^]*--origin[^]*--help/);
    expect(output).not.toMatch(/✓|runs at/);
    expect(code).toBe(0);
  });

  test.each([
    [["--url"], "--url"],
    [["--url", "127.0.0.1:3000"], "--url needs an address"],
    [["--url", "ftp://127.0.0.1"], "--url needs an address"],
    [["--port", "x"], "--port needs a number"],
    [["--port", "65536"], "--port needs a number"],
    [["--verbose"], "--verbose"],
    [["12-ack"], "12-ack"],
  ])("%j is refused with 2 and the reason", async (args, reason) => {
    const { code, output } = await runClient("13-who", ...args);
    expect(output).toContain(reason);
    expect(output).toContain("--help");
    expect(code).toBe(2);
  });

  test("a port that is taken is an error", async () => {
    const { port } = new URL(await serve(serveExample("05-handshake")));
    const { code, output } = await runClient("05-handshake", "--port", port);
    expect(output).toMatch(/^The program cannot be started: listen EADDRINUSE/);
    expect(code).toBe(1);
  });

  const polling = "socket.io/?EIO=4&transport=polling";
  test.each([
    ["may", "of the playground", [], "http://127.0.0.1:3000", 200],
    ["may", "given by --origin", ["--origin", "http://a.example"], "http://a.example", 200],
    [
      "may not",
      "of the playground, once others are given,",
      ["--origin", "http://a.example"],
      "http://localhost:3000",
      403,
    ],
    ["may not", "elsewhere", [], "http://evil.example", 403],
  ])("polling %s be used by a page %s", async (_, __, args, origin, status) => {
    const url = await serve(serveExample("12-ack", ...args));
    const answer = await fetch(`${url}/${polling}`, { headers: { Origin: origin } });
    const allowed = answer.headers.get("access-control-allow-origin");
    expect([answer.status, allowed]).toEqual([status, status === 200 ? origin : null]);
  });

  test("a WebSocket may not be opened by a page elsewhere", async () => {
    const url = await serve(serveExample("03-ws-echo"));
    const status = await new Promise((resolve) => {
      const webSocket = new WebSocket(`${url}/ws`, { origin: "http://evil.example" });
      webSocket.once("unexpected-response", (_, { statusCode }) => resolve(statusCode));
      webSocket.once("open", () => resolve(101));
    });
    expect(status).toBe(401);
  });
});
