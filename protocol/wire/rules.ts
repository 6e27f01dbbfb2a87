/**
 * Every rule whose breach the decoders report: what is wrong, which document forbids it, one sentence for a reader.
 * A violation stands in the log where the readable entry would have stood.
 */
export const RULES = {
  "http.request-line": {
    rule: "RFC 9112 §3",
    message: "A request begins with one line: method, target and HTTP version, with one space between them.",
  },
  "http.status-line": {
    rule: "RFC 9112 §4",
    message: "An answer begins with one line: the HTTP version, a status of three digits and a reason.",
  },
  "http.line-end": { rule: "RFC 9112 §2.2", message: "Each line of a head ends with CR LF." },
  "http.header": {
    rule: "RFC 9112 §5",
    message: "A header line is a name, a colon right after it and a value, on one line and without control characters.",
  },
  "http.head-too-long": {
    rule: "RFC 9112 §2.3",
    message: "The head goes on for more than 64 KiB; no server has to read that far (431 is the usual answer).",
  },
  "http.content-length": {
    rule: "RFC 9112 §6.3",
    message: "Content-Length is one decimal number; where it is given twice, both are the same.",
  },
  "http.two-lengths": {
    rule: "RFC 9112 §6.1",
    message: "A message has Content-Length or Transfer-Encoding, never both: two readers could see two different ends.",
  },
  "http.transfer-encoding": {
    rule: "RFC 9112 §6.3",
    message: "A request whose last transfer coding is not chunked has no end that could be found.",
  },
  "http.chunk": {
    rule: "RFC 9112 §7.1",
    message: "A chunk is its size in hexadecimal digits, CR LF, that many bytes and CR LF.",
  },
  "http.incomplete": { rule: "RFC 9112 §8", message: "The connection ended before the message was complete." },
  "http.unanswered": {
    rule: "RFC 9112 §9.3.2",
    message: "More than 1,000 requests wait for their answers on one connection; the log stops reading them here.",
  },
} as const satisfies Record<string, { rule: string; message: string }>;

export type RuleCode = keyof typeof RULES;
