/** Lesson 12: a value comes back by an acknowledgement; then one that never comes is waited for, and given up in time. */
import { type Asked, askedOf } from "./acks.ts";
import { type GivenUp, givenUpOf } from "./given-up.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 12,
  hints: [
    "What a handler returns goes nowhere. What it calls does.",
    "Look for a number after 42 in the event's packet, and for a 43 with the same number.",
    "`add` calls its acknowledgement with the sum. `never` and `answer` do not call it at all: who waits for them needs a time-out.",
    "Emit `add` with 2 and 3 and wait for the answer. Then emit `never` with a time-out of 1000 ms and let it pass.",
  ],
  check,
};

/** What socket.io-client rejects with (socket.ts, `_registerAckCallback`). */
const TIMED_OUT = "operation has timed out";

function check(run: Run): Verdict {
  const asked = askedOf(run.entries);
  const value = asked.find(({ ack }) => ack && ack.data.args.length > 0);
  const timeouts = givenUpOf(run).filter(isTimeout);
  // An event that never reached the lab has asked nobody.
  const late = timeouts.find(({ asked }) => asked);
  if (value && late) return { done: true, proof: [value.event.n, value.ack!.n, `p${late.error.p}`] };
  const steps = [
    { text: "a value came back: 42 with a number, 43 with the same one", done: value !== undefined },
    { text: "an answer that did not come was given up in time", done: late !== undefined },
  ];
  return { done: false, ...(value ? reasonLate(asked) : reasonValue(run, asked, timeouts.at(-1))), steps };
}

function reasonValue(
  run: Run,
  asked: readonly Asked[],
  timeout: GivenUp | undefined,
): { reason: string; refutedBy?: number | string } {
  if (timeout) {
    const { p } = timeout.error;
    const event = timeout.asked?.event;
    const what = event ? `${event.data.name} (n=${event.n}) ` : "";
    return {
      reason: `${what}got no acknowledgement, so the time-out rejected (p${p}). A value comes back only from a handler that calls its last argument.`,
      refutedBy: event?.n ?? `p${p}`,
    };
  }
  const empty = asked.findLast(({ ack }) => ack);
  if (empty)
    return {
      reason: `The acknowledgement n=${empty.ack!.n} carried nothing: it says “done”, and no value.`,
      refutedBy: empty.ack!.n,
    };
  const waiting = asked.at(-1);
  if (waiting)
    return {
      reason: `${waiting.event.data.name} (n=${waiting.event.n}) has asked for an answer, and none has come.`,
      refutedBy: waiting.event.n,
    };
  const plain = run.entries.findLast((e) => e.layer === "socket.io" && e.kind === "event" && e.from === "client");
  if (plain)
    return {
      reason: `The event n=${plain.n} has no number: it asked for no answer, so none can come.`,
      refutedBy: plain.n,
    };
  return { reason: "No event was sent yet." };
}

function reasonLate(asked: readonly Asked[]): { reason: string; refutedBy?: number | string } {
  const lost = asked.findLast(({ ack }) => !ack);
  if (lost)
    return {
      reason: `${lost.event.data.name} (n=${lost.event.n}) is waiting without end: nobody told it when to give up.`,
      refutedBy: lost.event.n,
    };
  return { reason: "The value came back. Now ask for an answer that never comes, and give up in time." };
}

function isTimeout({ error }: GivenUp): boolean {
  return error.data["message"] === TIMED_OUT;
}
