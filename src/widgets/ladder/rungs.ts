/** The rungs from polling to WebSocket: what each is for, and what passed on it in one connection. */
import type { Layer } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";
import {
  type Climb,
  isRefused,
  isTrip,
  type Ladder,
  moveOf,
  type Packet,
  type Trip,
  upgradeOf,
} from "../../client/ladder.ts";

/** One line of what passed: a request, an answer, a packet. */
export interface Passed {
  n: number;
  from: "client" | "server";
  text: string;
}

/** What a rung is called, and what it is for. */
interface Name {
  title: string;
  why: string;
}

interface Step {
  id: RungId;
  passed: readonly Passed[];
  layer: Layer;
  up: number;
  down: number;
  refused: boolean;
  /** The connection came further without it: no poll was waiting just then. */
  skipped: boolean;
}

export type Rung = Step & Name;

type RungId = "open" | "ask" | "granted" | "upgrade" | "probe" | "noop" | "move";

const AFTER_POLLING: Readonly<Record<RungId, Name>> = {
  open: { title: "A session", why: "its id, and what else is offered" },
  ask: { title: "In", why: "A asks for the namespace" },
  granted: { title: "A poll that waits", why: "until there is something to say" },
  upgrade: { title: "A WebSocket beside it", why: "for the same session" },
  probe: { title: "A trial", why: "a text up, and one down" },
  noop: { title: "The last poll", why: "its answer says nothing" },
  move: { title: "Over", why: "the WebSocket carries all now" },
};

/** Over a WebSocket alone nothing was there before it, and nothing is polled for. */
const AT_ONCE: Readonly<Record<RungId, Name>> = {
  ...AFTER_POLLING,
  upgrade: { title: "A WebSocket", why: "at once, and no session yet" },
  granted: { title: "Let in", why: "the id of A's socket" },
};

const BY_POLLING: readonly RungId[] = ["open", "ask", "granted", "upgrade", "probe", "noop", "move"];
const BY_WEB_SOCKET: readonly RungId[] = ["upgrade", "open", "ask", "granted"];

/** Characters of a packet on show; the log has all of it. */
const SHOWN = 80;

/** The ladder of the last attempt to connect; with nothing on it before there was one. */
export function rungsOf({ climbs, refused }: Ladder): Rung[] {
  const climb = climbs.at(-1);
  const turnedAway = refused.at(-1);
  if (turnedAway && turnedAway.request.n > (climb?.trips[0]!.request.n ?? 0))
    return BY_WEB_SOCKET.map((id) => named(id === "upgrade" ? handshake(turnedAway) : nothing(id), AT_ONCE));
  const [order, names] = climb?.began === "websocket" ? [BY_WEB_SOCKET, AT_ONCE] : [BY_POLLING, AFTER_POLLING];
  return order.map((id) => named((climb && STEPS[id](climb)) ?? nothing(id), names));
}

function named(step: Step, names: Readonly<Record<RungId, Name>>): Rung {
  return { ...step, ...names[step.id] };
}

function nothing(id: RungId): Step {
  return { id, passed: [], layer: "http", up: 0, down: 0, refused: false, skipped: false };
}

const STEPS: Readonly<Record<RungId, (climb: Climb) => Step | undefined>> = {
  open: (climb) => packets("open", [find(climb, "open", "server")]),
  ask: (climb) => packets("ask", [find(climb, "connect", "client")]),
  granted: (climb) => packets("granted", [find(climb, "connect", "server") ?? find(climb, "connect_error", "server")]),
  upgrade: (climb) => {
    const trip = upgradeOf(climb);
    return trip && handshake(trip);
  },
  probe: (climb) => {
    const { probe, answer } = moveOf(climb);
    return packets("probe", [probe, answer]);
  },
  noop: (climb) =>
    packets("noop", [find(climb, "noop", "server")]) ?? {
      ...nothing("noop"),
      skipped: moveOf(climb).upgrade !== undefined,
    },
  move: (climb) => packets("move", [moveOf(climb).upgrade]),
};

function find({ packets }: Climb, kind: string, from: "client" | "server"): Packet | undefined {
  return packets.find(({ entry, message }) => (message?.kind ?? entry.kind) === kind && entry.from === from);
}

/** The packets with what carried them. */
function packets(id: RungId, found: readonly (Packet | undefined)[]): Step | undefined {
  const there = found.filter((packet) => packet !== undefined);
  if (there.length === 0) return undefined;
  const passed = there.flatMap(passedOf).sort((a, b) => a.n - b.n);
  const sizes = there.map(({ carrier }) => sizeOf(carrier));
  const sum = (way: "up" | "down") => sizes.reduce((total, size) => total + size[way], 0);
  const layer = there.some(({ carrier }) => isTrip(carrier)) ? "http" : "websocket";
  return { id, passed, layer, up: sum("up"), down: sum("down"), refused: false, skipped: false };
}

function passedOf({ entry, carrier, message }: Packet): Passed[] {
  const from = entry.from === "client" ? "client" : "server";
  const packet = { n: (message ?? entry).n, from, text: textOf(entry.bytes) } as const;
  if (!isTrip(carrier)) return [packet];
  const { n, data } = carrier.request;
  // What stands in a request's own body is told with it.
  if (from === "client") return [{ ...packet, text: `${data.method} ${packet.text}` }, ...answerOf(carrier)];
  return [{ n, from: "client", text: data.method }, packet];
}

function answerOf({ response }: Trip): Passed[] {
  return response ? [{ n: response.n, from: "server", text: `${response.data.status} ${response.data.reason}` }] : [];
}

function handshake(trip: Trip): Step {
  const { request, up, down } = trip;
  const asked: Passed = { n: request.n, from: "client", text: `${request.data.method}, Upgrade: websocket` };
  const passed = [asked, ...answerOf(trip)];
  return { id: "upgrade", passed, layer: "http", up, down, refused: isRefused(trip), skipped: false };
}

function sizeOf(carrier: Packet["carrier"]): { up: number; down: number } {
  if (isTrip(carrier)) return carrier;
  const { from, bytes } = carrier;
  return from === "client" ? { up: bytes.length, down: 0 } : { up: 0, down: bytes.length };
}

const utf8 = new TextDecoder();

function textOf(bytes: Uint8Array): string {
  const text = utf8.decode(bytes.subarray(0, 4 * SHOWN));
  return visible(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
