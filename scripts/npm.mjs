/** npm, as a library: the one that runs us, else the one on PATH. */
import { capture } from "./processes.mjs";

/**
 * Runs npm without a word unless it fails.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function npm(args, cwd, env = process.env) {
  const quiet = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = process.env.npm_execpath;
  const { code, output } = cli?.endsWith(".js")
    ? await capture(process.execPath, [cli, ...quiet], { cwd, env })
    : await capture("npm", quiet, { cwd, env, shell: process.platform === "win32" });
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${output}`);
}
