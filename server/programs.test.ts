import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Programs } from "./programs.ts";

const program = (title: string) => `export const about = { title: "${title}", lesson: 1, events: [] };
export default function start() {}
`;

let folder: string;
let programs: Programs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wirelight-"));
  const files: Record<string, string> = {
    "bundled/02-two/server.ts": program("two"),
    "bundled/01-one/server.mjs": program("one"),
    "bundled/lab.ts": program("no folder"),
    "bundled/notes/readme.md": "no program",
    "bundled/syntax/server.mjs": "export default function (",
    "bundled/nothing/server.mjs": "export const about = 1;",
    "mine/02-two/server.mjs": program("my own two"),
    "mine/03-three/server.mjs": program("three"),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  programs = await Programs.find([join(folder, "bundled"), join(folder, "mine")]);
});
afterAll(() => rm(folder, { recursive: true }));

test("lists them by name; a later folder's replaces an earlier one's, and what does not load is left out", async () => {
  expect((await programs.list()).map(({ name, about }) => `${name}: ${about.title}`)).toEqual([
    "01-one: one",
    "02-two: my own two",
    "03-three: three",
  ]);
});

test("has what has a server file of its own, and nothing else", () => {
  const names = ["01-one", "02-two", "syntax", "notes", "lab", "lab.ts", "", ".", "..", "__proto__", "mine/03-three"];
  expect(names.filter((name) => programs.has(name))).toEqual(["01-one", "02-two", "syntax"]);
});

test("loads a program once", async () => {
  expect(await programs.load("01-one")).toBe(await programs.load("01-one"));
});

test("says what is wrong with a module that is no program", async () => {
  await expect(programs.load("nothing")).rejects.toThrow(/server\.mjs is no program: it needs a default export/);
  await expect(programs.load("syntax")).rejects.toBeInstanceOf(Error);
});

test("a folder that is not there is an error", async () => {
  await expect(Programs.find([join(folder, "elsewhere")])).rejects.toThrow("ENOENT");
});
