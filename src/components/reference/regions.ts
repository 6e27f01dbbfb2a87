/** Where the calls of the emit reference stand: each region of its example's files, by name. */
import type { ReferenceRow } from "../../../examples/13-every-emit/row.ts";
import { filesOf, sourceOf } from "../lesson/examples.ts";
import { excerpt } from "../lesson/programs.ts";

const EXAMPLE = "13-every-emit";

export interface Cut {
  /** The file's name. */
  file: string;
  text: string;
}

/** Regions by name. The TypeScript ones stand in several files, of which no two have one of the same name. */
function regionsIn(files: readonly string[]): ReadonlyMap<string, Cut> {
  const regions = new Map<string, Cut>();
  for (const file of files) {
    const source = sourceOf(`${EXAMPLE}/${file}`);
    for (const [, name] of source.matchAll(/#region (\S+)/g)) {
      if (regions.has(name!)) throw new Error(`two regions are named ${name}: one in ${file}`);
      regions.set(name!, { file, text: excerpt(source, name).trimEnd() });
    }
  }
  return regions;
}

export const typescript = regionsIn(filesOf(EXAMPLE).filter((file) => /^(?!.*\.test).*\.ts$/.test(file)));
export const python = regionsIn(["server.py"]);

/** The calls of a row: in TypeScript, and what Flask-SocketIO has for it, if anything. */
export function cutsOf({ id, handler }: ReferenceRow): { typescript: Cut[]; flask: Cut[] } {
  const find = (regions: ReadonlyMap<string, Cut>) => [id, handler].flatMap((name) => regions.get(name ?? "") ?? []);
  return { typescript: find(typescript), flask: find(python) };
}
