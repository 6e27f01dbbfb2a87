/** What holds for the repository as a whole: who may import whom, and that nothing of anyone's machine is in it. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, test } from "vitest";
import { root } from "./paths.mjs";

const NOT_OURS = new Set([".astro", ".cache", ".git", ".venv", "dist", "node_modules", "__pycache__"]);
const CODE = new Set([".astro", ".mdx", ".mjs", ".svelte", ".ts"]);
const BINARY = new Set([".gif", ".ico", ".jpg", ".png", ".woff2"]);

/** Every file of ours, as a path from the root with forward slashes. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path.split(sep).join("/")];
  });
}

const files = filesIn("");

interface Import {
  file: string;
  /** A package, or a path from the root. */
  target: string;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), "utf8");
  const specifiers = [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => ({
    file,
    target: specifier.startsWith(".")
      ? relative(root, join(root, dirname(file), specifier.split("?")[0]!))
          .split(sep)
          .join("/")
      : specifier,
  }));
}

const imports = files.filter((file) => CODE.has(extname(file))).flatMap(importsOf);
/** Tests may also start what they test against. */
const FOR_TESTS = /^(e2e\/support|examples|scripts)\//;
const PUBLIC = /^(node:[a-z/_]+|socket\.io|socket\.io-adapter|socket\.io-client|ws)$/;
const importers = Map.groupBy(imports, ({ target }) => target);

/** A test, or a file that serves nothing but tests. */
function isTest(file: string): boolean {
  if (/\.(test|spec)\.ts$/.test(file)) return true;
  const users = importers.get(file) ?? [];
  return users.length > 0 && users.every((user) => isTest(user.file));
}

const isPackage = (target: string) => !files.includes(target);

const shown = (found: Import[]) => found.map(({ file, target }) => `${file} imports ${target}`);

describe("who may import whom", () => {
  test("imports are found", () => {
    expect(shown(imports)).toContain("scripts/test.mjs imports scripts/set-up.mjs");
    expect(shown(imports)).toContain("vitest.config.ts imports vitest/config");
  });

  test.each([
    ["protocol/", /^protocol\//],
    ["server/", /^(server|protocol|examples)\//],
    ["src/client/", /^(src\/client|protocol)\//],
    ["src/", /^(src|protocol|docs|examples)\//],
    ["docs/", /^(src|protocol|docs|examples)\//],
    ["e2e/", /^(e2e|protocol|scripts)\/|^examples\/(python|server-process)\.ts$/],
    ["bench/", /^(bench|protocol|scripts|e2e\/support)\/|^examples\/(lab|python)\.ts$/],
  ])("files in %s import of ours only %s", (folder, allowed) => {
    const strays = imports.filter(
      ({ file, target }) =>
        file.startsWith(folder) &&
        !isPackage(target) &&
        !allowed.test(target) &&
        !(isTest(file) && FOR_TESTS.test(target)),
    );
    expect(shown(strays)).toEqual([]);
  });

  test("protocol imports nothing that runs only in Node", () => {
    const strays = imports.filter(
      ({ file, target }) => file.startsWith("protocol/") && !isTest(file) && target.startsWith("node:"),
    );
    expect(shown(strays)).toEqual([]);
  });

  test("a program imports public packages, its own folder and examples/lab.ts", () => {
    const strays = imports.filter(
      ({ file, target }) =>
        /^examples\/.*\/server\.ts$/.test(file) &&
        dirname(target) !== dirname(file) &&
        target !== "examples/lab.ts" &&
        !PUBLIC.test(target),
    );
    expect(shown(strays)).toEqual([]);
  });

  test("an example's other files import public packages, its own folder and what examples share", () => {
    const strays = imports.filter(({ file, target }) => {
      if (!file.startsWith("examples/") || isTest(file) || PUBLIC.test(target)) return false;
      return dirname(target) !== dirname(file) && dirname(target) !== "examples";
    });
    expect(shown(strays)).toEqual([]);
  });
});

test("no element of a widget spreads its attributes or sets a style: each costs all pages what only few need", () => {
  interface Node {
    type: string;
    name?: string;
    attributes?: Node[];
  }
  const found = files
    .filter((file) => file.endsWith(".svelte"))
    .flatMap((file) => {
      const elements: string[] = [];
      // What is no node has no type; every part of a node is looked at.
      JSON.stringify(parse(readFileSync(join(root, file), "utf8"), { modern: true }).fragment, (_, value: unknown) => {
        const { type, name, attributes } = (value ?? {}) as Node;
        const isHeavy = ({ type }: Node) => type === "SpreadAttribute" || type === "StyleDirective";
        if (type === "RegularElement" && attributes?.some(isHeavy)) elements.push(`${file}: <${name}>`);
        return value;
      });
      return elements;
    });
  expect(found).toEqual([]);
});

test("the lock has the optional packages of every platform, which npm ci insists on", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const locked = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `${name} of ${path}`),
  );
  expect(locked).toContain("oxlint");
  expect(missing).toEqual([]);
});

describe("nothing of anyone's machine is in the repository", () => {
  const machine = [
    ["a home folder", /(?:^|["'`\s=(:])\/(?:root|home\/[a-z]|Users\/[A-Za-z])[\w./-]*/m],
    ["a Windows profile", /[A-Z]:\\Users\\/],
    ["a package registry", /registry\.(?:npmjs|yarnpkg)\.|npm[m]irror|_auth[T]oken/],
    ["a resolved address in the lock", /"resolved":\s"http/],
  ] as const;

  test.each(machine)("no file names %s", (_, pattern) => {
    const found = files
      .filter((file) => !BINARY.has(extname(file)))
      .flatMap((file) => {
        const match = pattern.exec(readFileSync(join(root, file), "utf8"));
        return match ? [`${file}: ${match[0]}`] : [];
      });
    expect(found).toEqual([]);
  });
});
