/** Lesson 15: three things arrive whole, the limit is found on both transports, and what is larger gets through in pieces. */
import type { Entry } from "../../../protocol/log.ts";
import { damagedIn, WHOLE, type Name } from "../payloads/whole.ts";
import { CARRIER, LOAD, type Whole } from "../payloads/load.ts";
import { bracketOf, countedOf, SENDS, WIDTH, type SizeSend, type Transport } from "../payloads/sizes.ts";
import { askedOf, isEvent } from "./acks.ts";
import { answerOf } from "./answers.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 15,
  hints: [
    "JSON has text, numbers, lists and objects whose names are text. What has to be sent in another form, so that the server can make it anew?",
    "For the limit, halve what is left with each send. Or look for the packet in which the server tells each new client its `maxPayload`, and remember what base64 does to bytes.",
    "A list of pairs keeps the keys of a Map, and `new Map(value)` reads it. A text keeps a Date to the millisecond only if it is the ISO one. A piece has to be smaller than the limit that you found.",
    "Map: [...map] and new Map(value). Date: date.toISOString() and new Date(value). Bytes as they are. Over WebSocket 19,500 and 20,500; over polling 14,500 and 15,500. Then pieces of 15,000.",
  ],
  check,
};

interface Step {
  text: string;
  /** What proves it, once it is done. */
  proof?: number[];
  reason: string;
  refutedBy?: number;
}

function check(run: Run): Verdict {
  const steps = [rebuilding(run), limit(run, "websocket"), limit(run, "polling"), pieces(run)];
  const missing = steps.filter(({ proof }) => !proof);
  if (missing.length === 0) return { done: true, proof: steps.flatMap(({ proof }) => proof!) };
  // It speaks of what was tried last.
  const [{ reason, refutedBy }] = missing.sort((a, b) => (b.refutedBy ?? 0) - (a.refutedBy ?? 0)) as [Step];
  return {
    done: false,
    reason,
    ...(refutedBy !== undefined && { refutedBy }),
    steps: steps.map(({ text, proof }) => ({ text, done: proof !== undefined })),
  };
}

const CALLED: Readonly<Record<Name, string>> = { map: "Map", date: "Date", bytes: "bytes" };

function rebuilding({ entries }: Run): Step {
  const text = "the server has the same Map, Date and bytes as you";
  const tries = askedOf(entries).filter(({ event, ack }) => event.data.name === "rebuild" && ack);
  const whole = tries.find(({ ack }) => damagedIn(ack!.data.args[0]).length === 0);
  if (whole) return { text, proof: [whole.event.n, whole.ack!.n], reason: "" };
  const last = tries.at(-1);
  if (!last) return { text, reason: "The three things were not sent yet." };
  const has = last.ack!.data.args[0] as Partial<Record<Name, { type: string; shown: string }>> | undefined;
  const name = damagedIn(has)[0]!;
  const { type, shown } = has?.[name] ?? { type: "nothing", shown: "" };
  const reason = `Your ${CALLED[name]} should be ${WHOLE[name].shown} there. The server has: ${type} ${shown} (n=${last.ack!.n}).`;
  return { text, reason, refutedBy: last.ack!.n };
}

const OVER: Readonly<Record<Transport, string>> = { websocket: "WebSocket", polling: "polling" };

function limit(run: Run, transport: Transport): Step {
  const over = OVER[transport];
  const text = `the limit over ${over}: one size that fits and one that does not, ${grouped(WIDTH)} bytes apart at most, in ${SENDS} sends`;
  const sends = countedOf(run).filter((send) => send.transport === transport);
  const { fits, fails } = bracketOf(sends.slice(0, SENDS));
  if (fits && fails && fails.length > fits.length && fails.length - fits.length <= WIDTH)
    return { text, proof: [fits.outcome!.n, fails.outcome!.n], reason: "" };
  const last = sends.at(-1);
  if (!last) return { text, reason: `Nothing was sent over ${over} yet to find the limit.` };
  const refutedBy = last.outcome?.n ?? last.n;
  if (sends.length >= SENDS)
    return {
      text,
      reason: `${SENDS} sends over ${over} are used up (n=${refutedBy}), and ${known(fits, fails)}. Begin the count anew: you know more now.`,
      refutedBy,
    };
  return { text, reason: `Over ${over} ${known(fits, fails)}.`, refutedBy };
}

function known(fits: SizeSend | undefined, fails: SizeSend | undefined): string {
  if (!fits && !fails) return "nothing is known of the limit yet";
  if (!fails) return `all that is known is that ${bytes(fits!)} fit`;
  if (!fits) return `all that is known is that ${bytes(fails)} do not fit`;
  return `the limit lies between ${bytes(fits)} and ${bytes(fails)}, more than ${grouped(WIDTH)} apart`;
}

function bytes({ length, outcome }: SizeSend): string {
  return `${grouped(length)} bytes (n=${outcome!.n})`;
}

function grouped(length: number): string {
  return length.toLocaleString("en");
}

function pieces(run: Run): Step {
  const text = `${grouped(LOAD)} bytes carried in pieces, with the same SHA-1 there, and no connection lost`;
  const mine = run.entries.filter(({ client }) => client === CARRIER);
  const begun = mine.filter((entry) => isEvent(entry) && entry.data.name === "piece" && entry.data.args[0] === 0);
  const tries = begun.map(({ n }, i) => carried(run, mine, text, n, begun[i + 1]?.n ?? Infinity));
  return tries.find(({ proof }) => proof) ?? tries.at(-1) ?? { text, reason: "Nothing was carried in pieces yet." };
}

/** What became of the pieces whose first one is `first`. */
function carried(run: Run, mine: readonly Entry[], text: string, first: number, next: number): Step {
  const its = mine.filter(({ n }) => n >= first && n < next);
  const ended = its.find(({ layer, kind }) => layer === "app" && kind === "disconnect");
  const ack = askedOf(its).find(({ event }) => event.data.name === "whole")?.ack;
  if (ended && (!ack || ended.n < ack.n)) {
    const reason = `The connection ended in the middle (n=${ended.n}): look at how large the last piece was.`;
    return { text, reason, refutedBy: ended.n };
  }
  if (!ack) return { text, reason: "The pieces are on their way.", refutedBy: first };
  const told = ack.data.args[0] as Partial<Whole> | undefined;
  const own = answerOf(run, "carried");
  if (told?.length === LOAD && own?.length === LOAD && told.sha1 === own.sha1)
    return { text, proof: [ack.n], reason: "" };
  const reason = `What the server put together is not what you have: ${JSON.stringify(told)} (n=${ack.n}).`;
  return { text, reason, refutedBy: ack.n };
}
