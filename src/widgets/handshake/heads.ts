/** The handshakes of a run as the widget shows them: which there are, and the lines of their heads. */
import type { Entry, EntryOf, Header } from "../../../protocol/log.ts";
import { type Exchange, exchangesOf } from "../../client/missions/exchanges.ts";
import type { Run } from "../../client/missions/mission.ts";
import { explainHeader, explainStatus, REQUEST_LINE, type Explanation } from "./headers.ts";

export interface HeadLine {
  /** Lower case; empty for the first line. */
  name: string;
  /** As it was sent. */
  text: string;
  explanation: Explanation;
}

/** Requests to the lab's raw WebSocket server, with what they were answered; refused ones too. Oldest first. */
export function handshakesOf(run: Pick<Run, "entries">): Exchange[] {
  return exchangesOf(run.entries).filter(({ request }) => /\/ws(\?|$)/.test(request.data.target));
}

/** Lines written by hand that were no HTTP request, so no handshake stands for them; those that came after the latest. */
export function unreadableOf(run: Pick<Run, "entries">): EntryOf<"http", "violation"> | undefined {
  const latest = handshakesOf(run).at(-1)?.request.n ?? 0;
  return run.entries.findLast(
    (entry): entry is EntryOf<"http", "violation"> =>
      entry.n > latest && entry.layer === "http" && entry.kind === "violation" && entry.from === "client",
  );
}

export function requestLines({ request }: Exchange): HeadLine[] {
  const { method, target, version, headers } = request.data;
  const first = { name: "", text: `${method} ${target} HTTP/${version}`, explanation: REQUEST_LINE };
  return [first, ...headers.map((header) => lineOf("request", header))];
}

export function responseLines({ response }: Exchange): HeadLine[] {
  if (!response) return [];
  const { status, reason, version, headers } = response.data;
  const first = { name: "", text: `HTTP/${version} ${status} ${reason}`, explanation: explainStatus(status) };
  return [first, ...headers.map((header) => lineOf("response", header))];
}

function lineOf(head: "request" | "response", header: Header): HeadLine {
  const [name, value] = header;
  return { name: name.toLowerCase(), text: `${name}: ${value}`, explanation: explainHeader(head, header) };
}

/** The body of the answer as text, cut at 500 bytes; empty where there is none. */
export function bodyText({ request, response }: Exchange, entries: readonly Entry[]): string {
  if (!response) return "";
  const next = entries.find(({ n, conn, kind }) => n > response.n && conn === request.conn && kind === "response")?.n;
  const pieces = entries.filter(
    (entry) =>
      entry.layer === "http" &&
      entry.kind === "body" &&
      entry.from === "server" &&
      entry.conn === request.conn &&
      entry.n > response.n &&
      entry.n < (next ?? Infinity),
  );
  return pieces
    .map(({ bytes }) => new TextDecoder().decode(bytes))
    .join("")
    .slice(0, 500);
}

/** Headers of the two heads that belong together: touching one shows the other. */
const PAIRS: readonly (readonly [request: string, response: string])[] = [
  ["sec-websocket-key", "sec-websocket-accept"],
  ["upgrade", "upgrade"],
  ["connection", "connection"],
  ["sec-websocket-version", "sec-websocket-version"],
  ["sec-websocket-protocol", "sec-websocket-protocol"],
  ["sec-websocket-extensions", "sec-websocket-extensions"],
];

/** The header of the other head that answers this one, or that it answers. */
export function partnerOf(head: "request" | "response", name: string): string | undefined {
  const here = head === "request" ? 0 : 1;
  return PAIRS.find((pair) => pair[here] === name)?.[1 - here];
}

/** How an exchange reads in a list, e.g. `A: 101 Switching Protocols`. */
export function titleOf({ request, response }: Exchange): string {
  const answer = response ? `${response.data.status} ${response.data.reason}` : "no answer yet";
  return `${request.client ?? "no name"}: ${answer}`;
}
