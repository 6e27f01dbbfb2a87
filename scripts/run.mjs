/** `npm run <task> -- <arguments>`: every task on the right Node, with the dependencies there. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findBrowser } from "./browser.mjs";
import { checks, runAll } from "./checks.mjs";
import { commandOf, root } from "./paths.mjs";
import { standIn } from "./processes.mjs";
import { setUp } from "./set-up.mjs";
import { buildSite, buildSiteIfChanged } from "./site.mjs";

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const tasks = {
  dev: (args) => become(commandOf("astro"), ["dev", ...args]),
  build: buildSite,
  serve: (args) => become(join(root, "server", "main.ts"), args),
  check: async () => {
    const failed = await runAll(checks());
    process.exitCode = failed > 0 ? 1 : 0;
  },
  lint: (args) => become(commandOf("oxlint"), args),
  format: async () => {
    await standIn(process.execPath, [join(root, "scripts", "guide-tables.ts")]);
    await become(commandOf("prettier"), ["--write", "."]);
  },
  "test:unit": (args) => become(commandOf("vitest"), ["run", ...args]),
  "test:e2e": async (args) => {
    if (!findBrowser()) throw new Error("There is no Chromium here: npm test gets one, or set CHROMIUM to its path.");
    await buildSiteIfChanged();
    await become(commandOf("@playwright/test", "playwright"), ["test", ...args]);
  },
  example: (args) => become(join(root, "scripts", "example.mjs"), args),
  bench: (args) => become(join(root, "bench", "main.ts"), args),
};

/**
 * Runs another program's script in this process, as if it had been started itself: no second process whose signals
 * would have to be passed on.
 * @param {string} script
 * @param {string[]} args
 */
async function become(script, args) {
  process.argv.splice(1, Infinity, script, ...args);
  await import(pathToFileURL(script).href);
}

const [name = "", ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  console.error(`There is no task "${name}". Tasks: ${Object.keys(tasks).join(", ")}.`);
  process.exit(2);
}
await setUp();
try {
  await task(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
