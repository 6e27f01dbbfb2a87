/** One line for each entry. Control and bidi characters of other people's text are made visible; the wire is left alone. */
import type { Data, Entry, Receiver } from "./log.ts";
import { preview } from "./preview.ts";

type Packet = Extract<Entry, { layer: "socket.io" }>;

/** The entry in one line, for rows, the NDJSON view and screen readers. At most a few hundred characters, without line ends. */
export function summarize(entry: Entry): string {
  return visible(lineOf(entry));
}

function lineOf(entry: Entry): string {
  if (entry.kind === "violation") return `${entry.data.message} (${entry.data.rule})`;
  switch (entry.layer) {
    case "tcp":
      return tcp(entry);
    case "http":
      return http(entry);
    case "websocket":
      return frame(entry.data);
    case "engine.io":
      return engine(entry);
    case "socket.io":
      return packet(entry);
    case "app":
      return app(entry);
  }
}

function tcp(entry: Exclude<Extract<Entry, { layer: "tcp" }>, { kind: "violation" }>): string {
  switch (entry.kind) {
    case "open":
      return `connection ${entry.data.connection}${entry.data.reused ? ", used before" : ""}`;
    case "chunk":
      return bytes(entry.data.length);
    case "close":
      return closed(entry.data);
  }
}

function closed({ how, by }: Data["tcp"]["close"]): string {
  return how === "released" ? "goes on outside this lab" : `${how === "end" ? "ended" : "reset"} by the ${by}`;
}

function http(entry: Exclude<Extract<Entry, { layer: "http" }>, { kind: "violation" }>): string {
  switch (entry.kind) {
    case "request":
      return `${entry.data.method} ${cut(entry.data.target, 200)}`;
    case "response":
      return `${entry.data.status} ${entry.data.reason}`.trimEnd();
    case "body": {
      const { length, offset, final, framing } = entry.data;
      if (offset === 0 && final) return bytes(length);
      const what = framing === "chunked" ? "chunk" : "piece";
      return `${what} of ${bytes(length)} at ${count(offset)}${final ? ", the last" : ""}`;
    }
  }
}

function frame(data: Data["websocket"]["frame"]): string {
  const { name, fin, compressed, plain, masked, length, code, reason } = data;
  const parts: string[] = [name];
  if (name === "close" && code !== undefined) parts.push(String(code), ...(reason ? [quoted(reason)] : []));
  parts.push(fin ? "final" : "not final");
  if (compressed) parts.push("compressed");
  parts.push(masked ? "masked" : "unmasked", bytes(length));
  if (plain !== undefined) parts.push(`${bytes(plain)} inflated`);
  return parts.join(", ");
}

function engine(entry: Exclude<Extract<Entry, { layer: "engine.io" }>, { kind: "violation" }>): string {
  switch (entry.kind) {
    case "open":
      return `open, session ${entry.data.sid}, ping every ${entry.data.pingInterval} ms`;
    case "ping":
    case "pong":
      return entry.data.probe ? `${entry.kind}, probe` : entry.kind;
    case "message":
      return `message, ${entry.data.binary ? "binary, " : ""}${bytes(entry.data.length)}, ${entry.data.transport}`;
    default:
      return entry.kind;
  }
}

function packet(entry: Exclude<Packet, { kind: "violation" }>): string {
  const where = entry.data.nsp === "/" ? "" : `${entry.data.nsp} `;
  switch (entry.kind) {
    case "connect":
      return `${where}connect${entry.data.payload === undefined ? "" : ` ${preview(entry.data.payload)}`}`;
    case "connect_error":
      return `${where}connect_error ${preview(entry.data.payload)}`;
    case "disconnect":
      return `${where}disconnect`;
    case "event":
    case "binary_event": {
      const { name, args, id } = entry.data;
      return `${where}${call(name, args)}${id === undefined ? "" : `, wants answer ${id}`}`;
    }
    case "ack":
    case "binary_ack":
      return `${where}${call(`answer ${entry.data.id}`, entry.data.args)}`;
  }
}

/** `delay on A: ms 500, jitter 100` */
function fault({ fault, target, ...details }: Data["app"]["fault"]): string {
  const numbers = Object.entries(details).flatMap(([name, value]) =>
    typeof value === "number" ? [`${name} ${value}`] : [],
  );
  return `${fault} on ${cut(target, 80)}${numbers.length > 0 ? `: ${cut(numbers.join(", "), 80)}` : ""}`;
}

function app(entry: Extract<Entry, { layer: "app" }>): string {
  switch (entry.kind) {
    case "connection":
      return `connection ${entry.data.id}${entry.data.nsp && entry.data.nsp !== "/" ? ` to ${entry.data.nsp}` : ""}, ${entry.data.protocol}`;
    case "disconnect":
      return `disconnect ${entry.data.id}: ${cut(entry.data.reason, 200)}`;
    case "event":
      return `handler of ${call(entry.data.name, entry.data.args)}`;
    case "emit":
      return `${entry.data.call} ${call(entry.data.name, entry.data.args)} to ${receivers(entry.data.to)}`;
    case "join":
      return `${entry.client ?? entry.data.id} joins ${quoted(entry.data.room)}`;
    case "leave":
      return `${entry.client ?? entry.data.id} leaves ${quoted(entry.data.room)}`;
    case "note":
      return cut(entry.data.text, 300);
    case "error":
      return `${cut(entry.data.message, 200)} (${entry.data.code}, in ${cut(entry.data.where, 80)})`;
    case "refusal":
      return `refused: ${cut(entry.data.message, 200)} (${entry.data.code})`;
    case "fault":
      return fault(entry.data);
    case "restart":
      return [`restart of ${entry.data.program}`, ...options(entry.data.io)].join(", ");
    case "missed":
      return `${count(entry.data.count)} entries went before: ${entry.data.from} to ${entry.data.to}`;
    default:
      // A kind that a later version of the server knows.
      return preview((entry as Entry).data);
  }
}

// What notes say is the server's business, perhaps another version's, or a saved file's: nothing is taken for granted.

function options(io: Data["app"]["restart"]["io"]): string[] {
  return Object.entries(io ?? {}).map(([name, value]) => `${cut(name, 40)} ${cut(value, 20)}`);
}

function receivers(to: readonly Receiver[] | undefined): string {
  if (!Array.isArray(to) || to.length === 0) return "nobody";
  const names = to.slice(0, 8).map(({ client, id }) => client ?? id);
  return names.join(", ") + (to.length > names.length ? ` and ${to.length - names.length} more` : "");
}

function call(name: string, args: readonly unknown[] = []): string {
  return `${cut(name, 80)}${preview(args).replace(/^\[/, "(").replace(/\]$/, ")")}`;
}

function bytes(length: number): string {
  return length === 1 ? "1 byte" : `${count(length)} bytes`;
}

/** 1048576 → 1,048,576, the same on every machine. */
function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

function quoted(text: string): string {
  return `"${cut(text, 123)}"`;
}

function cut(text: unknown, length: number): string {
  const whole = typeof text === "string" ? text : preview(text);
  return whole.length > length ? `${whole.slice(0, length)}…` : whole;
}

/**
 * Text in which nothing hides: control characters as their pictures (␀ ␊ ␡), characters that turn or hide text and
 * lone surrogates as `U+202E`.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "␡";
    return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** Cc, Cf (bidi controls, zero width, byte order mark), line and paragraph separators, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
