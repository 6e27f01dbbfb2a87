/** Astro integration: beside each text file of the built site its .br and .gz, so that the server never compresses. */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** What compression makes smaller. Fonts (woff2), images and Pagefind's packed index are compressed already. */
const TEXT = new Set([".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml", ".ts", ".py", ".wasm"]);

/** Below this the saving is less than the headers. */
const SMALLEST = 512;

const compressors = [
  { suffix: ".br", compress: promisify(brotliCompress), options: { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } } },
  { suffix: ".gz", compress: promisify(gzip), options: { level: 9 } },
];

/**
 * Writes `.br` and `.gz` beside each compressible file under `folder`; zlib's own threads do the work.
 * @param {string} folder
 */
export async function precompressFolder(folder) {
  const waiting = (await readdir(folder, { recursive: true })).filter((name) => TEXT.has(extname(name)));
  const worker = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await precompressFile(join(folder, name));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** @param {string} path */
async function precompressFile(path) {
  if ((await stat(path)).size < SMALLEST) return;
  const bytes = await readFile(path);
  await Promise.all(
    compressors.map(async ({ suffix, compress, options }) => {
      const smaller = await compress(bytes, options);
      if (smaller.length < bytes.length) await writeFile(path + suffix, smaller);
    }),
  );
}

/** @returns {import("astro").AstroIntegration} */
export function precompress() {
  return { name: "precompress", hooks: { "astro:build:done": ({ dir }) => precompressFolder(fileURLToPath(dir)) } };
}
