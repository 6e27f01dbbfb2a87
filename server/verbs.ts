/** What the owner of a lab may do with it, the same through both doors. */
import type { ErrorCode } from "../protocol/errors.ts";
import { sendByHand, sendBytes } from "./by-hand.ts";
import { readFault } from "./faults.ts";
import type { HostedLab, LabOptions } from "./hosted-lab.ts";
import type { Journal } from "./journal.ts";
import type { Labs } from "./labs.ts";

/** Options of `io` that may be changed, with their bounds in milliseconds. */
const OPTIONS = { pingInterval: [100, 60_000], pingTimeout: [100, 60_000] } as const;

type Verb = (labs: Labs, lab: HostedLab, details: unknown, journal: Journal) => Promise<ErrorCode | undefined>;

const VERBS: ReadonlyMap<unknown, Verb> = new Map<unknown, Verb>([
  ["restart", (_labs, lab, _details, journal) => restart(lab, {}, journal)],
  [
    "options",
    async (_labs, lab, details, journal) => {
      const options = readOptions(details);
      return options ? restart(lab, options, journal) : "option.unknown";
    },
  ],
  ["fault", (_labs, lab, details, journal) => fault(lab, details, journal)],
  ["handshake", (_labs, lab, details) => sendByHand(lab, details)],
  ["bytes", (_labs, lab, details) => sendBytes(lab, details)],
  [
    "delete",
    async (labs, lab) => {
      void labs.delete(lab); // the answer must not wait for clients that do not let go
      return undefined;
    },
  ],
]);

export function isVerb(verb: unknown): boolean {
  return VERBS.has(verb);
}

/**
 * @param details of `options`: `{ io: { pingInterval } }`; of `fault`: `{ fault: "cut", client: "A" }` (faults.ts); of `handshake`:
 *   `{ request: "GET /ws HTTP/1.1\r\n…" }`; of `bytes`: `{ hex: "8182…" }`
 * @returns why not, if it was not done
 */
export async function rule(
  labs: Labs,
  lab: HostedLab,
  verb: unknown,
  details: unknown,
  journal: Journal,
): Promise<ErrorCode | undefined> {
  const run = VERBS.get(verb);
  return run ? run(labs, lab, details, journal) : "verb.unknown";
}

function restart(lab: HostedLab, options: LabOptions, journal: Journal): Promise<ErrorCode | undefined> {
  return startAnew(lab, journal, () => lab.restart(options));
}

async function fault(lab: HostedLab, details: unknown, journal: Journal): Promise<ErrorCode | undefined> {
  const fault = readFault(details);
  return typeof fault === "string" ? fault : startAnew(lab, journal, () => lab.fault(fault));
}

/** What starts a program anew may find it broken. */
async function startAnew(
  lab: HostedLab,
  journal: Journal,
  start: () => Promise<ErrorCode | undefined | void>,
): Promise<ErrorCode | undefined> {
  try {
    return (await start()) ?? undefined;
  } catch (error) {
    journal.error("program.broken", { program: lab.program, error: String((error as Error)?.stack ?? error) });
    return "program.broken";
  }
}

function readOptions(details: unknown): LabOptions | undefined {
  const { io, ...others } = (details ?? {}) as { io?: unknown };
  if (typeof io !== "object" || io === null || Array.isArray(io) || Object.keys(others).length > 0) return undefined;
  for (const [name, value] of Object.entries(io)) {
    const [least, most] = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof typeof OPTIONS] : [1, 0];
    if (!Number.isInteger(value) || value < least || value > most) return undefined;
  }
  return io;
}
