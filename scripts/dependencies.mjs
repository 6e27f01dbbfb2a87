/** The dependencies: installed when what the lock asks for is not what is there. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { npm } from "./npm.mjs";
import { root } from "./paths.mjs";

/** Runs `npm ci` where node_modules is missing, unfinished or of another lock. */
export async function installDependencies() {
  if (await areInstalled()) return;
  console.log("Installing the dependencies …");
  await npm(["ci"], root);
}

async function areInstalled() {
  const wanted = await packagesOf(join(root, "package-lock.json"));
  // npm writes this file last, so it also tells that the installation was finished.
  const present = await packagesOf(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    return present[path] ? present[path].version === version : optional;
  });
}

/**
 * @param {string} path
 * @returns {Promise<Record<string, { version: string, optional?: boolean }> | undefined>}
 */
async function packagesOf(path) {
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")).packages : undefined;
}
