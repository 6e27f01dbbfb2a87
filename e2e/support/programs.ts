/** Programs that run beside a test, and their end. */
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFlask } from "../../scripts/flask.mjs";
import { announced } from "../../scripts/processes.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Running {
  url: string;
  /** Asks it to end, by SIGTERM. @returns its exit code, null when a signal ended it */
  stop(): Promise<number | null>;
}

/** The bundled server, on a free port. */
export function servePlayground(...args: string[]): Promise<Running> {
  return serve("server/main.ts", ["--port", "0", ...args], /^Wirelight is ready: (http:\S+)\/$/);
}

/** The program of an example, on a free port, started as a reader would. */
export function serveExample(name: string, ...args: string[]): Promise<Running> {
  return serve(`examples/${name}/client.ts`, ["--serve", ...args], / runs at (http:\S+) /);
}

/** @param ready the line that says that it runs, with its address */
async function serve(script: string, args: string[], ready: RegExp): Promise<Running> {
  const child = start(process.execPath, [script, ...args], { cwd: root });
  try {
    return { url: await announced(child, ready), stop: () => end(child) };
  } catch (error) {
    throw new Error(child.said(), { cause: error });
  }
}

export const python = findFlask();

/** Why the Flask twins cannot be tested here, or undefined when they can. In CI that is a failure. */
export const noFlask = python ? undefined : "no Python with flask_socketio and eventlet";
if (noFlask && process.env["CI"]) throw new Error(`The Flask twins cannot be tested: ${noFlask}.`);

/** The two ways of starting a Flask-SocketIO server differ in how they serve, and so in the transports they offer. */
export const FLASK_WAYS = {
  "python server.py": { args: ["server.py"], upgrades: ["websocket"] },
  "flask run": {
    args: ["-m", "flask", "--app", "server", "run"],
    upgrades: hasModule("simple_websocket") ? ["websocket"] : [],
  },
};
export type FlaskWay = keyof typeof FLASK_WAYS;

/** The Flask twin of an example, on a free port. */
export async function serveFlask(name: string, way: FlaskWay): Promise<Running> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), FLASK_RUN_PORT: String(port) };
  const child = start(python!, FLASK_WAYS[way].args, { cwd: `${root}/examples/${name}`, env });
  const url = `http://127.0.0.1:${port}`;
  // It does not say when it is ready, so it is asked until it answers.
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${way} in ${name} ended before it answered: ${child.said()}`);
    await delay(20);
  }
  return { url, stop: () => end(child) };
}

function hasModule(module: string): boolean {
  return python !== undefined && spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
}

function start(command: string, args: string[], options: SpawnOptions): ChildProcess & { said(): string } {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let said = "";
  child.stderr!.on("data", (chunk) => (said += chunk));
  return Object.assign(child, { said: () => said });
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
