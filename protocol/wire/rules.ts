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
  "websocket.reserved-bits": {
    rule: "RFC 6455 §5.2",
    message:
      "The reserved bits are 0, unless an extension was agreed on that uses them: permessage-deflate sets RSV1 on the first frame of a message.",
  },
  "websocket.reserved-opcode": { rule: "RFC 6455 §5.2", message: "The opcodes 3 to 7 and 11 to 15 are reserved." },
  "websocket.continuation": {
    rule: "RFC 6455 §5.4",
    message: "A continuation frame goes on with a message, and none had begun.",
  },
  "websocket.interleaved": {
    rule: "RFC 6455 §5.4",
    message:
      "A new message begins before the last fragment of the one under way; only control frames may come between.",
  },
  "websocket.control-fragmented": {
    rule: "RFC 6455 §5.5",
    message: "Close, ping and pong are never cut into fragments.",
  },
  "websocket.control-length": {
    rule: "RFC 6455 §5.5",
    message: "Close, ping and pong carry at most 125 bytes.",
  },
  "websocket.close-length": {
    rule: "RFC 6455 §5.5.1",
    message: "The body of a close frame is empty, or begins with a code of two bytes.",
  },
  "websocket.close-code": {
    rule: "RFC 6455 §7.4",
    message: "This code may not stand in a close frame: 1000–1003, 1007–1014 and 3000–4999 may.",
  },
  "websocket.close-reason": { rule: "RFC 6455 §5.5.1", message: "The reason in a close frame is UTF-8." },
  "websocket.unmasked": { rule: "RFC 6455 §5.1", message: "A client masks every frame that it sends." },
  "websocket.masked": { rule: "RFC 6455 §5.1", message: "A server never masks a frame." },
  "websocket.after-close": {
    rule: "RFC 6455 §5.5.1",
    message: "After its close frame an endpoint sends no more data.",
  },
  "websocket.utf8": { rule: "RFC 6455 §8.1", message: "The text of a text message is UTF-8." },
  "websocket.deflate": {
    rule: "RFC 7692 §7.2.2",
    message: "A compressed message is deflate data, and refers to nothing that was not sent.",
  },
  "websocket.inflated-length": {
    rule: "Wirelight's own limit",
    message: "The log inflates no message of more than 1 MiB, compressed or plain, and nothing that follows one.",
  },
  "websocket.length-form": {
    rule: "RFC 6455 §5.2",
    message: "A length takes as few bits as it can: 7 up to 125 bytes, 16 up to 65,535, 64 beyond.",
  },
  "websocket.length": {
    rule: "RFC 6455 §5.2",
    message:
      "The highest bit of a 64-bit length is 0. No program reads more than 2^53 bytes, so nobody can tell where the next frame begins.",
  },
  "websocket.incomplete": { rule: "RFC 6455 §5.2", message: "The connection ended in the middle of a frame." },
  "websocket.early": {
    rule: "RFC 6455 §4.1",
    message: "After its request a client waits for the answer before it sends anything; more than 64 KiB came.",
  },
  "engine.io.packet-type": {
    rule: "Engine.IO protocol 4, Packet encoding",
    message: "A packet begins with its type, a digit from 0 to 6 (or b, for binary data over HTTP).",
  },
  "engine.io.open": {
    rule: "Engine.IO protocol 4, Handshake",
    message: "The open packet carries a JSON object with sid, upgrades, pingInterval and pingTimeout.",
  },
  "engine.io.base64": {
    rule: "Engine.IO protocol 4, Packet encoding",
    message: "Binary data over HTTP is written as base64 after the letter b.",
  },
  "engine.io.direction": {
    rule: "Engine.IO protocol 4, Heartbeat",
    message:
      "The server opens and pings, the client answers with pong and upgrades; this packet came from the wrong side.",
  },
  "engine.io.too-long": {
    rule: "Wirelight's own limit",
    message: "The log does not take apart bodies of more than 1 MiB.",
  },
  "socket.io.packet-type": {
    rule: "Socket.IO protocol 5, Packet encoding",
    message: "A packet begins with its type, a digit from 0 to 6.",
  },
  "socket.io.attachments": {
    rule: "Socket.IO protocol 5, Packet encoding",
    message: "A binary packet says after its type how many attachments follow: a number from 1 and a hyphen.",
  },
  "socket.io.id": {
    rule: "Socket.IO protocol 5, Packet encoding",
    message: "An acknowledgement carries the id of the event that it answers, a whole number.",
  },
  "socket.io.json": { rule: "Socket.IO protocol 5, Packet encoding", message: "The payload of a packet is JSON." },
  "socket.io.payload": {
    rule: "Socket.IO protocol 5, Packet types",
    message:
      "The payload does not fit the type: an event has an array that begins with its name, an acknowledgement an array, CONNECT an object or nothing, DISCONNECT nothing, CONNECT_ERROR an object or a string.",
  },
  "socket.io.reserved-name": {
    rule: "Socket.IO 4, reserved event names",
    message:
      "connect, connect_error, disconnect, disconnecting, newListener and removeListener cannot be sent as events.",
  },
  "socket.io.placeholder": {
    rule: "Socket.IO protocol 5, Packet encoding",
    message: "A placeholder names an attachment that the packet does not have.",
  },
  "socket.io.attachments-missing": {
    rule: "Socket.IO protocol 5, Packet encoding",
    message: "Not all attachments of a binary packet have come: another packet, or the end, came first.",
  },
  "socket.io.unexpected-binary": {
    rule: "Socket.IO protocol 5, Packet encoding",
    message: "Binary data came that no packet had announced as its attachment.",
  },
  "socket.io.too-long": {
    rule: "Wirelight's own limit",
    message: "The log does not take apart messages of more than 1 MiB.",
  },
} as const satisfies Record<string, { rule: string; message: string }>;

export type RuleCode = keyof typeof RULES;
