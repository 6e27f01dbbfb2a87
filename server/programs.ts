/** The programs that labs can run, by name. Names are looked up here, never joined to a path. */
import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { About, Program } from "../examples/lab.ts";

export interface ProgramInfo {
  name: string;
  about: About;
}

export class Programs {
  readonly #files: ReadonlyMap<string, string>;
  readonly #loaded = new Map<string, Promise<Program>>();

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /**
   * Finds `<folder>/<name>/server.ts` (or `.js`, `.mjs`); a later folder's program replaces an earlier one's of the same name.
   * @throws when a folder cannot be read
   */
  static async find(folders: readonly string[]): Promise<Programs> {
    const files = new Map<string, string>();
    for (const folder of folders) {
      for (const { name } of await readdir(folder, { withFileTypes: true })) {
        const file = ["server.ts", "server.js", "server.mjs"].map((main) => join(folder, name, main)).find(existsSync);
        if (file) files.set(name, file);
      }
    }
    return new Programs(files);
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** @throws whatever loading its module throws, or TypeError when that is no program. */
  load(name: string): Promise<Program> {
    let program = this.#loaded.get(name);
    if (!program) {
      program = importProgram(this.#files.get(name)!);
      this.#loaded.set(name, program);
    }
    return program;
  }

  /** Names and what they say about themselves, in order of lessons. Programs that do not load are left out. */
  async list(): Promise<ProgramInfo[]> {
    const names = [...this.#files.keys()].sort();
    const loaded = await Promise.allSettled(names.map((name) => this.load(name)));
    return names.flatMap((name, i) => {
      const result = loaded[i]!;
      return result.status === "fulfilled" ? [{ name, about: result.value.about }] : [];
    });
  }
}

async function importProgram(file: string): Promise<Program> {
  const module = (await import(pathToFileURL(file).href)) as Partial<Program>;
  if (typeof module.default !== "function" || typeof module.about?.title !== "string")
    throw new TypeError(`${file} is no program: it needs a default export (a function) and an export named about`);
  return module as Program;
}
