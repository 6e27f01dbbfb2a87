/** Jobs of test runners: they write a report as JSON, from which passed, failed and skipped tests are counted. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { script } from "./checks.mjs";
import { cache, commandOf } from "./paths.mjs";

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Counts `skipped`: names of tests */

/** @param {{ numPassedTests: number, numFailedTests: number, testResults: any[] }} report */
export function countVitest({ numPassedTests, numFailedTests, testResults }) {
  const tests = testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  // A file that could not even be loaded has no tests that could fail.
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: skipped.map(({ fullName }) => fullName.trim()),
  };
}

/** @param {{ stats: { expected: number, unexpected: number, flaky: number }, suites: any[], errors: any[] }} report */
export function countPlaywright({ stats, suites, errors }) {
  /** @type {(suite: any) => { title: string, tests: { status: string }[] }[]} */
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const skipped = suites.flatMap(specs).filter(({ tests }) => tests.some(({ status }) => status === "skipped"));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: skipped.map(({ title }) => title),
  };
}

/**
 * @param {string} name
 * @param {string[]} args
 * @param {string} report the file that the runner writes
 * @param {(report: any) => Counts} count
 * @param {NodeJS.ProcessEnv} [env]
 */
function runner(name, args, report, count, env) {
  const job = script(name, args, env);
  return {
    name,
    run: async () => {
      await mkdir(cache, { recursive: true });
      await rm(report, { force: true });
      const result = await job.run();
      if (!existsSync(report)) return { ...result, passed: 0, failed: 1, skipped: [] };
      const counts = count(JSON.parse(await readFile(report, "utf8")));
      // A runner that ends badly though no test failed (an error outside of the tests) has failed too.
      return { ...counts, failed: Math.max(counts.failed, result.failed), output: result.output };
    },
  };
}

export function unitTests() {
  const report = join(cache, "vitest.json");
  const args = [commandOf("vitest"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return runner("unit tests", args, report, countVitest);
}

export function endToEndTests() {
  const report = join(cache, "playwright.json");
  const args = [commandOf("@playwright/test", "playwright"), "test", "--reporter=line,json"];
  return runner("end-to-end tests", args, report, countPlaywright, { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
}
