/** A packet of Engine.IO spelled out: what each of its characters says, as far as it can be read. */
import type { Layer } from "../../protocol/log.ts";
import * as engine from "../../protocol/wire/engine-io.ts";
import { type RuleCode, RULES } from "../../protocol/wire/rules.ts";
import * as socket from "../../protocol/wire/socket-io.ts";

export interface Letters {
  /** As they stand in the packet. */
  text: string;
  layer: Layer;
  /** What they say. */
  means: string;
}

export interface Spelled {
  letters: Letters[];
  /** What is wrong with the rest, and which rule says so. */
  wrong?: string;
}

const ENGINE: Record<engine.PacketType, string> = {
  open: "open: the server opens the session",
  close: "close: the session ends",
  ping: "ping: are you still there?",
  pong: "pong: I am",
  message: "message: the rest belongs to Socket.IO",
  upgrade: "upgrade: from here on over this transport",
  noop: "noop: nothing to say",
};

const SOCKET: Record<socket.PacketType, string> = {
  connect: "CONNECT: into a namespace",
  disconnect: "DISCONNECT: out of the namespace",
  event: "EVENT: a name and its arguments",
  ack: "ACK: the answer to an event",
  connect_error: "CONNECT_ERROR: not let in",
  binary_event: "BINARY_EVENT: an event with bytes beside it",
  binary_ack: "BINARY_ACK: an answer with bytes beside it",
};

/** @param text a text message of a WebSocket that carries Engine.IO */
export function spell(text: string): Spelled {
  const type = text === "" ? undefined : engine.PACKET_TYPES[text.charCodeAt(0) - 0x30];
  if (!type) return { letters: [], wrong: ruleOf("engine.io.packet-type") };
  const rest = text.slice(1);
  const letters: Letters[] = [{ text: text[0]!, layer: "engine.io", means: ENGINE[type] }];
  if (type === "message") return spellMessage(rest, letters);
  if (type === "open" && !engine.decodeOpen(rest)) return { letters, wrong: ruleOf("engine.io.open") };
  if (rest !== "") letters.push({ text: rest, layer: "engine.io", means: type === "open" ? SESSION : "its data" });
  return { letters };
}

const SESSION = "the session: its id, the transports to move to, the heartbeat in milliseconds, the largest message";

function spellMessage(text: string, letters: Letters[]): Spelled {
  const bytes = new TextEncoder().encode(text);
  const head = socket.decodeHead(bytes, 0, bytes.length);
  if (typeof head === "string") return { letters, wrong: ruleOf(head) };
  const add = (part: string, means: string) => {
    if (part !== "") letters.push({ text: part, layer: "socket.io", means });
  };
  const [, digit = "", attachments = "", nsp = "", id = ""] = /^(\d)(\d+-)?(\/[^,]*,?)?(\d*)/.exec(text)!;
  add(digit, SOCKET[head.type]);
  const hasBytes = head.attachments > 0;
  add(hasBytes ? attachments : "", `so many binary messages follow: ${head.attachments}`);
  add(nsp, `the namespace ${head.nsp}`);
  add(
    id,
    head.type === "ack" || head.type === "binary_ack" ? "the number of the event" : "a number: an answer is wanted",
  );
  const payload = socket.decodePayload(head, bytes, bytes.length);
  const json = text.slice(digit.length + (hasBytes ? attachments.length : 0) + nsp.length + id.length);
  if (typeof payload === "string") return { letters, wrong: ruleOf(payload) };
  add(json, PAYLOAD[head.type]);
  return { letters };
}

const PAYLOAD: Record<socket.PacketType, string> = {
  connect: "an object: what is sent along, or the id of the new socket",
  disconnect: "",
  event: "an array: the event's name, then its arguments",
  ack: "an array: the arguments of the answer",
  connect_error: "why not",
  binary_event: "an array: the event's name, then its arguments, with placeholders for bytes",
  binary_ack: "an array: the arguments of the answer, with placeholders for bytes",
};

function ruleOf(code: RuleCode): string {
  const { message, rule } = RULES[code];
  return `${message} (${rule})`;
}
