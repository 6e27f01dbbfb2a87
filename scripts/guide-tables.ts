/**
 * The tables of docs/guides/protocol.md, made from the source that they describe: each stands between
 * `<!-- table: name -->` and `<!-- /table -->`. `npm run format` writes them, a test holds them.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { ERRORS } from "../protocol/errors.ts";
import { LIMITS, type LimitName } from "../protocol/limits.ts";
import { RULES } from "../protocol/wire/rules.ts";
import { root } from "./paths.mjs";

export const GUIDE = join(root, "docs", "guides", "protocol.md");

type Row = readonly string[];

/** A Markdown table; `|` in a cell is escaped. */
function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

async function parse(path: string): Promise<ts.SourceFile> {
  const text = await readFile(join(root, path), "utf8");
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** The doc comment of a declaration, as one line. */
function comment(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "")
    .join(" ")
    .replace(/\s+/g, " ");
}

const nameOf = (member: ts.Node & { name?: ts.Node }) => member.name?.getText().replaceAll('"', "") ?? "";

function find<T extends ts.Node>(source: ts.SourceFile, is: (node: ts.Node) => node is T, name: string): T {
  const visit = (node: ts.Node): T | undefined =>
    is(node) && nameOf(node) === name ? node : ts.forEachChild(node, visit);
  const found = visit(source);
  if (!found) throw new Error(`${source.fileName} has no ${name} any more`);
  return found;
}

/** One line for each layer and kind: the fields of `data` with their types, and what is said about them. */
async function dataTable(): Promise<string> {
  const source = await parse("protocol/log.ts");
  const rows = find(source, ts.isInterfaceDeclaration, "Data").members.flatMap((layer) => {
    const kinds = (layer as ts.PropertySignature).type as ts.TypeLiteralNode;
    return kinds.members.map((kind) => [nameOf(layer), nameOf(kind), ...fields(source, kind as ts.PropertySignature)]);
  });
  return table(["layer", "kind", "`data`", "notes"], rows);
}

function fields(source: ts.SourceFile, kind: ts.PropertySignature): [data: string, notes: string] {
  const members = membersOf(source, kind.type!);
  const flat = members.map((member) => member.getText().replace(/\s+/g, " ").replace(/;$/, "")).join("; ");
  const notes = members.map((member) => [nameOf(member), comment(member)]).filter(([, text]) => text);
  const said = [comment(kind), ...notes.map(([name, text]) => `\`${name}\`: ${text}`)].filter((text) => text);
  return [members.length > 0 ? `\`{ ${flat} }\`` : "`{}`", said.join(" ")];
}

/** The members of a literal type, or of an interface of the same file; of `Record<string, never>` none. */
function membersOf(source: ts.SourceFile, type: ts.TypeNode): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(type)) return type.members;
  const name = type.getText();
  return name === "Record<string, never>" ? [] : find(source, ts.isInterfaceDeclaration, name).members;
}

function errorTable(): string {
  const rows = Object.entries(ERRORS).map(([code, error]) => [
    `\`${code}\``,
    "status" in error ? String(error.status) : "",
    "close" in error ? String(error.close) : "",
    error.message,
    error.hint,
  ]);
  return table(["code", "HTTP", "close", "what happened", "what to do"], rows);
}

function ruleTable(): string {
  const rows = Object.entries(RULES).map(([code, { rule, message }]) => [`\`${code}\``, rule, message]);
  return table(["code", "rule", "what it says"], rows);
}

async function limitTable(): Promise<string> {
  const source = await parse("protocol/limits.ts");
  const rows = Object.entries(LIMITS).map(([name, value]) => [
    `\`${name}\``,
    value.toLocaleString("en"),
    comment(find(source, ts.isPropertyAssignment, name as LimitName)),
  ]);
  return table(["limit", "default", "why"], rows);
}

/** The guide with its tables as the source says now. Prettier would pad their cells to the width of the longest. */
export async function withTables(guide: string): Promise<string> {
  const tables: Record<string, string> = {
    data: await dataTable(),
    rules: ruleTable(),
    errors: errorTable(),
    limits: await limitTable(),
  };
  return guide.replace(
    /(<!-- table: (\w+) -->\n).*?(<!-- \/table -->)/gs,
    (_, begin: string, name: string, end: string) => `${begin}\n<!-- prettier-ignore -->\n${tables[name]}\n\n${end}`,
  );
}

if (import.meta.filename === process.argv[1]) {
  await writeFile(GUIDE, await withTables(await readFile(GUIDE, "utf8")));
}
