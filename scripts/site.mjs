/** The built site: built when what it is made from has changed. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cache, commandOf, root } from "./paths.mjs";
import { capture, standIn } from "./processes.mjs";

const INPUTS = [
  "astro.config.mjs",
  "docs",
  "examples",
  "package-lock.json",
  "protocol",
  "public",
  "scripts/site",
  "src",
  "tsconfig.json",
];

const STAMP = join(cache, "site-hash");

/** What a build asks for in its environment: nothing is sent anywhere. */
const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" };

/** Builds the site where it is missing or older than what it is made from; prints one line. */
export async function buildSiteIfChanged() {
  const hash = await hashOfInputs();
  if (existsSync(join(root, "dist", "index.html")) && (await stamped()) === hash) return;
  console.log("Building the site …");
  await stampedBuild(hash, async () => {
    const { code, output } = await capture(process.execPath, [commandOf("astro"), "build"], { cwd: root, env });
    if (code !== 0) throw new Error(`The site could not be built:\n${output}`);
  });
}

/**
 * Builds the site in any case, with everything that Astro says.
 * @param {readonly string[]} args for `astro build`
 */
export async function buildSite(args) {
  await stampedBuild(await hashOfInputs(), async () => {
    const code = await standIn(process.execPath, [commandOf("astro"), "build", ...args], env);
    if (code !== 0) throw new Error("The site could not be built.");
  });
}

/**
 * @param {string} hash
 * @param {() => Promise<void>} build
 */
async function stampedBuild(hash, build) {
  // A build that is interrupted leaves no stamp.
  await rm(STAMP, { force: true });
  await build();
  await mkdir(cache, { recursive: true });
  await writeFile(STAMP, hash);
}

async function stamped() {
  return existsSync(STAMP) ? readFile(STAMP, "utf8") : undefined;
}

async function hashOfInputs() {
  const files = (await Promise.all(INPUTS.map(filesUnder))).flat().sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(root, file)));
  return hash.digest("hex");
}

/**
 * @param {string} path relative to the root
 * @returns {Promise<string[]>} the files there that a page could be made from
 */
async function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if ((await stat(full)).isFile()) return [path];
  const entries = await readdir(full, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.ts$|\.pyc$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}
