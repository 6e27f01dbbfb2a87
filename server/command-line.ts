/** The command line: its options, and what is wrong with them. */
import { parseArgs } from "node:util";
import { LIMITS, type LimitName, type Limits } from "../protocol/limits.ts";
import { LEVELS, type Level } from "./journal.ts";

export const HELP = `Starts the Wirelight playground.

  --port N            where to listen (or PORT=N); default 3000, and the next free port if that is taken
  --host ADDRESS      default 127.0.0.1: this machine only; 0.0.0.0 lets others in
  --origin URL        another origin whose pages may call, e.g. https://course.example (repeatable)
  --programs DIR      a folder of your own programs, beside the bundled ones
  --limit NAME=VALUE  any limit of protocol/limits.ts (repeatable)
  --log LEVEL         what goes to stderr, one JSON object a line: error (default) or info
  --help              this text
`;

export interface Command {
  host: string;
  /** Undefined: nobody asked for one. */
  port: number | undefined;
  origins: string[];
  programs: string | undefined;
  limits: Partial<Limits>;
  log: Level;
}

/** What is wrong with the command line, as a sentence. */
export class UsageError extends Error {}

/**
 * @param args after the program's name
 * @returns `"help"` where that was asked for
 * @throws {UsageError}
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command | "help" {
  const { values } = parse(args);
  if (values.help) return "help";
  const port = values.port ?? (env["PORT"] || undefined);
  return {
    host: values.host ?? "127.0.0.1",
    port: port === undefined ? undefined : readPort(port),
    origins: values.origin ?? [],
    programs: values.programs,
    limits: Object.fromEntries((values.limit ?? []).map(readLimit)),
    log: readLevel(values.log ?? "error"),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        origin: { type: "string", multiple: true },
        programs: { type: "string" },
        limit: { type: "string", multiple: true },
        log: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port takes a number from 0 to 65535, not ${text}`);
  return port;
}

function readLimit(text: string): [LimitName, number] {
  const [name, value] = text.split(/=(.*)/s, 2) as [string, string | undefined];
  if (!Object.hasOwn(LIMITS, name))
    throw new UsageError(`There is no limit named ${name}. The limits are ${Object.keys(LIMITS).join(", ")}.`);
  if (!/^\d{1,15}$/.test(value ?? "")) throw new UsageError(`--limit ${name} takes a whole number: --limit ${name}=10`);
  return [name as LimitName, Number(value)];
}

function readLevel(text: string): Level {
  const level = LEVELS.find((known) => known === text);
  if (!level) throw new UsageError(`--log takes ${LEVELS.join(" or ")}, not ${text}`);
  return level;
}
