/** `npm run example`: lists the examples; `npm run example -- 13-who --url …` runs the scripted client of one. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";
import { standIn } from "./processes.mjs";

const folder = join(root, "examples");
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "client.ts")));
const [name, ...args] = process.argv.slice(2);

if (name === undefined || name === "--help") {
  const width = Math.max(...names.map(({ length }) => length));
  for (const each of names) {
    const { about } = await import(pathToFileURL(join(folder, each, "server.ts")).href);
    console.log(`${each.padEnd(width)} ${about.title}`);
  }
  console.log("\nnpm run example -- <name> [--python] [--url <url> | --serve | --help]");
} else if (names.includes(name)) {
  process.exitCode = await standIn(process.execPath, [join(folder, name, "client.ts"), ...args]);
} else {
  console.error(`There is no example "${name}". There are: ${names.join(", ")}.`);
  process.exitCode = 2;
}
