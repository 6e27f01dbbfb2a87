/** Commands as a reader pastes them into a terminal. */
import { spawn } from "node:child_process";
import { root } from "./programs.ts";

/** Runs the command until it has said what is expected, then ends it. @throws Error with all that it said, when it ends without */
export function saysWhenRun(command: string, args: readonly string[], expected: string | RegExp): Promise<string> {
  // The test runner asks for colours, and Node warns where somebody else has forbidden them.
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.search(expected) < 0) return;
      child.kill();
      resolve(said);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("close", () => reject(new Error(`${command} ended without saying ${expected}: ${said}`)));
  });
}
