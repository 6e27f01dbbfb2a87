/** An entry as text to take out of the page: to run in a terminal, or to build on in a program of one's own. */
import type { Entry, EntryOf } from "../../protocol/log.ts";
import { toLine } from "../../protocol/json.ts";
import type { LabAddress } from "./host/host.ts";
import { isPage, keyOf, type Line } from "./log/line.ts";

export interface Copy {
  /** What it is, on the button. */
  name: string;
  text: string;
}

/** Where an entry comes from: the page's origin, its address without fragment, the lab. */
export interface Place {
  origin: string;
  href: string;
  lab: Doors | null;
}

type Doors = Pick<LabAddress, "ws" | "socketio">;

/** All forms that make sense for this entry; the JSON line and the link always do. */
export function copiesOf(line: Pick<Line, "item" | "row">, place: Place): Copy[] {
  const { item } = line;
  const copies: Copy[] = [];
  const add = (name: string, text: string | null) => text !== null && copies.push({ name, text });
  if (!isPage(item)) {
    add("curl", curl(item, place));
    const said = place.lab && saidBy(line, place, place.lab);
    if (said) {
      add("wscat", wscat(said));
      add("TypeScript", typescript(said));
    }
  }
  add("JSON", isPage(item) ? JSON.stringify(item) : toLine(item));
  add("link", `${place.href}#n=${keyOf(item)}`);
  return copies;
}

/** A request as a curl command that sends the same head. What curl adds by itself (Host) or must count (lengths) is left to it. */
function curl(item: Entry, { origin }: Place): string | null {
  if (item.layer !== "http" || item.kind !== "request") return null;
  const { method, target, headers } = item.data;
  const options = [
    // -N: what comes after 101 is shown as it comes. HTTP/1.1: only there is an Upgrade header.
    asksForUpgrade(item) ? "curl -i -N --http1.1" : "curl -i",
    ...(method === "GET" ? [] : [`-X ${method}`]),
    ...headers
      .filter(([name]) => !LEFT_TO_CURL.has(name.toLowerCase()))
      .map((header) => `-H ${shell(header.join(": "))}`),
    shell(origin + target),
  ];
  return options.join(" \\\n  ");
}

/** What curl makes itself, and what the log covers: the covering would be sent as the value. */
const LEFT_TO_CURL = new Set(["host", "content-length", "cookie", "authorization"]);

/** What a client did, for another program to do again. */
type Said =
  | { by: "websocket"; url: string; text: string | null }
  | { by: "socket.io"; origin: string; path: string; packet: EntryOf<"socket.io", "event"> | null };

function saidBy({ item, row }: Pick<Line, "item" | "row">, { origin }: Place, lab: Doors): Said | null {
  if (isPage(item) || item.from !== "client") return null;
  const ws = origin.replace(/^http/, "ws");
  if (item.layer === "http" && item.kind === "request") {
    if (item.data.target.startsWith(lab.socketio)) return { by: "socket.io", origin, path: lab.socketio, packet: null };
    return asksForUpgrade(item) ? { by: "websocket", url: ws + item.data.target, text: null } : null;
  }
  if (item.layer === "socket.io" && item.kind === "event")
    return { by: "socket.io", origin, path: lab.socketio, packet: item };
  if (item.layer !== "websocket" || item.kind !== "frame") return null;
  const carriesMore = row?.lines.some((line) => line.item.layer === "engine.io") ?? false;
  const { name, fin, length, text } = item.data;
  const whole = name === "text" && fin && text !== undefined && new TextEncoder().encode(text).length === length;
  return whole && !carriesMore ? { by: "websocket", url: ws + lab.ws, text } : null;
}

/** What wscat cannot do on its command line is said in a comment. */
function wscat(said: Said): string {
  if (said.by === "websocket")
    return `wscat -c ${shell(said.url)}${said.text === null ? "" : ` -w 2 -x ${shell(said.text)}`}`;
  const url = `${said.origin.replace(/^http/, "ws")}${said.path}?EIO=4&transport=websocket`;
  const typed = said.packet ? `\n4${new TextDecoder().decode(said.packet.bytes)}` : "";
  return `wscat -c ${shell(url)}\n# then type, first the packet that connects:\n40${typed}`;
}

function typescript(said: Said): string {
  if (said.by === "websocket")
    return [
      `const ws = new WebSocket(${JSON.stringify(said.url)});`,
      ...(said.text === null ? [] : [`ws.onopen = () => ws.send(${JSON.stringify(said.text)});`]),
      "ws.onmessage = ({ data }) => console.log(data);",
    ].join("\n");
  const nsp = said.packet?.data.nsp ?? "/";
  const url = nsp === "/" ? said.origin : said.origin + nsp;
  return [
    'import { io } from "socket.io-client";',
    "",
    `const socket = io(${JSON.stringify(url)}, { path: ${JSON.stringify(said.path)} });`,
    "socket.onAny((name, ...args) => console.log(name, ...args));",
    ...(said.packet ? [emit(said.packet.data)] : []),
  ].join("\n");
}

function emit({ name, args, id }: EntryOf<"socket.io", "event">["data"]): string {
  const written = [name, ...args].map((arg) => JSON.stringify(arg)).join(", ");
  return id === undefined
    ? `socket.emit(${written});`
    : `console.log(await socket.timeout(5_000).emitWithAck(${written}));`;
}

function asksForUpgrade({ data: { headers } }: EntryOf<"http", "request">): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === "upgrade" && value.toLowerCase() === "websocket");
}

/** One word for a POSIX shell, whatever stands in it. */
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
