/** Finds a Python that can run the Flask twins of the examples, and says what to install where there is none. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Python {
  /** The interpreter itself, not a launcher of it: a launcher could be ended and leave it behind. */
  executable: string;
  /** Of Flask-SocketIO. */
  version: string;
  /** Which of the packages are there that bring WebSockets: without any a server offers polling alone. */
  webSocketPackages: string[];
}

/** A command that was tried, and why it was not taken. */
export interface Tried {
  command: string;
  reason: string;
}

export type Search = { python: Python; tried: Tried[] } | { python?: undefined; tried: Tried[] };

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const REQUIREMENTS = join("examples", "requirements.txt");

/** Flask-SocketIO 4 speaks the protocol of Socket.IO 2, which these clients do not. */
const OLDEST = 5;

/** Importing is the only way to know: a package may be there and lack another. */
const QUESTION = `
import json, sys
found = {"executable": sys.executable, "python": "%d.%d.%d" % sys.version_info[:3], "webSocketPackages": []}
try:
    import flask_socketio
    from importlib.metadata import version
    found["version"] = version("flask-socketio")
except Exception as error:
    found["error"] = "%s: %s" % (type(error).__name__, error)
for name in ["eventlet", "geventwebsocket", "simple_websocket"] if "version" in found else []:
    try:
        __import__(name)
        found["webSocketPackages"].append(name)
    except Exception:
        pass
print(json.dumps(found))
`;

/** What QUESTION prints. */
interface Answer {
  executable: string;
  python: string;
  webSocketPackages: string[];
  version?: string;
  error?: string;
}

/**
 * The first of these that has Flask-SocketIO 5: the one that the variable PYTHON names, and no other then; the virtual
 * environment that is active; the one in `.venv` of this project; those on PATH; the system's own, which alone sees what
 * apt installed.
 */
export function findPython(env: NodeJS.ProcessEnv = process.env): Search {
  const tried: Tried[] = [];
  for (const command of candidates(env)) {
    const found = ask(command, env);
    if (typeof found !== "string") return { python: found, tried };
    tried.push({ command, reason: found });
  }
  return { tried };
}

function candidates({ PYTHON, VIRTUAL_ENV }: NodeJS.ProcessEnv): string[] {
  if (PYTHON) return [PYTHON];
  const own = join(PROJECT, ".venv");
  const inVenv = (folder: string) =>
    process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const system = process.platform === "win32" ? ["py", "python"] : ["python3", "python", "/usr/bin/python3"];
  return [...(VIRTUAL_ENV ? [inVenv(VIRTUAL_ENV)] : []), ...(existsSync(own) ? [inVenv(own)] : []), ...system];
}

function ask(command: string, env: NodeJS.ProcessEnv): Python | string {
  const { status, stdout } = spawnSync(command, ["-c", QUESTION], { encoding: "utf8", env, timeout: 30_000 });
  if (status !== 0) return "no Python runs under this name";
  const { executable, python, webSocketPackages, version, error } = JSON.parse(stdout) as Answer;
  const name = `Python ${python}${executable && executable !== command ? ` (${executable})` : ""}`;
  if (version === undefined) return `${name}: ${error}`;
  if (Number.parseInt(version) < OLDEST) return `${name}: Flask-SocketIO ${version}, and version ${OLDEST} is needed`;
  return { executable, version, webSocketPackages };
}

/** What to type, on this kind of machine. The commands are for the project's folder. */
export function howToInstall(tried: readonly Tried[], platform = process.platform, debian = isDebian()): string {
  const windows = platform === "win32";
  const python = windows ? ".venv\\Scripts\\python" : ".venv/bin/python";
  const requirements = windows ? REQUIREMENTS.replaceAll("/", "\\") : REQUIREMENTS;
  return [
    `No Python here has Flask-SocketIO ${OLDEST}. Tried:`,
    ...tried.map(({ command, reason }) => `  ${command}: ${reason}`),
    "",
    "Install it into a virtual environment, in this project's folder:",
    ...(debian ? ["  sudo apt install python3-venv"] : []),
    `  ${windows ? "py" : "python3"} -m venv .venv`,
    `  ${python} -m pip install -r ${requirements}`,
    ...(debian
      ? [
          "",
          "or take Debian's own packages (eventlet is what brings the WebSocket):",
          "  sudo apt install python3-flask-socketio python3-eventlet",
        ]
      : []),
    "",
    "Then run this command again: it finds both by itself. The variable PYTHON names another Python.",
  ].join("\n");
}

function isDebian(): boolean {
  return existsSync("/etc/debian_version");
}
