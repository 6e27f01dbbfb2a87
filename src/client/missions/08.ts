/** Lesson 8: five ways in which a connection can end, told apart by the close code that follows from what passed. */
import type { PageEntry } from "../../../protocol/log.ts";
import { endedOf, type Ended, goodbyesOf, refusedClose } from "../goodbyes.ts";
import type { Mission, Run, Verdict } from "./mission.ts";
import type { Frame } from "./raw.ts";

export const mission: Mission = {
  lesson: 8,
  hints: [
    "Two of the five codes cannot be sent by anybody. Which ways to end a connection leave one of them no other choice?",
    "Look at the frames in the middle: a close frame with a code, one without a body, or none at all.",
    "A page may write 1000 and 4001 into its own close frame, and may leave the code away. For 1009 the server has to object: its program says how many bytes it takes.",
    "ws.close(1000); ws.close() with nothing in it; ws.close(4001); a message of 1,025 bytes; and for 1006 cut the cable.",
  ],
  check,
};

/** The codes to be collected, and what each says about the end of a connection. */
const WANTED: ReadonlyMap<number, string> = new Map([
  [1000, "all was said"],
  [1005, "a close frame without a code"],
  [1006, "no close frame at all"],
  [1009, "a message was too large"],
  [4001, "a code of the program's own"],
]);

function check(run: Run): Verdict {
  const ended = endedOf(run.entries);
  const found = [...WANTED.keys()].map((code) => ended.find((end) => end.code === code));
  if (found.every((end) => end !== undefined)) return { done: true, proof: found.map(({ n }) => n) };
  const steps = [...WANTED].map(([code, text], i) => ({ text: `${code}: ${text}`, done: found[i] !== undefined }));
  return { done: false, ...reasonOf(run, ended, found), steps };
}

type Reason = { reason: string; refutedBy?: number | string };

/** Speaks of what happened last. */
function reasonOf(run: Run, ended: readonly Ended[], found: readonly (Ended | undefined)[]): Reason {
  const missing = [...WANTED.keys()].filter((_, i) => !found[i]);
  const still = `Still missing: ${missing.join(", ")}.`;
  const last = ended.at(-1);
  const refused = refusedClose(run.page);
  const echo = lastEcho(run);
  const [event] = [last?.goodbye.tcp, refused, echo].filter((event) => event !== undefined).sort((a, b) => b.t - a.t);
  if (!event) return { reason: "No connection has ended yet." };
  if (event === refused) return { reason: `${aboutRefused(refused)} ${still}`, refutedBy: `p${refused.p}` };
  if (event === echo) {
    const reason = `The server sent your message back (n=${echo.n}): it went on, and nothing has ended. ${still}`;
    return { reason, refutedBy: echo.n };
  }
  return { ...aboutEnd(last!, found.includes(last), still) };
}

function aboutEnd({ goodbye, code, n }: Ended, isFirst: boolean, still: string): Reason {
  if (isFirst) return { reason: still };
  const who = goodbye.client ?? goodbye.conn;
  const what = WANTED.has(code) ? "which you had already" : "which is none of the five";
  return { reason: `${who} ended with ${code} (n=${n}), ${what}. ${still}`, refutedBy: n };
}

function aboutRefused({ p, data }: PageEntry): string {
  const [code] = data["args"] as [unknown];
  if (data["name"] === "InvalidAccessError")
    return `ws.close(${String(code)}) threw (p${p}): a page may send 1000 and 3000 to 4999, and nothing went out.`;
  return `ws.close threw (p${p}), and nothing went out: a reason has 123 bytes at most.`;
}

/** The last message that the server sent on a connection that is still open. */
function lastEcho({ entries }: Run): Frame | undefined {
  return goodbyesOf(entries)
    .filter(({ tcp }) => !tcp)
    .flatMap(({ frames }) => frames.filter(({ from, data }) => from === "server" && data.opcode < 8))
    .sort((a, b) => a.n - b.n)
    .at(-1);
}
