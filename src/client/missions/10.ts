/** Lesson 10: Socket.IO spoken by hand over a plain WebSocket, and two pings answered. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 10,
  hints: [
    "The path that stands in the console leads to Socket.IO. Connect, and look at what the server says first.",
    "The server has said 0 and waits. Before any event it has to let you in: that is a packet of two digits.",
    "An event is 42 and a JSON array that begins with a name in double quotes. What the program knows stands below.",
    'Connect to socket.io/?EIO=4&transport=websocket, send 40, then 42["hello"], and whenever 2 comes, send 3. Twice.',
  ],
  check,
};

type Packet = Extract<Entry, { layer: "engine.io" | "socket.io" }>;

interface Step {
  text: string;
  /** The entries that show it. */
  shown: readonly Entry[] | undefined;
}

function check(run: Run): Verdict {
  const lines = linesByHand(run);
  const tries = [...lines].map(([conn, line]) => ({ conn, line, steps: stepsOf(line, run.entries, conn) }));
  const count = ({ steps }: { steps: Step[] }) => steps.filter(({ shown }) => shown).length;
  const best = tries.toSorted((a, b) => count(b) - count(a))[0];
  if (!best) return notYet(run, stepsOf([], [], ""));
  if (best.steps.every(({ shown }) => shown))
    return { done: true, proof: best.steps.flatMap(({ shown }) => shown!.map(({ n }) => n)) };
  const { conn, line } = tries.at(-1)!;
  const ended = run.entries.findLast((entry) => entry.layer === "tcp" && entry.kind === "close" && entry.conn === conn);
  return notYet(run, best.steps, line, ended);
}

/** Connections to Socket.IO over which the page has sent texts of its own: no library has spoken there. By conn, what passed. */
function linesByHand({ entries, page }: Run): Map<string, Packet[]> {
  const byHand = new Set(page.filter(({ data }) => data["protocol"] === "websocket").map(({ client }) => client));
  const lines = new Map<string, Packet[]>();
  for (const entry of entries) {
    if (entry.layer !== "engine.io" && entry.layer !== "socket.io") continue;
    if (entry.client === undefined || !byHand.has(entry.client)) continue;
    const line = lines.get(entry.conn);
    if (line) line.push(entry);
    else lines.set(entry.conn, [entry]);
  }
  return lines;
}

function stepsOf(line: readonly Packet[], entries: readonly Entry[], conn: string): Step[] {
  const find = (layer: string, kind: string, from: string, after?: Entry) =>
    line.find(
      (entry) => entry.layer === layer && entry.kind === kind && entry.from === from && entry.n > (after?.n ?? 0),
    );
  const open = find("engine.io", "open", "server");
  const asked = open && find("socket.io", "connect", "client", open);
  const granted = asked && find("socket.io", "connect", "server", asked);
  const event = granted && find("socket.io", "event", "client", granted);
  const handled =
    event &&
    entries.find((entry) => isHandled(entry) && entry.conn === conn && entry.parent === event.n && entry.n > event.n);
  const beats = open && beatsOf(line);
  const all = (...shown: (Entry | undefined)[]) => (shown.every((each) => each !== undefined) ? shown : undefined);
  return [
    { text: "the server opens a session for your plain WebSocket: 0", shown: all(open) },
    { text: "you ask to be let in, and are: 40, and 40 with an id", shown: all(asked, granted) },
    { text: "you send an event, and a handler of the program gets it", shown: all(event, handled) },
    {
      text: "two pings of the server, each answered: 2 and 3",
      shown: beats && beats.length >= 4 ? beats.slice(0, 4) : undefined,
    },
  ];
}

function isHandled(entry: Entry): entry is EntryOf<"app", "event"> {
  return entry.layer === "app" && entry.kind === "event";
}

/** Pings with their pongs, in order. */
function beatsOf(line: readonly Packet[]): Packet[] {
  const beats: Packet[] = [];
  let ping: Packet | undefined;
  for (const entry of line) {
    if (entry.layer !== "engine.io") continue;
    if (entry.kind === "ping" && entry.from === "server") ping = entry;
    else if (entry.kind === "pong" && entry.from === "client" && ping) {
      beats.push(ping, entry);
      ping = undefined;
    }
  }
  return beats;
}

/** @param ended the entry with which the latest line was over */
function notYet(run: Run, parts: readonly Step[], last: readonly Packet[] = [], ended?: Entry): Verdict {
  const steps = parts.map(({ text, shown }) => ({ text, done: shown !== undefined }));
  return { done: false, ...reasonOf(run, last, ended), steps };
}

function reasonOf(
  { entries }: Run,
  line: readonly Packet[],
  ended: Entry | undefined,
): { reason: string; refutedBy?: number } {
  const elsewhere = entries.findLast((entry) => entry.layer === "app" && entry.kind === "connection");
  if (line.length === 0) {
    if (elsewhere?.kind !== "connection" || elsewhere.data.protocol !== "websocket")
      return { reason: "No plain WebSocket has spoken to Socket.IO yet." };
    const reason = `Your WebSocket reached the plain server (n=${elsewhere.n}): Socket.IO waits at another path.`;
    return { reason, refutedBy: elsewhere.n };
  }
  const broken = line.find(({ kind, from }) => kind === "violation" && from === "client");
  if (broken?.kind === "violation")
    return { reason: `What you sent (n=${broken.n}) is no packet: ${broken.data.message}`, refutedBy: broken.n };
  const granted = line.find(
    ({ layer, kind, from }) => layer === "socket.io" && kind === "connect" && from === "server",
  );
  const event = line.find(({ layer, kind, from }) => layer === "socket.io" && kind === "event" && from === "client");
  if (event && (!granted || event.n < granted.n)) {
    const reason = `You sent an event (n=${event.n}) before you were let in: there was no socket that it could be for.`;
    return { reason, refutedBy: event.n };
  }
  if (ended)
    return { reason: `That line has ended (n=${ended.n}). All of it has to happen on one line.`, refutedBy: ended.n };
  const unanswered = line.findLast(({ kind }) => kind === "ping" || kind === "pong");
  if (unanswered?.kind === "ping")
    return {
      reason: `The server has asked whether you are there (n=${unanswered.n}): it waits for 3.`,
      refutedBy: unanswered.n,
    };
  return {
    reason: granted ? "You are in. Some steps are still missing." : "The session is open, but you are not in yet.",
  };
}
