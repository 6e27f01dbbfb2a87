/**
 * What a close code of the protocol's means to someone who meets it for the first time (RFC 6455 §7.4.1, IANA). Loaded
 * with the first connection.
 */
export const CLOSE_MEANINGS: Readonly<Record<number, string>> = {
  1000: "Normal: both sides were done.",
  1001: "Going away: the server stops, or the page was left.",
  1002: "Protocol error: a frame broke the rules.",
  1003: "Unsupported data: this kind of message is not taken.",
  1005: "A close frame came without a code.",
  1006: "The connection ended without a close frame. The browser tells a page nothing more; the log may know.",
  1007: "Invalid data: text that is not UTF-8, for one.",
  1008: "Policy violation: the server does not want this.",
  1009: "Message too big for the server.",
  1010: "Mandatory extension: the client cannot do without one that was not agreed on.",
  1011: "The server met an error of its own.",
  1012: "Service restart: the server starts anew, and takes clients again soon.",
  1013: "Try again later: the server cannot serve this client now.",
  1014: "Bad gateway: a server behind this one gave no answer that it could use.",
};

/** In a sentence or two. */
export function meaningOf(code: number): string {
  return CLOSE_MEANINGS[code] ?? (code < 3000 ? "A code without a meaning." : "A code of the program's own.");
}
