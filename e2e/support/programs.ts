/** Programs that run beside a test, and their end. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
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
    child.kill();
    throw new Error(child.said(), { cause: error });
  }
}

function start(command: string, args: string[], options: SpawnOptions): ChildProcess & { said(): string } {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let said = "";
  child.stderr!.on("data", (chunk) => (said += chunk));
  // Whatever ends this process ends the program.
  const endIt = () => void child.kill();
  process.once("exit", endIt);
  child.once("close", () => process.off("exit", endIt));
  return Object.assign(child, { said: () => said });
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}
