/** Flask twins that run beside a test. Who imports this has a Python looked for, which takes a while. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPython } from "../../examples/python.ts";
import { startServer } from "../../examples/server-process.ts";
import { root, type Running } from "./programs.ts";

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
  "python server.py": { args: ["server.py"], without: [], upgrades: ["websocket"] },
  "python server.py, without eventlet": { args: ["server.py"], without: ["eventlet", "gevent"], upgrades: THREADING },
  "flask run": { args: ["-m", "flask", "--app", "server", "run"], without: [], upgrades: THREADING },
};
export type FlaskWay = keyof typeof FLASK_WAYS;

export interface FlaskServer extends Running {
  /** What it has printed. */
  said(): string;
}

/** The Flask twin of an example, on a free port. */
export function serveFlask(name: string, way: FlaskWay, ...origins: string[]): Promise<FlaskServer> {
  const { args, without } = FLASK_WAYS[way];
  return servePython(`${root}/examples/${name}`, args, without, origins);
}

/**
 * A Flask-SocketIO server on a free port.
 * @param without modules that it does not find, whatever is installed
 */
export async function servePython(
  folder: string,
  args: string[],
  without: string[] = [],
  origins: string[] = [],
): Promise<FlaskServer> {
  const lines: string[] = [];
  const said = () => lines.join("\n");
  const hidden = without.length > 0 ? hide(...without) : undefined;
  try {
    const server = await startServer({
      executable: python!.executable,
      args,
      folder,
      env: { ...process.env, ...hidden?.env },
      ...(origins.length > 0 && { origins }),
      onLine: (line) => lines.push(line),
    });
    return { url: server.url, said, stop: () => server.stop().finally(() => hidden?.remove()) };
  } catch (error) {
    hidden?.remove();
    throw new Error(said(), { cause: error });
  }
}

export interface Hidden {
  /** Variables for a Python that finds none of the modules. */
  env: { PYTHONPATH: string };
  /** For when no such Python runs any more. */
  remove(): void;
}

/** Hides modules from Python, whatever is installed. */
export function hide(...names: string[]): Hidden {
  const folder = mkdtempSync(join(tmpdir(), "without-"));
  for (const name of names) writeFileSync(join(folder, `${name}.py`), `raise ImportError("No module named ${name}")\n`);
  return { env: { PYTHONPATH: folder }, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
