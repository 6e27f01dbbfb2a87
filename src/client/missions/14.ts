/** Lesson 14: into /admin by a path of its own, refused at a namespace that is none, and into a room by an event. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 14,
  hints: [
    "There are three fields. The first one decides whether there is a Socket.IO server at all.",
    "The program of this lab stands at chat/. Which namespaces it has, its text says below.",
    "A room is joined on a socket that is connected. Look at who says join in the log, and who does it.",
    "Connect with path chat/ to /admin. Connect to /nope, too. Then join red.",
  ],
  check,
};

type Connect = EntryOf<"socket.io", "connect">;
type Refused = EntryOf<"socket.io", "connect_error">;
type Join = EntryOf<"app", "join">;

function check({ entries }: Run): Verdict {
  const granted = entries.find(
    (entry): entry is Connect =>
      entry.layer === "socket.io" && entry.kind === "connect" && entry.from === "server" && entry.data.nsp === "/admin",
  );
  const refused = entries.find(
    (entry): entry is Refused => entry.layer === "socket.io" && entry.kind === "connect_error",
  );
  const [asked, join] = joined(entries);
  const parts: [text: string, shown: readonly (Entry | undefined)[]][] = [
    ["the server lets you into /admin, by the path that is its own", [granted]],
    ["a namespace that nobody has made is refused", [refused]],
    ["you ask for a room by an event, and the server puts you into it", [asked, join]],
  ];
  const steps = parts.map(([text, shown]) => ({ text, done: shown.every((entry) => entry !== undefined) }));
  if (steps.every(({ done }) => done))
    return { done: true, proof: parts.flatMap(([, shown]) => shown.map((entry) => entry!.n)) };
  return { done: false, ...reasonOf(entries, { granted, join }), steps };
}

/** A join of a room that is not a socket's own, and the event that led to it. */
function joined(entries: readonly Entry[]): [asked: Entry | undefined, join: Join | undefined] {
  for (const entry of entries) {
    if (entry.layer !== "app" || entry.kind !== "join" || entry.data.room === entry.data.id) continue;
    const handler = entries.find(({ n }) => n === entry.cause);
    const asked = handler && entries.find(({ n }) => n === handler.parent);
    if (asked?.layer === "socket.io" && asked.from === "client") return [asked, entry];
  }
  return [undefined, undefined];
}

function reasonOf(
  entries: readonly Entry[],
  { granted, join }: { granted: Connect | undefined; join: Join | undefined },
): { reason: string; refutedBy?: number } {
  const missed = entries.findLast(
    (entry) => entry.layer === "http" && entry.kind === "response" && entry.data.status === 404,
  );
  const opened = entries.some(({ layer, kind }) => layer === "engine.io" && kind === "open");
  if (!opened && missed)
    return { reason: `There is no Socket.IO at that path: 404 (n=${missed.n}).`, refutedBy: missed.n };
  if (!opened) return { reason: "Nobody has connected yet." };
  const elsewhere = entries.findLast(
    (entry): entry is Connect => entry.layer === "socket.io" && entry.kind === "connect" && entry.from === "server",
  );
  if (!granted && elsewhere) {
    const reason = `You are connected to ${elsewhere.data.nsp} (n=${elsewhere.n}), which is another namespace than /admin.`;
    return { reason, refutedBy: elsewhere.n };
  }
  const denied = entries.findLast(
    (entry) => entry.layer === "app" && entry.kind === "event" && entry.data.name === "join",
  );
  if (!join && denied)
    return {
      reason: `You asked for a room (n=${denied.n}), and the program did not put you into it.`,
      refutedBy: denied.n,
    };
  return { reason: "Some of it is still missing." };
}
