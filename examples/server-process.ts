/** A server in a process of its own, while it runs: a Flask twin, or an example's app.ts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

export interface ServerProcess {
  url: string;
  /** Its exit code once it has ended, null when a signal ended it. */
  ended: Promise<number | null>;
  /** Asks it to end; ends it, where it has not after 2 s. @returns its exit code, null when a signal ended it */
  stop(): Promise<number | null>;
}

export interface ServerOptions {
  /** What runs it: Python's path, Node's. */
  executable: string;
  /** What that is given, from this folder. */
  args: readonly string[];
  folder: string;
  /** 0, the default: any free one. */
  port?: number;
  /** The pages that may connect; else those that it names itself. */
  origins?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Gets each line that it prints, on either output. */
  onLine?: (line: string) => void;
}

const STARTING = 30_000;
const GRACE = 2_000;
const GLANCE = 20;

/**
 * The server is told its port by the variable PORT, and the pages that may connect by ORIGINS. Resolves when it answers.
 * @throws Error when the port is taken, or when the server ends or does not answer in 30 s
 */
export async function startServer({
  executable,
  args,
  folder,
  port: wanted = 0,
  origins,
  env = process.env,
  onLine = () => {},
}: ServerOptions): Promise<ServerProcess> {
  const port = await freePort(wanted);
  const child = spawn(executable, [...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...env,
      PORT: String(port),
      FLASK_RUN_PORT: String(port),
      PYTHONUNBUFFERED: "1",
      ...(origins && { ORIGINS: origins.join(" ") }),
    },
  });
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on("line", onLine);
  // Whatever ends this process ends the server.
  const endIt = () => void child.kill();
  process.once("exit", endIt);
  child.once("close", () => process.off("exit", endIt));
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const stop = async () => {
    child.kill();
    const grace = setTimeout(() => child.kill("SIGKILL"), GRACE);
    return ended.finally(() => clearTimeout(grace));
  };

  // Flask has no line that says for all ways of serving that it listens. So the port is looked at.
  const begun = performance.now();
  let over = false;
  void ended.catch(() => {}).then(() => (over = true));
  while (!(await listens(port))) {
    if (over) throw new Error(`${args.join(" ")} ended before it answered (exit code ${await ended}).`);
    if (performance.now() - begun > STARTING) {
      await stop();
      throw new Error(`${args.join(" ")} does not answer after ${STARTING / 1_000} s.`);
    }
    await delay(GLANCE);
  }
  return { url: `http://127.0.0.1:${port}`, ended, stop };
}

/** @throws when the port that is wanted is taken */
async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
