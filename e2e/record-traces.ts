/** `node e2e/record-traces.ts`: records the traces of all lessons anew. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { servePlayground } from "./support/programs.ts";
import { fileOf, traceOf, TRACES } from "./support/traces.ts";

const playground = await servePlayground();
try {
  for (const trace of TRACES) {
    const lines = await traceOf(playground.url, trace);
    await mkdir(dirname(fileOf(trace)), { recursive: true });
    await writeFile(fileOf(trace), lines.map((line) => `${line}\n`).join(""));
    console.log(`${trace.lesson}: ${lines.length} entries`);
  }
} finally {
  await playground.stop();
}
