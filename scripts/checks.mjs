/** The checks that need nothing but the source, and running jobs two at a time. */
import { commandOf, root } from "./paths.mjs";
import { capture } from "./processes.mjs";

/** A check that has not ended by then never will. */
const LONGEST = 620_000;

/**
 * @typedef {{ name: string, run: () => Promise<{ passed: number, failed: number, output: string }> }} Job
 * `output` is printed where something failed.
 */

/**
 * A job that runs a script with this Node and has passed where it exits with 0.
 * @param {string} name
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Job}
 */
export function script(name, args, env = {}) {
  return {
    name,
    run: async () => {
      const { code, output } = await capture(process.execPath, args, {
        cwd: root,
        env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...env },
        timeout: LONGEST,
      });
      return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
    },
  };
}

/** @returns {Job[]} the slow ones first, so that the quick ones fill the gaps */
export function checks() {
  return [
    script("types of pages", [commandOf("astro"), "check", "--minimumFailingSeverity", "warning"]),
    // Astro's own files are astro check's: this one does not know what an .astro file exports.
    script("types of widgets", [
      commandOf("svelte-check"),
      "--tsconfig",
      "tsconfig.widgets.json",
      "--fail-on-warnings",
      "--output",
      "human",
    ]),
    script("types of server, protocol, examples, tests", [
      commandOf("typescript", "tsc"),
      "-p",
      "tsconfig.server.json",
    ]),
    script("format", [commandOf("prettier"), "--check", "."]),
    script("lint", [commandOf("oxlint")]),
  ];
}

/**
 * Runs jobs two at a time and prints a line for each.
 * @param {Job[]} jobs
 * @param {(result: { passed: number, failed: number }) => void} [each]
 * @returns {Promise<number>} how many tests and checks failed
 */
export async function runAll(jobs, each = () => {}) {
  const waiting = [...jobs];
  let failed = 0;
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const began = performance.now();
      const result = await job.run();
      failed += result.failed;
      each(result);
      print(job.name, result, (performance.now() - began) / 1_000);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

/**
 * @param {string} name
 * @param {{ passed: number, failed: number, output: string }} result
 * @param {number} seconds
 */
function print(name, { passed, failed, output }, seconds) {
  if (failed > 0) console.log(output.trimEnd());
  const counted = passed + failed > 1 ? `, ${passed} passed, ${failed} failed` : "";
  console.log(`${failed > 0 ? "failed" : "ok    "}  ${name}${counted} (${seconds.toFixed(1)} s)`);
}
