/** Lesson 9: death is noticed in less than 3 s, with one ping a second at most, and nobody is given up who is only far away. */
import { type Beat, heartbeatsIn, type Moment, type Pulse } from "../heartbeats.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 9,
  hints: [
    "At worst a client dies right after its pong. How long does it take then until it is given up?",
    "Interval and time-out together are less than three seconds. And the interval is no less than one.",
    "With 500 ms in each direction, a pong is there a second after its ping, and a little more. So long the time-out has to last.",
    "Set 1,000 ms and 1,500 ms. Give A a lag, and let it answer three times. Connect B without one, wait for its second ping, and freeze its line.",
  ],
  check,
};

/** Milliseconds. */
const SOON = 3_000;
const LAG = 500;
/** A second, and what a timer may be early. */
const SECOND = 980;
/** Pongs that come late before it is believed that they may. */
const LATE = 3;

interface Gap {
  pulse: Pulse;
  before: Beat;
  after: Beat;
}

function check(run: Run): Verdict {
  const { pulses } = heartbeatsIn(run.entries);
  const gaps = pulses.flatMap(gapsOf);
  const late = pulses.map(({ beats }) => beats.filter(({ pong, lag }) => pong && lag >= LAG)[LATE - 1]);

  const noticed = pulses.find((pulse) => delayOf(pulse) < SOON);
  const patient = late.find((beat) => beat !== undefined)?.pong;
  const seldom = gaps.find((gap) => gap.before.lag === 0 && gap.after.lag === 0 && !isHasty(gap))?.after.ping;
  const wrong = whatIsWrong(pulses, gaps);
  if (noticed && patient && seldom && !wrong)
    return { done: true, proof: [noticed.frozen!.n, noticed.ended!.n, patient.n, seldom.n] };

  const parts: [text: string, found: Moment | undefined][] = [
    ["a client whose line is frozen is given up in less than 3 seconds", noticed?.ended],
    [`three pongs of a client whose line takes 500 ms each way, and nobody is given up who is there`, patient],
    ["two pings of a client without lag, a second apart or more", seldom],
  ];
  const missing = parts.flatMap(([text, found]) => (found ? [] : [text]));
  return {
    done: false,
    ...(wrong ?? {
      reason: pulses.length === 0 ? "Nobody is connected yet." : `Still missing: ${missing.join("; ")}.`,
    }),
    steps: parts.map(([text, found]) => ({ text, done: found !== undefined })),
  };
}

/** Successive pings of one connection. */
function gapsOf(pulse: Pulse): Gap[] {
  return pulse.beats.slice(1).map((after, i) => ({ pulse, before: pulse.beats[i]!, after }));
}

function isHasty({ before, after }: Gap): boolean {
  return after.ping.t - before.ping.t < SECOND;
}

/** Milliseconds from the freezing of its line to the moment when the server gave it up; Infinity if it did not. */
function delayOf({ frozen, ended }: Pulse): number {
  return frozen && ended?.noticed ? ended.t - frozen.t : Infinity;
}

/** What these dials have done that they must not do. */
function whatIsWrong(
  pulses: readonly Pulse[],
  gaps: readonly Gap[],
): { reason: string; refutedBy: number } | undefined {
  const alive = pulses.find(({ ended, frozen }) => ended?.noticed && !frozen && ended.lag <= LAG);
  if (alive) {
    const { n } = alive.ended!;
    return {
      reason: `${nameOf(alive)} was there, and was given up (n=${n}): its pong took longer than the time-out.`,
      refutedBy: n,
    };
  }
  const hasty = gaps.find(isHasty);
  if (hasty) {
    const { n, t } = hasty.after.ping;
    const ms = Math.round(t - hasty.before.ping.t);
    return { reason: `${nameOf(hasty.pulse)} got a ping (n=${n}) only ${ms} ms after the one before.`, refutedBy: n };
  }
  const slow = pulses.find((pulse) => delayOf(pulse) >= SOON && delayOf(pulse) < Infinity);
  if (slow && !pulses.some((pulse) => delayOf(pulse) < SOON)) {
    const { n } = slow.ended!;
    const ms = Math.round(delayOf(slow)).toLocaleString("en");
    return {
      reason: `${nameOf(slow)}’s line was frozen by n=${slow.frozen!.n}, and the server noticed ${ms} ms later (n=${n}).`,
      refutedBy: n,
    };
  }
  return undefined;
}

function nameOf({ client, id }: Pulse): string {
  return client ?? id;
}
