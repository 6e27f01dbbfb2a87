/** Lesson 13: six calls painted as they turn out; then everyone in one's room but oneself, in both languages. */
import type { Entry } from "../../../protocol/log.ts";
import { isFenced, type PaintedRun, receiversOf } from "../receivers.ts";
import { answerOf } from "./answers.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 13,
  hints: [
    "`io` is the whole server. `socket` is the one client whose message this is.",
    "For each call look at the rows that its emit caused: one packet goes to each receiver, and to nobody else.",
    "`broadcast` and `socket.to` leave out the sender; `io.to` does not. A client in two rooms gets one packet.",
    'The last one is `socket.to("r1").emit("hello")`, and in Flask `emit("hello", to="r1", include_self=False)`.',
  ],
  check,
};

const CALLS = 6;

interface Shown extends PaintedRun {
  receivers: ReadonlyMap<string, readonly number[]>;
}

function check(run: Run): Verdict {
  const runs: Shown[] = (answerOf(run, "who") ?? [])
    .filter(({ fences }) => isFenced(run.entries, fences))
    .map((painted) => ({ ...painted, receivers: receiversOf(run.entries, painted.asked) }));
  const right = new Map<string, Shown>();
  for (const shown of runs) if (!shown.written && isRight(shown)) right.set(shown.call, shown);
  const inTypeScript = runs.find((shown) => shown.written === "typescript" && isRoommates(shown, run.entries));
  const inFlask = runs.find((shown) => shown.written === "flask" && isRoommates(shown, run.entries));
  if (right.size >= CALLS && inTypeScript && inFlask) {
    const proof = [...right.values()].slice(0, CALLS).map(({ asked }) => asked);
    return { done: true, proof: [...proof, inTypeScript.asked, inFlask.asked] };
  }
  const progress = right.size > 0 && right.size < CALLS ? ` (${right.size} so far)` : "";
  const steps = [
    { text: `${CALLS} calls painted right${progress}`, done: right.size >= CALLS },
    { text: "everyone in your room but you, in TypeScript", done: inTypeScript !== undefined },
    { text: "the same in Flask", done: inFlask !== undefined },
  ];
  return { done: false, ...reasonOf(runs.at(-1), run.entries, steps[0]!.done), steps };
}

function reasonOf(
  last: Shown | undefined,
  entries: readonly Entry[],
  painted: boolean,
): { reason: string; refutedBy?: number } {
  if (!last) return { reason: "No painted call was run yet." };
  if (last.written) {
    if (isRoommates(last, entries))
      return {
        reason: painted
          ? "That was right. Now write the same in the other language."
          : "That was right. Some calls are still to be painted.",
      };
    const got = [...last.receivers.keys()].sort().join(", ") || "nobody";
    return {
      reason: `${last.call} reached ${got}: not everyone in a room of the sender but the sender.`,
      refutedBy: packetOf(last),
    };
  }
  if (isRight(last))
    return {
      reason: painted ? "All six are right. Now write the last call yourself." : "That was right. Paint another call.",
    };
  for (const [client, [packet]] of last.receivers)
    if (!last.painted.includes(client))
      return {
        reason: `${last.call}: ${client} got it too (n=${packet}), and you had not painted ${client}.`,
        refutedBy: packet!,
      };
  const missed = last.painted.find((client) => !last.receivers.has(client))!;
  return {
    reason: `${last.call}: no packet went to ${missed}, whom you had painted. The call was asked for by n=${last.asked}.`,
    refutedBy: last.asked,
  };
}

function packetOf({ receivers, asked }: Shown): number {
  return [...receivers.values()][0]?.[0] ?? asked;
}

function isRight({ painted, receivers }: Shown): boolean {
  return painted.length === receivers.size && painted.every((client) => receivers.has(client));
}

/** The receivers are the other members of a room that the sender was in when it asked. */
function isRoommates({ asked, receivers }: Shown, entries: readonly Entry[]): boolean {
  const sender = entries.find(({ n }) => n === asked)?.client;
  if (sender === undefined || receivers.size === 0) return false;
  for (const members of roomsAt(entries, asked).values()) {
    const others = [...members].filter((client) => client !== sender);
    if (members.has(sender) && others.length === receivers.size && others.every((client) => receivers.has(client)))
      return true;
  }
  return false;
}

/** The clients in each room when the entry n came. */
function roomsAt(entries: readonly Entry[], n: number): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (entry.n > n) break;
    if (entry.layer !== "app" || entry.client === undefined) continue;
    if (entry.kind === "join") {
      const members = rooms.get(entry.data.room);
      if (members) members.add(entry.client);
      else rooms.set(entry.data.room, new Set([entry.client]));
    } else if (entry.kind === "leave") rooms.get(entry.data.room)?.delete(entry.client);
    else if (entry.kind === "disconnect") for (const members of rooms.values()) members.delete(entry.client);
  }
  return rooms;
}
