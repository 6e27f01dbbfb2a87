/**
 * The command line of every example: `node examples/13-who/client.ts` starts the program beside it on a free port and
 * runs the scripted client, which says what it does, shows what came back and checks it.
 */
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { constants } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { assemble } from "./lab.ts";
import type { AssembleOptions, Lab, Program } from "./lab.ts";
import { findPython, howToInstall } from "./python.ts";
import type { Python } from "./python.ts";
import { startServer } from "./server-process.ts";
import { openLine } from "./line.ts";
import type { Line } from "./line.ts";
import { transcript } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";

/** Where a program runs, as its clients need it. */
export interface Target {
  /** The address of its HTTP server, without a slash at the end; in the playground `http://…/labs/<id>`. */
  http: string;
  /** The address of its raw WebSocket server. */
  ws: string;
  /** `io(origin, { path })` */
  origin: string;
  path: string;
  /** The same server at the other end of a new line, to which can be done what happens to lines. */
  line(): Promise<Target & Line>;
}

export type Script = (target: Target, transcript: Transcript) => Promise<void>;

/** Pages of the playground may connect, wherever this program runs. */
const PLAYGROUND = ["http://127.0.0.1:3000", "http://localhost:3000"];
const PATIENCE = 10_000;

/**
 * Runs an example by the arguments of this process. Exit code 0: all that the script expects was seen; 1: not so, or it
 * took longer than its patience, or the server could not be started: the port is taken, no Python has Flask-SocketIO; 2: the
 * arguments make no sense.
 * @param client `import.meta.url` of a `client.ts`; its program is the `server.ts` beside it
 * @param patience milliseconds that the script may take
 */
export async function run(client: string, script: Script, patience = PATIENCE): Promise<void> {
  const name = basename(fileURLToPath(new URL(".", client)));
  const hasTwin = existsSync(new URL("server.py", client));
  let options: Arguments;
  try {
    options = readArguments();
    if (options.python && !hasTwin) throw new Error(`${name} has no Flask twin: no server.py stands in its folder.`);
  } catch (error) {
    return fail(2, `${(error as Error).message}\n\n${usage(name, hasTwin)}`);
  }
  if (options.help) return console.log(usage(name, hasTwin));
  const lines: Line[] = [];
  const takeLinesAway = () => Promise.all(lines.map((line) => line.close()));
  if (options.url) return play(script, targetAt(options.url, lines), takeLinesAway, patience);

  let server: Running;
  try {
    server = await start(name, client, options);
  } catch (error) {
    return fail(1, `The program cannot be started: ${(error as Error).message}`);
  }
  const target = targetAt(server.url, lines);
  const stop = () => Promise.all([takeLinesAway(), server.stop()]);
  let told = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      told = true;
      // Who only serves was told to press Ctrl+C; who plays was interrupted.
      process.exitCode = options.serve ? 0 : 128 + constants.signals[signal];
      void stop().then(() => process.exit());
    });
  if (!options.serve) return play(script, target, stop, patience);
  console.log(`${name} runs at ${target.http} (${server.about}). Ctrl+C ends it.`);
  const code = await server.ended;
  if (code !== undefined && !told) fail(1, `The server ended by itself, with exit code ${code}.`);
}

interface Running {
  url: string;
  about: string;
  stop: () => Promise<unknown>;
  /** Of a process that may end by itself: its exit code. */
  ended?: Promise<number | null>;
}

/** @throws when the port is taken, no Python has what the twin needs, or the server ends at once */
async function start(name: string, client: string, { python, serve, port, origin }: Arguments): Promise<Running> {
  const inProcess = (executable: string, file: string) =>
    startServer({
      executable,
      args: [file],
      folder: fileURLToPath(new URL(".", client)),
      port: Number(port ?? 0),
      ...(origin && { origins: origin }),
      onLine: (line) => console.log(`${file} | ${line}`),
    });
  if (python) {
    const { executable, version } = pythonFor(name);
    return { ...(await inProcess(executable, "server.py")), about: `Flask-SocketIO ${version}` };
  }
  // An example that is a project of its own has a page, too.
  if (serve && existsSync(new URL("app.ts", client)))
    return { ...(await inProcess(process.execPath, "app.ts")), about: "with its page" };

  const program = (await import(new URL("server.ts", client).href)) as Program;
  const server = assemble(program, allowOrigins(origin ?? PLAYGROUND));
  const url = await listen(server, Number(port ?? 0));
  return { url, about: `raw WebSocket: ${targetAt(url, []).ws}`, stop: server.stop };
}

/** @throws Error with what to install, when no Python has what a twin needs */
function pythonFor(name: string): Python {
  const { python, tried } = findPython();
  if (!python) throw new Error(howToInstall(tried));
  console.log(`examples/${name}/server.py, with Flask-SocketIO ${python.version} in ${python.executable}`);
  if (python.webSocketPackages.length === 0)
    console.log("It has neither simple-websocket nor eventlet: this server will offer polling, and no WebSocket.");
  return python;
}

function fail(code: number, message: string): void {
  console.error(message);
  process.exitCode = code;
}

/** Lets a program be reached from this machine. @returns its address; port 0 means any free port @throws when the port is taken */
export async function listen({ http }: Lab, port = 0): Promise<string> {
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

type Arguments = ReturnType<typeof readArguments>;

/** @throws Error that says which argument is wrong. */
function readArguments() {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      serve: { type: "boolean" },
      python: { type: "boolean" },
      port: { type: "string" },
      origin: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  });
  const { url, port } = values;
  if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw new Error(`--url needs an address that begins with http:// or https://, not "${url}".`);
  if (url !== undefined && (values.python || values.serve))
    throw new Error(
      `--url names a server that runs already: ${values.python ? "--python" : "--serve"} would start one.`,
    );
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535))
    throw new Error(`--port needs a number from 0 to 65535, not "${port}".`);
  return values;
}

function usage(name: string, hasTwin: boolean): string {
  const python = `
  --python       start its Flask twin instead, examples/${name}/server.py, or say what to
                 install for it (the variable PYTHON names the Python to use)`;
  return `node examples/${name}/client.ts [options]

Starts the program examples/${name}/server.ts on a free port of this machine and runs the scripted client.

  --url URL      run the client against another server: a lab of the playground
                 (http://127.0.0.1:3000/labs/<id>)${hasTwin ? " or the Flask twin" : ""}${hasTwin ? python : ""}
  --serve        only start the program, until Ctrl+C
  --port N       the port to start it on (default: any free one)
  --origin URL   pages from here may connect (repeatable; default: the playground on port 3000)
  --help         this text`;
}

function targetAt(url: string, lines: Line[]): Target {
  const { origin, protocol, hostname, port, pathname } = new URL(url);
  const base = pathname.replace(/\/+$/, "");
  return {
    http: origin + base,
    ws: `${origin.replace(/^http/, "ws")}${base}/ws`,
    origin,
    path: `${base}/socket.io/`,
    async line() {
      if (protocol === "https:") throw new Error("A line leads to http:// only: its near end has no certificate.");
      const line = await openLine({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80) });
      lines.push(line);
      return { ...targetAt(`http://127.0.0.1:${line.port}${pathname}`, lines), ...line };
    },
  };
}

/** CORS alone would only hide polling's answers from other pages: a WebSocket is not subject to it. */
function allowOrigins(origins: string[]): AssembleOptions {
  const allowed = ({ headers }: IncomingMessage) => headers.origin === undefined || origins.includes(headers.origin);
  return {
    io: { cors: { origin: origins }, allowRequest: (request, decide) => decide(null, allowed(request)) },
    ws: { verifyClient: ({ req }: { req: IncomingMessage }) => allowed(req) },
  };
}

async function play(script: Script, target: Target, stop: () => Promise<unknown>, patience: number): Promise<void> {
  try {
    await Promise.race([script(target, transcript(console.log)), giveUp(patience)]);
    await stop();
  } catch (error) {
    console.error(`✗ ${(error as Error).message}`);
    await stop();
    process.exit(1); // what the script left open would keep the process alive
  }
}

function giveUp(patience: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`Not done after ${patience / 1_000} s.`)), patience).unref();
  });
}
