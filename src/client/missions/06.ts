/** Lesson 6: a masked “hi” made by hand that the server takes, and a 1002 because of a mask that is missing. */
import type { EntryOf } from "../../../protocol/log.ts";
import type { Mission, Run, Verdict } from "./mission.ts";
import type { Frame } from "./raw.ts";

export const mission: Mission = {
  lesson: 6,
  hints: [
    "The lab begins with a right frame. What is missing in it is the text.",
    "The server sends back what it takes: its “hi” proves yours.",
    "For the second part only one bit has to be wrong: the first one of the second byte.",
    "Write hi, send. Then take MASK away, send again: a client's frame without a mask is answered with close 1002.",
  ],
  check,
};

type Violation = EntryOf<"websocket", "violation">;
type Passed = Frame | Violation;

interface Part {
  text: string;
  /** The entries that fulfil it: the client's, and the server's answer. */
  found: [Passed, Frame] | undefined;
}

function check(run: Run): Verdict {
  const lines = Map.groupBy(run.entries.filter(isPassed), ({ conn }) => conn);
  const find = (partIn: (line: readonly Passed[]) => [Passed, Frame] | undefined) =>
    [...lines.values()].map(partIn).find((found) => found !== undefined);
  const parts: Part[] = [
    { text: "a masked frame with the text hi, which the server takes", found: find(takenHi) },
    { text: "close 1002, because the mask of your frame is missing", found: find(closedForMask) },
  ];
  const [taken, closed] = parts.map(({ found }) => found);
  if (taken && closed) return { done: true, proof: [...taken, ...closed].map(({ n }) => n) };
  const steps = parts.map(({ text, found }) => ({ text, done: found !== undefined }));
  return { done: false, ...reasonOf(run.entries.filter(isPassed), parts), steps };
}

function isPassed(entry: Run["entries"][number]): entry is Passed {
  return entry.layer === "websocket";
}

/** The server sends “hi” back: it has taken the frame that came last before it, and what belongs to that. */
function takenHi(line: readonly Passed[]): [Passed, Frame] | undefined {
  const at = line.findIndex((entry) => entry.from === "server" && isFrame(entry) && entry.data.text === "hi");
  const sent = line
    .slice(0, Math.max(0, at))
    .findLast((entry) => entry.from === "client" && isFrame(entry) && entry.data.fin);
  return sent && [sent, line[at] as Frame];
}

/** The first rule that the client breaks is that of the mask, and the server closes for it. */
function closedForMask(line: readonly Passed[]): [Passed, Frame] | undefined {
  const broken = line.find((entry) => entry.from === "client" && entry.kind === "violation");
  const close = line.find(isProtocolError);
  return broken?.kind === "violation" && broken.data.code === "websocket.unmasked" && close
    ? [broken, close]
    : undefined;
}

function isProtocolError(entry: Passed): entry is Frame {
  return entry.from === "server" && isFrame(entry) && entry.data.code === 1002;
}

function isFrame(entry: Passed): entry is Frame {
  return entry.kind === "frame";
}

function reasonOf(passed: readonly Passed[], parts: readonly Part[]): { reason: string; refutedBy?: number } {
  const last = passed.findLast(({ from }) => from === "client");
  if (!last) return { reason: "No frame of yours has passed yet." };
  const missing = `Still missing: ${parts.flatMap(({ text, found }) => (found ? [] : [text])).join("; ")}.`;
  if (parts.some(({ found }) => found?.[0] === last)) return { reason: missing };
  return { reason: `${aboutLast(last)} ${missing}`, refutedBy: last.n };
}

function aboutLast(last: Passed): string {
  if (last.kind === "violation") return `Your last frame (n=${last.n}) broke another rule: ${last.data.message}`;
  const { name, fin, text } = last.data;
  if (!fin) return `Your last frame (n=${last.n}) has no FIN: the server waits for the rest of its message.`;
  if (text === undefined) return `Your last frame (n=${last.n}) carries no text: it is a ${name} frame.`;
  return `Your last frame (n=${last.n}) is right, and says “${text.slice(0, 40)}”.`;
}
