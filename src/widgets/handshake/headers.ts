/**
 * What each line of a handshake is for, as data: header names in lower case, with the document that says so.
 * The same name can have another meaning in a request and in an answer.
 */
import type { Header } from "../../../protocol/log.ts";

export interface Explanation {
  /** What it is for, one or two sentences. */
  text: string;
  /** Where it is written down, e.g. `RFC 6455 §4.1`. */
  source: string;
  /** `needed`: without it the handshake fails. `browser`: browsers add it by themselves, the handshake works without. */
  role: "needed" | "optional" | "browser";
}

type Head = "request" | "response";

const REQUEST: Record<string, Explanation> = {
  host: {
    role: "needed",
    source: "RFC 9110 §7.2",
    text: "Which site is meant: one machine can serve many. Every HTTP/1.1 request has it.",
  },
  upgrade: {
    role: "needed",
    source: "RFC 6455 §4.1, RFC 9110 §7.8",
    text: "“I would like to speak another protocol on this connection.” An ordinary HTTP header: WebSocket did not invent it.",
  },
  connection: {
    role: "needed",
    source: "RFC 6455 §4.1, RFC 9110 §7.6.1",
    text: "Says that the Upgrade header is meant for the next machine only, so a proxy that knows nothing of it drops both. That is why a proxy must be told to pass WebSockets on.",
  },
  "sec-websocket-key": {
    role: "needed",
    source: "RFC 6455 §4.1, §1.3",
    text: "Sixteen random bytes in base64, new for every connection. Not a password: it is sent in the clear and protects nothing. It only lets the answer prove that the server has read a WebSocket handshake.",
  },
  "sec-websocket-version": {
    role: "needed",
    source: "RFC 6455 §4.1, §4.4",
    text: "Always 13. The smaller numbers were drafts; a server that does not know a version answers with those it knows.",
  },
  origin: {
    role: "browser",
    source: "RFC 6455 §10.2, RFC 6454",
    text: "The page that opens the connection. A browser always sends it and scripts cannot change it, so a server can refuse foreign pages. Other programs may write here what they like.",
  },
  "sec-websocket-extensions": {
    role: "optional",
    source: "RFC 6455 §9.1, RFC 7692",
    text: "Offers extensions, here compression of each message. It is used only if the answer names it too.",
  },
  "sec-websocket-protocol": {
    role: "optional",
    source: "RFC 6455 §1.9, §4.1",
    text: "Offers subprotocols, the one preferred first. A browser fails the connection if it asked and the server chose none.",
  },
  cookie: {
    role: "browser",
    source: "RFC 6265 §5.4",
    text: "Cookies of this site travel with a handshake as with any request, also when a foreign page opened it: one more reason to check Origin. Its value is covered here.",
  },
  authorization: {
    role: "optional",
    source: "RFC 9110 §11.6.2",
    text: "Says who is asking. Programs can send it, a page's WebSocket cannot. Its value is covered here.",
  },
  "user-agent": { role: "browser", source: "RFC 9110 §10.1.5", text: "Which program is asking." },
  pragma: { role: "browser", source: "RFC 9111 §5.4", text: "The same as Cache-Control, for very old caches." },
  "cache-control": {
    role: "browser",
    source: "RFC 9111 §5.2",
    text: "No cache may answer this request: a connection cannot be kept and served again.",
  },
  "accept-encoding": {
    role: "browser",
    source: "RFC 9110 §12.5.3",
    text: "Compression that HTTP answers may use. It has no say over WebSocket frames.",
  },
  "accept-language": { role: "browser", source: "RFC 9110 §12.5.4", text: "Languages that the reader prefers." },
  accept: { role: "browser", source: "RFC 9110 §12.5.1", text: "What kinds of content an HTTP answer may have." },
  "sec-fetch-site": {
    role: "browser",
    source: "W3C Fetch Metadata §2.3",
    text: "Whether the page and the server are the same site. Only the browser can write it.",
  },
  "sec-fetch-mode": {
    role: "browser",
    source: "W3C Fetch Metadata §2.2",
    text: "What the browser is doing: here it opens a WebSocket.",
  },
  "sec-fetch-dest": {
    role: "browser",
    source: "W3C Fetch Metadata §2.1",
    text: "What the answer will become: “empty” means that a script gets it, and no image or page.",
  },
  "sec-fetch-user": { role: "browser", source: "W3C Fetch Metadata §2.4", text: "Whether a person caused it." },
  "content-length": {
    role: "optional",
    source: "RFC 9110 §8.6",
    text: "How many bytes of body follow. A handshake has none.",
  },
};

const RESPONSE: Record<string, Explanation> = {
  upgrade: {
    role: "needed",
    source: "RFC 6455 §4.2.2",
    text: "The protocol that both speak from the first byte after this head.",
  },
  connection: {
    role: "needed",
    source: "RFC 6455 §4.2.2, RFC 9110 §7.6.1",
    text: "With 101: Upgrade belongs to this connection alone. With a refusal: whether the connection stays open for another request.",
  },
  "sec-websocket-accept": {
    role: "needed",
    source: "RFC 6455 §4.2.2, §1.3",
    text: "Computed from this very key. It proves that the server read the handshake and did not just repeat or replay something; the browser computes it too and refuses any other value.",
  },
  "sec-websocket-extensions": {
    role: "optional",
    source: "RFC 6455 §9.1, RFC 7692",
    text: "The offered extensions that will be used.",
  },
  "sec-websocket-protocol": {
    role: "optional",
    source: "RFC 6455 §4.2.2",
    text: "The one subprotocol that was chosen among those offered.",
  },
  "sec-websocket-version": {
    role: "optional",
    source: "RFC 6455 §4.4",
    text: "Comes with a refusal: the versions that this server does speak.",
  },
  date: { role: "optional", source: "RFC 9110 §6.6.1", text: "When the answer was made." },
  "content-type": {
    role: "optional",
    source: "RFC 9110 §8.3",
    text: "What the body is: the refusal is explained in it.",
  },
  "content-length": {
    role: "optional",
    source: "RFC 9110 §8.6",
    text: "How many bytes of body follow the empty line.",
  },
  "keep-alive": {
    role: "optional",
    source: "RFC 2068 §19.7.1",
    text: "How long an idle HTTP connection is kept. It means nothing after 101.",
  },
};

const UNKNOWN: Explanation = {
  role: "optional",
  source: "RFC 9110 §5.1",
  text: "Not part of the WebSocket handshake. A receiver that does not know a header passes over it.",
};

/** What a header of this head is for. Header names have no case. */
export function explainHeader(head: Head, [name]: Header): Explanation {
  const known = head === "request" ? REQUEST : RESPONSE;
  const key = name.toLowerCase();
  return Object.hasOwn(known, key) ? known[key]! : UNKNOWN;
}

/** The first line of a request. */
export const REQUEST_LINE: Explanation = {
  role: "needed",
  source: "RFC 6455 §4.1",
  text: "A handshake begins as an HTTP GET, version 1.1 or later, on the same port as every page. What stands after “?client=” is ours: it tells the log which client this is.",
};

const STATUS: Record<number, Explanation> = {
  101: {
    role: "needed",
    source: "RFC 9110 §15.2.2, RFC 6455 §4.2.2",
    text: "Switching Protocols: agreed. HTTP ends with the empty line below; the next byte is the first of a WebSocket frame.",
  },
  400: {
    role: "needed",
    source: "RFC 9110 §15.5.1, RFC 6455 §4.2.1",
    text: "Bad Request: this is meant to be a handshake, but something in it is wrong. The body says what.",
  },
  403: {
    role: "needed",
    source: "RFC 9110 §15.5.4",
    text: "Forbidden: understood, and refused; for example because of its Origin.",
  },
  404: { role: "needed", source: "RFC 9110 §15.5.5", text: "Not Found: nothing on this path takes WebSockets." },
  405: {
    role: "needed",
    source: "RFC 9110 §15.5.6, RFC 6455 §4.1",
    text: "Method Not Allowed: a handshake is a GET and nothing else.",
  },
  426: {
    role: "needed",
    source: "RFC 9110 §15.5.22",
    text: "Upgrade Required: this path only speaks WebSocket, and the request did not ask to switch.",
  },
};

/** The status line of an answer. */
export function explainStatus(status: number): Explanation {
  return (
    STATUS[status] ?? { role: "needed", source: "RFC 9110 §15", text: "Any status but 101 means: no WebSocket here." }
  );
}
