/** `--python`: the Flask twin is started where a Python has what it needs, and elsewhere it is said what to install. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { hide, noFlask, python } from "../e2e/support/flask.ts";
import { root } from "../e2e/support/programs.ts";
import { announced, capture } from "../scripts/processes.mjs";
import { findPython, howToInstall } from "./python.ts";
import { startServer } from "./server-process.ts";

type Variables = Record<string, string>;

const needsFlask = noFlask ? ` (skipped: ${noFlask})` : "";

function run(args: string[], env: Variables = {}, name = "12-ack") {
  return capture(process.execPath, [`examples/${name}/client.ts`, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  });
}

/** A new folder, until the test is over. */
function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Variables for a Python that has none of these modules, whatever is installed. */
function without(...names: string[]): Variables {
  const { env, remove } = hide(...names);
  onTestFinished(remove);
  return env;
}

/** Variables for a Python that has these modules and packages, whatever is installed. */
function provide(modules: Variables, packages: Variables = {}): Variables {
  const folder = temporaryFolder("with-");
  for (const [name, source] of Object.entries(modules)) writeFileSync(join(folder, `${name}.py`), source);
  for (const [name, version] of Object.entries(packages)) {
    const info = join(folder, `${name}-${version}.dist-info`);
    mkdirSync(info);
    writeFileSync(join(info, "METADATA"), `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`);
  }
  return { PYTHONPATH: folder };
}

describe("where no Python has what the twin needs, it is said what to install, and the exit code is 1", () => {
  test("no Python at all", async () => {
    const { code, output } = await run(["--python"], { PYTHON: "no-such-python" });
    expect(output).toContain("no-such-python: no Python runs under this name");
    expect(output).toContain("-m pip install -r");
    expect(code).toBe(1);
  });

  test("a Python without Flask-SocketIO: each that was tried, with its version and what it lacks", async () => {
    const { code, output } = await run(["--python"], without("flask_socketio"));
    expect(output).toMatch(/^The program cannot be started: No Python here has Flask-SocketIO 5\. Tried:$/m);
    expect(output).toMatch(/^ {2}\S+: Python 3\.\d+\.\d+.*: ImportError: No module named flask_socketio$/m);
    expect(code).toBe(1);
  });

  test("a Flask-SocketIO that speaks the protocol of Socket.IO 2", async () => {
    const old = provide({ flask_socketio: "" }, { Flask_SocketIO: "4.3.2" });
    const { code, output } = await run(["--python"], old);
    expect(output).toMatch(/Python 3.*: Flask-SocketIO 4\.3\.2, and version 5 is needed/);
    expect(code).toBe(1);
  });

  test.each([
    ["win32", false, ["  py -m venv .venv", "  .venv\\Scripts\\python -m pip install -r examples\\requirements.txt"]],
    ["darwin", false, ["  python3 -m venv .venv", "  .venv/bin/python -m pip install -r examples/requirements.txt"]],
    [
      "linux",
      true,
      [
        "  sudo apt install python3-venv",
        "  python3 -m venv .venv",
        "  .venv/bin/python -m pip install -r examples/requirements.txt",
        "  sudo apt install python3-flask-socketio python3-eventlet",
      ],
    ],
    ["linux", false, ["  python3 -m venv .venv", "  .venv/bin/python -m pip install -r examples/requirements.txt"]],
  ] as const)("the commands on %s (Debian: %s)", (platform, debian, commands) => {
    const text = howToInstall([{ command: "python3", reason: "no" }], platform, debian);
    expect(text.split("\n").filter((line) => /^ {2}(?!python3: no)/.test(line))).toEqual(commands);
  });
});

describe("which Python is taken", () => {
  test("the one that the variable PYTHON names, and no other", () => {
    expect(findPython({ ...process.env, PYTHON: "no-such-python" })).toEqual({
      tried: [{ command: "no-such-python", reason: "no Python runs under this name" }],
    });
  });

  test("the active virtual environment is tried before those on PATH", () => {
    const { tried } = findPython({ ...process.env, VIRTUAL_ENV: join(tmpdir(), "no-such-venv") });
    expect(tried[0]!.command).toContain("no-such-venv");
  });

  test("one with Flask-SocketIO 5, and what it has for WebSockets", () => {
    const env = provide({ flask_socketio: "", simple_websocket: "" }, { Flask_SocketIO: "5.6.1" });
    const { PYTHONPATH } = without("eventlet", "gevent", "geventwebsocket");
    const search = findPython({ ...process.env, PYTHONPATH: `${env["PYTHONPATH"]}${delimiter}${PYTHONPATH}` });
    expect(search.python).toMatchObject({ version: "5.6.1", webSocketPackages: ["simple_websocket"] });
  });
});

describe("what makes no sense ends with 2 and the reason", () => {
  test.each([
    [["--python", "--url", "http://127.0.0.1:5001"], "12-ack", "--python would start one"],
    [["--serve", "--url", "http://127.0.0.1:5001"], "12-ack", "--serve would start one"],
    [["--python"], "03-ws-echo", "03-ws-echo has no Flask twin"],
  ])("%j for %s, %s", async (args, name, reason) => {
    const { code, output } = await run(args, {}, name);
    expect(output).toContain(reason);
    expect(code).toBe(2);
  });
});

describe("--help tells of --python", () => {
  test.each([
    ["12-ack", true],
    ["03-ws-echo", false],
  ])("for %s: %s", async (name, told) => {
    expect((await run(["--help"], {}, name)).output.includes("--python")).toBe(told);
  });
});

describe.skipIf(noFlask)(`with Flask-SocketIO${needsFlask}`, () => {
  // Found once, so that each test need not look for it again.
  const PYTHON = python?.executable ?? "";
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  test("the client plays against the twin, which ends with it", async () => {
    const { code, output } = await run(["--python"], { PYTHON });
    expect(output).toMatch(/^examples\/12-ack\/server\.py, with Flask-SocketIO 5\./m);
    expect(output).toMatch(/✓/);
    expect([code, output.match(/✗.*/)]).toEqual([0, null]);
  });

  test("what the twin prints is marked as its own, and a lack of WebSockets is said", async () => {
    const { code, output } = await run(["--python"], {
      PYTHON,
      ...without("eventlet", "gevent", "geventwebsocket", "simple_websocket"),
    });
    expect(output).toContain("this server will offer polling, and no WebSocket");
    expect(output).toMatch(/^server\.py \| .*WebSocket transport not available/m);
    expect(output).toMatch(/^server\.py \| .*"POST \/socket\.io\/.*" 200/m);
    expect(code).toBe(0);
  });

  /** `--python --serve`, once it runs. */
  async function serving(args: string[] = [], env: Variables = {}) {
    const child = spawn(process.execPath, ["examples/12-ack/client.ts", "--python", "--serve", ...args], {
      cwd: root,
      env: { ...process.env, PYTHON, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    ends.push(() => child.kill());
    return { child, url: await announced(child, / runs at (http:\S+) \(Flask-SocketIO 5\.\S+\)\. Ctrl\+C ends it\.$/) };
  }

  const handshake = (url: string, origin: string) =>
    fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });

  test("--serve only serves, for the playground's pages, and a signal ends both", async () => {
    const { child, url } = await serving();
    expect((await handshake(url, "http://127.0.0.1:3000")).status).toBe(200);
    expect((await handshake(url, "http://127.0.0.1:3001")).status).toBe(400);
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("--origin is for the twin, too", async () => {
    const { url } = await serving(["--origin", "http://127.0.0.1:3001"]);
    expect((await handshake(url, "http://127.0.0.1:3001")).status).toBe(200);
    expect((await handshake(url, "http://127.0.0.1:3000")).status).toBe(400);
  });

  test("a port that is taken is an error, said before Python is started", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.push(() => server.close());
    const { code, output } = await run(["--python", "--port", String((server.address() as AddressInfo).port)], {
      PYTHON,
    });
    expect(output).toMatch(/The program cannot be started: listen EADDRINUSE/);
    expect(code).toBe(1);
  });

  test("a twin that ends at once is told, with what it printed", async () => {
    const folder = temporaryFolder("twin-");
    writeFileSync(join(folder, "server.py"), 'print("on my way out")\nraise SystemExit(3)\n');
    const lines: string[] = [];
    const { executable } = python!;
    const server = startServer({ executable, args: ["server.py"], folder, onLine: (line) => lines.push(line) });
    await expect(server).rejects.toThrow("server.py ended before it answered (exit code 3).");
    expect(lines).toEqual(["on my way out"]);
  });

  test("a server that ends by itself ends --serve with 1", async () => {
    const end = join(temporaryFolder("end-"), "now");
    // Python runs a module of this name before anything else.
    const sitecustomize = `
import os, threading, time
def wait():
    while not os.path.exists(${JSON.stringify(end)}):
        time.sleep(0.02)
    os._exit(3)
threading.Thread(target=wait, daemon=True).start()
`;
    const { child } = await serving([], provide({ sitecustomize }));
    const ended = once(child, "exit") as Promise<[number]>;
    writeFileSync(end, "");
    expect((await ended)[0]).toBe(1);
  });
});
