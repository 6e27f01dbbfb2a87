/** Where things are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** What is made here and can be made again: Node, stamps, reports. */
export const cache = join(root, ".cache");

/**
 * The script behind a command of an installed package, to be run by Node: works on Windows too, where
 * `node_modules/.bin` holds shell scripts.
 * @param {string} packageName
 * @param {string} [command]
 */
export function commandOf(packageName, command = packageName) {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}
