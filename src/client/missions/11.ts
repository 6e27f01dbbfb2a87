/** Lesson 11: a connection that is kept on polling because its Upgrade is refused, then one that climbs. */
import {
  type Climb,
  type Echo,
  echoesOf,
  isRefused,
  type Ladder,
  ladderOf,
  moveOf,
  upgradeOf,
  type Move,
} from "../ladder.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 11,
  hints: [
    "Something between the page and the server decides whether a WebSocket can be opened. In this lab it has a switch.",
    "The switch has to be thrown before A connects: a connection asks for its WebSocket once, right after it began.",
    "With the default transports A connects in any case. When its Upgrade was refused, send three messages; each goes and comes over HTTP.",
    "Let the proxy drop Upgrade, connect A, send three messages. Disconnect, let Upgrade pass, connect A again, send one more.",
  ],
  check,
};

/** So many messages over polling after the refusal: whoever still wanted to climb would have done it by then. */
const ENOUGH = 3;

/** A connection whose upgrade was refused, and the messages that went by polling after that. */
interface Held {
  climb: Climb;
  refusal: number;
  echoes: Echo[];
}

function check(run: Run): Verdict {
  const ladder = ladderOf(run.entries);
  const helds = ladder.climbs.flatMap(heldOf);
  const held = helds.find(({ echoes }) => echoes.length >= ENOUGH) ?? helds.at(-1);
  const fence = held?.echoes[ENOUGH - 1];
  const climbed =
    fence && ladder.climbs.map(climbedOf).find(({ move }) => (move.probe?.entry.n ?? 0) > fence.back.entry.n);
  const { probe, answer, upgrade } = climbed?.move ?? {};
  const last = climbed?.echo;
  if (held && fence && probe && answer && upgrade && last) {
    const moved = [probe, answer, upgrade, last.sent].map(({ entry }) => entry.n);
    return { done: true, proof: [held.refusal, fence.sent.entry.n, fence.back.entry.n, ...moved] };
  }
  const steps = [
    { text: "a connection asks for Upgrade and is refused", done: held !== undefined },
    { text: `after that, ${ENOUGH} messages go and come back over polling`, done: fence !== undefined },
    { text: "a later connection climbs: 2probe, 3probe, 5", done: upgrade !== undefined },
    { text: "a message goes and comes back over its WebSocket", done: last !== undefined },
  ];
  const reason = fence ? reasonClimb(ladder, held!, fence, upgrade !== undefined) : reasonHold(ladder, held);
  return { done: false, ...reason, steps };
}

function heldOf(climb: Climb): Held[] {
  const trip = upgradeOf(climb);
  if (climb.began !== "polling" || !isRefused(trip)) return [];
  const refusal = trip.response.n;
  const echoes = echoesOf(climb).filter(({ over, sent }) => over === "polling" && sent.entry.n > refusal);
  return [{ climb, refusal, echoes }];
}

function climbedOf(climb: Climb): { move: Move; echo: Echo | undefined } {
  const move = moveOf(climb);
  const from = move.upgrade?.entry.n ?? Infinity;
  return { move, echo: echoesOf(climb).find(({ over, sent }) => over === "websocket" && sent.entry.n > from) };
}

type Reason = { reason: string; refutedBy?: number };

function reasonHold({ climbs, refused }: Ladder, held: Held | undefined): Reason {
  const last = climbs.at(-1);
  const turnedAway = refused.at(-1);
  if (turnedAway && turnedAway.request.n > (last?.trips[0]!.request.n ?? 0)) {
    const n = turnedAway.response!.n;
    return {
      reason: `This client may use nothing but a WebSocket. It was refused (n=${n}), and there is no polling to stay on.`,
      refutedBy: n,
    };
  }
  if (!last) return { reason: "Nobody has connected yet." };
  if (held?.climb === last)
    return {
      reason: `The upgrade was refused (n=${held.refusal}). Of ${ENOUGH} messages over polling after it, ${held.echoes.length} went and came back.`,
    };
  return aboutFree(last);
}

/** Of a connection that was not refused. */
function aboutFree(climb: Climb): Reason {
  const first = climb.trips[0]!.request.n;
  if (climb.began === "websocket")
    return {
      reason: `The first request (n=${first}) asks for a WebSocket at once: with transports: ["websocket"] there is no ladder, and no polling to be held on.`,
      refutedBy: first,
    };
  const { upgrade } = moveOf(climb);
  if (upgrade)
    return {
      reason: `It climbed (n=${upgrade.entry.n}): its Upgrade had passed. Whoever is to be held has to be refused when it connects.`,
      refutedBy: upgrade.entry.n,
    };
  if (!upgradeOf(climb) && echoesOf(climb).length > 0)
    return {
      reason: `This connection (n=${first}) stays on polling because it never asks for Upgrade: nothing was refused.`,
      refutedBy: first,
    };
  return { reason: "The connection has begun." };
}

function reasonClimb({ climbs, refused }: Ladder, held: Held, fence: Echo, hasClimbed: boolean): Reason {
  if (hasClimbed) return { reason: "It has climbed. Now send a message over its WebSocket." };
  const since = (n: number) => n > fence.back.entry.n;
  const turnedAway = refused.findLast(({ response }) => since(response!.n));
  const last = climbs.at(-1)!;
  if (turnedAway)
    return { reason: `Upgrade is still refused (n=${turnedAway.response!.n}).`, refutedBy: turnedAway.response!.n };
  if (last === held.climb)
    return {
      reason: `It stays on polling: it has asked for Upgrade once, and was refused (n=${held.refusal}). Let Upgrade pass, and connect again.`,
      refutedBy: held.refusal,
    };
  const trip = upgradeOf(last);
  if (isRefused(trip))
    return { reason: `Upgrade is still refused (n=${trip.response.n}).`, refutedBy: trip.response.n };
  return last.began === "websocket" || !trip ? aboutFree(last) : { reason: "It is about to climb." };
}
