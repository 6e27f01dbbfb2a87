/** The files of examples/, as text, for the pages that show them. */
const files = import.meta.glob<string>("../../../examples/*/**/*.{ts,py,js,html}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** @param file path under examples/ @throws when there is no such file */
export function sourceOf(file: string): string {
  const source = files[`../../../examples/${file}`];
  if (source === undefined) throw new Error(`there is no examples/${file}`);
  return source;
}

/** The names of the files of one example. */
export function filesOf(example: string): string[] {
  const folder = `../../../examples/${example}/`;
  return Object.keys(files).flatMap((path) => (path.startsWith(folder) ? path.slice(folder.length) : []));
}
