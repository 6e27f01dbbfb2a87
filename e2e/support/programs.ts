/** Programs that run beside a test, and their end. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "../../examples/python.ts";
import { startServer } from "../../examples/server-process.ts";
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

export const { python } = findPython();

/** Why the Flask twins cannot be tested here, or undefined when they can. In CI that is a failure. */
export const noFlask = python?.webSocketPackages.includes("eventlet")
  ? undefined
  : "no Python with flask_socketio and eventlet";
if (noFlask && process.env["CI"]) throw new Error(`The Flask twins cannot be tested: ${noFlask}.`);

const modules = python?.webSocketPackages ?? [];
const THREADING = modules.includes("simple_websocket") ? ["websocket"] : [];

/**
 * Ways of starting a Flask-SocketIO server differ in how they serve, and so in the transports they offer. None of them
 * has a terminal here, as in a container or a service.
 */
export const FLASK_WAYS = {
  "python server.py": { args: ["server.py"], env: {}, upgrades: ["websocket"] },
  "python server.py, without eventlet": { args: ["server.py"], env: hide("eventlet", "gevent"), upgrades: THREADING },
  "flask run": { args: ["-m", "flask", "--app", "server", "run"], env: {}, upgrades: THREADING },
};
export type FlaskWay = keyof typeof FLASK_WAYS;

export interface FlaskServer extends Running {
  /** What it has printed. */
  said(): string;
}

/** The Flask twin of an example, on a free port. */
export function serveFlask(name: string, way: FlaskWay, ...origins: string[]): Promise<FlaskServer> {
  const { args, env } = FLASK_WAYS[way];
  return servePython(`${root}/examples/${name}`, args, env, origins);
}

/** A Flask-SocketIO server on a free port. */
export async function servePython(
  folder: string,
  args: string[],
  env: Record<string, string> = {},
  origins: string[] = [],
): Promise<FlaskServer> {
  const lines: string[] = [];
  const said = () => lines.join("\n");
  try {
    const server = await startServer({
      executable: python!.executable,
      args,
      folder,
      env: { ...process.env, ...env },
      ...(origins.length > 0 && { origins }),
      onLine: (line) => lines.push(line),
    });
    return { ...server, said };
  } catch (error) {
    throw new Error(said(), { cause: error });
  }
}

/** Variables for a Python that finds none of these modules, whatever is installed. */
export function hide(...names: string[]): { PYTHONPATH: string } {
  const folder = mkdtempSync(join(tmpdir(), "without-"));
  for (const name of names) writeFileSync(join(folder, `${name}.py`), `raise ImportError("No module named ${name}")\n`);
  return { PYTHONPATH: folder };
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
