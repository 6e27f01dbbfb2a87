/**
 * Every close code that a learner can meet: those of RFC 6455 and of the IANA registry, the ranges, and this server's own.
 * The page /reference/close-codes/ is made of it; its test produces each code that has a lab.
 */
import { ERRORS } from "../../protocol/errors.ts";
import type { SourceOf } from "./source.ts";

export interface CloseCode {
  /** A range has its last code, too. */
  code: number;
  last?: number;
  name: string;
  /** Who may put it into a close frame. Nobody: it is never on the wire. */
  sentBy: "either side" | "the client" | "the server" | "nobody";
  /** `ws.close()` of a page takes it. */
  fromPage?: true;
  /** In plain words. */
  meaning: string;
  source: SourceOf;
  /** The lesson whose lab produces it, and how. */
  lab?: { lesson: number; how: string };
}

const RFC: SourceOf = { rfc: 6455, section: "7.4.1" };
const RANGES: SourceOf = { rfc: 6455, section: "7.4.2" };
const IANA: SourceOf = {
  href: "https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number",
  name: "IANA: WebSocket close codes",
};
const OURS: SourceOf = { test: "server/log.test.ts" };

/** No server of the course comes to say it by itself, but one says it when it is told to. */
const ON_REQUEST = { lesson: 8, how: "Have the server close with it." };

export const CLOSE_CODES: readonly CloseCode[] = [
  {
    code: 0,
    last: 999,
    name: "Not used",
    sentBy: "nobody",
    meaning: "No meaning was ever given to these. A close frame that has one of them breaks the rules.",
    source: RANGES,
  },
  {
    code: 1000,
    name: "Normal Closure",
    sentBy: "either side",
    fromPage: true,
    meaning: "All is said, and the connection has done what it was opened for.",
    source: RFC,
    lab: { lesson: 8, how: "Have the page close with 1000." },
  },
  {
    code: 1001,
    name: "Going Away",
    sentBy: "either side",
    meaning: "This side leaves: a server that stops, or a browser whose page was left or reloaded.",
    source: RFC,
    lab: { lesson: 8, how: "Have the server stop and start again, or reload the page while a client is connected." },
  },
  {
    code: 1002,
    name: "Protocol Error",
    sentBy: "either side",
    meaning: "A frame broke the rules of the protocol: a missing mask, a reserved bit, a code that may not be sent.",
    source: RFC,
    lab: { lesson: 6, how: "Send a frame without MASK." },
  },
  {
    code: 1003,
    name: "Unsupported Data",
    sentBy: "either side",
    meaning: "A message of a kind that this side does not take, such as bytes where it knows only text.",
    source: RFC,
    lab: ON_REQUEST,
  },
  {
    code: 1004,
    name: "Reserved",
    sentBy: "nobody",
    meaning: "It has no meaning yet, and may be given one later.",
    source: RFC,
  },
  {
    code: 1005,
    name: "No Status Received",
    sentBy: "nobody",
    meaning: "A close frame came, and there was no code in it. Whoever received it writes down 1005.",
    source: RFC,
    lab: { lesson: 8, how: "Have either side close, and leave the code empty." },
  },
  {
    code: 1006,
    name: "Abnormal Closure",
    sentBy: "nobody",
    meaning: "The connection ended, and no close frame had come. It says nothing about the cause.",
    source: RFC,
    lab: { lesson: 8, how: "Cut the cable, let it hang up, or let the server vanish." },
  },
  {
    code: 1007,
    name: "Invalid Frame Payload Data",
    sentBy: "either side",
    meaning: "What was in a message did not fit its type: a text that is not UTF-8.",
    source: RFC,
    lab: { lesson: 6, how: "Send a text frame whose payload is the one byte ff." },
  },
  {
    code: 1008,
    name: "Policy Violation",
    sentBy: "either side",
    meaning:
      "A message went against a rule of this side's own. It is also the code for who does not want to say which.",
    source: RFC,
    lab: { lesson: 12, how: "Emit an event with 21 arguments: this server takes 20." },
  },
  {
    code: 1009,
    name: "Message Too Big",
    sentBy: "either side",
    meaning: "A message is larger than this side takes. It need not have read all of it to say so.",
    source: RFC,
    lab: { lesson: 8, how: "Have the page send 1,025 bytes." },
  },
  {
    code: 1010,
    name: "Mandatory Extension",
    sentBy: "the client",
    meaning:
      "The client cannot do without an extension that the server has not agreed to. A server refuses the handshake instead.",
    source: RFC,
    lab: { lesson: 6, how: "Send a close frame with the bytes 03 f2: the server answers with the same." },
  },
  {
    code: 1011,
    name: "Internal Error",
    sentBy: "the server",
    meaning: "Something went wrong in the server that it had not foreseen.",
    source: RFC,
    lab: ON_REQUEST,
  },
  {
    code: 1012,
    name: "Service Restart",
    sentBy: "the server",
    meaning: "The server starts anew: a client may come back after a short while.",
    source: IANA,
    lab: ON_REQUEST,
  },
  {
    code: 1013,
    name: "Try Again Later",
    sentBy: "the server",
    meaning: "The server cannot serve this client now, perhaps because it has too many: come back later, or elsewhere.",
    source: IANA,
    lab: ON_REQUEST,
  },
  {
    code: 1014,
    name: "Bad Gateway",
    sentBy: "the server",
    meaning: "A server that passes messages on got an answer that it could not use from the server behind it.",
    source: IANA,
    lab: ON_REQUEST,
  },
  {
    code: 1015,
    name: "TLS Handshake",
    sentBy: "nobody",
    meaning: "TLS could not be agreed on, so no frame could ever pass.",
    source: RFC,
  },
  {
    code: 1016,
    last: 2999,
    name: "Reserved for the protocol",
    sentBy: "nobody",
    meaning: "Kept for later versions of the protocol, and for extensions to it.",
    source: RANGES,
  },
  {
    code: 3000,
    last: 3999,
    name: "Libraries and frameworks",
    sentBy: "either side",
    fromPage: true,
    meaning: "For libraries, frameworks and programs that agree on a meaning in public: they are registered with IANA.",
    source: RANGES,
    lab: { lesson: 8, how: "Have either side close with 3000." },
  },
  {
    code: 4000,
    last: 4999,
    name: "Your own programs",
    sentBy: "either side",
    fromPage: true,
    meaning: "For private use: they mean what the two sides have agreed on, and nothing to anyone else.",
    source: RANGES,
    lab: { lesson: 8, how: "Have either side close with 4001." },
  },
  {
    code: ERRORS["lab.unknown"].close,
    name: "Wirelight: no such lab",
    sentBy: "the server",
    meaning: ERRORS["lab.unknown"].message,
    source: OURS,
    lab: { lesson: 3, how: "Put #lab=gone behind the lesson's address and load it: the log of that lab is asked for." },
  },
  {
    code: ERRORS["lab.viewers"].close,
    name: "Wirelight: too many viewers",
    sentBy: "the server",
    meaning: ERRORS["lab.viewers"].message,
    source: OURS,
    lab: {
      lesson: 3,
      how: "Start the server with --limit lab.viewers=1, and open the lab's invite link in a second tab.",
    },
  },
];

/** `1006`, `3000–3999`. */
export function codeText({ code, last }: Pick<CloseCode, "code" | "last">): string {
  return last === undefined ? String(code) : `${code}–${last}`;
}

/** What stands behind the `#` of its place on the page. */
export function anchorOf({ code }: Pick<CloseCode, "code">): string {
  return `code-${code}`;
}

/** What this server refuses with a code of the protocol's, in the words of its catalogue of errors. */
export function refusalsWith(code: number): string[] {
  return Object.values(ERRORS).flatMap((error) =>
    "close" in error && error.close === code && code < 4000 ? [error.message] : [],
  );
}
