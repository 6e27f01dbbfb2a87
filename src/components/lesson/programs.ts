/**
 * The files of examples/, as text: what a page shows is what its lab runs and what a reader runs.
 * A region is what stands between the comments `#region name` and `#endregion`, without them and without its indent.
 */
const REGION = /^\s*(?:\/\/|#)\s*#(end)?region\b\s*(\S*)/;

const marks = (line: string) => REGION.exec(line);

/** Removes the indent that all lines have in common. */
function outdent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const common = indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((line) => line.slice(common));
}

/**
 * The text to show of a file: all of it, or one region; without the comments that mark regions.
 * @throws when the file has no such region: a lesson must not show something else.
 */
export function excerpt(source: string, region?: string): string {
  const lines = source.trimEnd().split("\n");
  if (region === undefined) return lines.filter((line) => !marks(line)).join("\n");
  const begin = lines.findIndex((line) => marks(line)?.[1] === undefined && marks(line)?.[2] === region);
  if (begin === -1) throw new Error(`there is no #region ${region}`);
  const end = lines.findIndex((line, at) => at > begin && marks(line)?.[1] === "end");
  if (end === -1) throw new Error(`#region ${region} has no #endregion`);
  return outdent(lines.slice(begin + 1, end)).join("\n");
}

const LANGUAGES = { ts: "ts", js: "js", py: "python", html: "html" } as const;

/** The name of a file's language for Shiki. */
export function languageOf(file: string): (typeof LANGUAGES)[keyof typeof LANGUAGES] {
  return LANGUAGES[file.slice(file.lastIndexOf(".") + 1) as keyof typeof LANGUAGES];
}

/** How the files of an example are run that are not its program on Node or its client. */
const ARGUMENTS: Readonly<Record<string, string>> = { "server.py": " --python", "app.ts": " --serve" };

/** The command that runs the program that a file belongs to, where it is one of an example. */
export function commandOf(path: string): string | undefined {
  const [, name, file = ""] = /^([\w-]+)\/([\w-]+\.(?:ts|py))$/.exec(path) ?? [];
  return name && `npm run example -- ${name}${ARGUMENTS[file] ?? ""}`;
}
