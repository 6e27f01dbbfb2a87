/** Starting other programs, and being a transparent stand-in for one. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} a program that could not be started has code 127
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.once("error", (error) => resolve({ code: 127, output: String(error) }));
    child.once("close", (code, signal) => resolve({ code: exitCode(code, signal), output }));
  });
}

/**
 * Waits for the line by which a program says that it is ready.
 * @param {import("node:child_process").ChildProcess} child with a pipe for its output
 * @param {RegExp} pattern its first group is what is wanted, mostly an address
 * @returns {Promise<string>}
 */
export async function announced(child, pattern) {
  if (!child.stdout) throw new Error("the output of this program is not piped");
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(stripVTControlCharacters(line))?.[1];
    if (!found) continue;
    // What it prints from now on is read and dropped, so that it never waits for us.
    child.stdout.resume();
    return found;
  }
  throw new Error(`${child.spawnargs.join(" ")} ended before it was ready`);
}

/**
 * Runs a program in our place: its input and output are ours, our signals are its signals.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
export function standIn(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env });
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
      process.on(signal, () => void child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(exitCode(code, signal)));
  });
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCode(code, signal) {
  return signal ? 128 + constants.signals[signal] : (code ?? 1);
}
