/**
 * The catalogue of errors: each refusal that a learner, a script or another program can meet has one code here.
 * `message` says what happened and why, `hint` what to do; `status` is its HTTP status, `close` its WebSocket close code.
 * Where a refusal has a close code, its message fits into a close frame (123 bytes). Rendered as a page of the protocol guide.
 */
export const ERRORS = {
  "lab.unknown": {
    status: 404,
    close: 4404,
    message:
      "There is no lab with this id: it was never opened here, was deleted, or was swept away because nobody used it.",
    hint: "Open a new lab with POST /api/labs.",
  },
  "program.unknown": {
    status: 404,
    message: "There is no program with this name.",
    hint: "GET /api/programs lists the programs.",
  },
  "program.broken": {
    status: 500,
    message: "This program could not be started: its module does not load, or it threw while it was being started.",
    hint: "The server's own log says what was thrown. Run `npm run example -- <name>` to see it alone.",
  },
  "program.threw": {
    status: 500,
    message: "The program of this lab threw an error while it handled this.",
    hint: "The lab's log has the error, and where it was thrown.",
  },
  "lab.stopped": {
    status: 503,
    message: "The servers of this lab were stopped by its owner. A real server that is stopped would answer nothing.",
    hint: "Its owner can restart it.",
  },
  "path.unknown": {
    status: 404,
    message: "There is nothing at this path.",
    hint: "The protocol guide lists the paths of this server.",
  },
  "method.unsupported": {
    status: 405,
    message: "This path does not support this method.",
    hint: "The Allow header of this answer lists the methods that it supports.",
  },
  "body.malformed": {
    status: 400,
    message: "The body of this request is not what this path expects.",
    hint: 'Send a JSON object in UTF-8, for example {"program":"03-ws-echo"}.',
  },
  "body.large": {
    status: 413,
    message: "The body of this request is larger than this path accepts.",
    hint: "See body.bytes in the list of limits.",
  },
  "key.missing": {
    status: 401,
    message: "Only the owner of a lab may do this, and the request names no key.",
    hint: "Send the key that POST /api/labs answered with: Authorization: Bearer <key>.",
  },
  "key.wrong": {
    status: 403,
    message: "This is not the key of this lab.",
    hint: "Use the key that POST /api/labs answered with when this lab was opened.",
  },
  "host.foreign": {
    status: 403,
    message:
      "The Host header names another host: a page of another site may be reaching for this server (DNS rebinding).",
    hint: "Use localhost, an IP address or this machine's name; start the server with --origin to allow another name.",
  },
  "origin.foreign": {
    status: 403,
    message: "The Origin header names another site than the Host header: this server answers only to its own pages.",
    hint: "Open the page from this server, or start the server with --origin to allow the other site.",
  },
  "labs.full": {
    status: 429,
    message: "This server holds as many labs as it may.",
    hint: "Delete labs that are not needed any more, or start the server with a higher --limit labs=N.",
  },
  "address.labs": {
    status: 429,
    message: "As many labs as one address may open were opened from this address.",
    hint: "Delete labs that are not needed any more, or start the server with a higher --limit address.labs=N.",
  },
  "address.connections": {
    status: 429,
    message: "This address has as many connections open as one address may.",
    hint: "Close some, or start the server with a higher --limit address.connections=N.",
  },
  "address.verbs": {
    status: 429,
    message: "Too many such requests came from this address within one second.",
    hint: "Wait a second, then try again.",
  },
  "lab.connections": {
    status: 429,
    message: "This lab has as many connections open as a lab may.",
    hint: "Close some, or start the server with a higher --limit lab.connections=N.",
  },
  "lab.viewers": {
    status: 429,
    close: 4429,
    message: "This lab's log has as many viewers as it may.",
    hint: "Close a page that shows this log, or start the server with a higher --limit lab.viewers=N.",
  },
  "connection.messages": {
    close: 1008,
    message: "Too many messages came on this connection within one second.",
    hint: "Send fewer, or start the server with a higher --limit connection.messages=N.",
  },
  "connection.buffered": {
    message: "This client does not read what it is sent: too many bytes wait for it, so the connection was cut.",
    hint: "Read faster or ask for less; --limit connection.buffered=N sets how many bytes may wait.",
  },
  "message.large": {
    close: 1009,
    message: "This message is larger than the lab accepts.",
    hint: "Send smaller pieces, or start the server with a higher --limit message.bytes=N.",
  },
  "message.arguments": {
    close: 1008,
    message: "This packet has more arguments than one packet may have.",
    hint: "Put the values into one array or object; --limit message.arguments=N sets how many there may be.",
  },
  "message.depth": {
    close: 1008,
    message: "The arrays or objects in this packet nest deeper than they may.",
    hint: "Send flatter values; --limit message.depth=N sets how deep they may nest.",
  },
  "message.malformed": {
    close: 1007,
    message: "This is not a Socket.IO packet.",
    hint: "The log shows the bytes and the rule that they break.",
  },
  "message.text": {
    close: 1007,
    message: "This text message is not UTF-8.",
    hint: "Send bytes that are no text as a binary message.",
  },
  "message.fragments": {
    close: 1008,
    message: "This message came in more pieces than one message may have.",
    hint: "Send a message in fewer, larger fragments.",
  },
  "frame.malformed": {
    close: 1002,
    message: "This is not a WebSocket frame that a server may accept.",
    hint: "The log shows the bytes and the rule of RFC 6455 that they break.",
  },
  "engine.refused": {
    status: 400,
    message: "Engine.IO did not accept this request.",
    hint: "The log shows the request, and the answer with Engine.IO's own code.",
  },
  "http.malformed": {
    status: 400,
    message: "These bytes are not an HTTP/1.1 request.",
    hint: "RFC 9112 says how a request is written.",
  },
  "http.head": {
    status: 431,
    message: "The head of this request is larger than this server accepts.",
    hint: "Send fewer or shorter headers; --limit head.bytes=N sets how large the head may be.",
  },
  "http.slow": {
    status: 408,
    message: "The request did not come in within the time that it has.",
    hint: "Send the whole request at once; --limit head.time=N and request.time=N set the times, in milliseconds.",
  },
  "verb.unknown": {
    status: 404,
    message: "There is no such verb.",
    hint: "The verbs are restart, options, fault, handshake, bytes and delete.",
  },
  "hand.hex": {
    status: 400,
    message: "These are no bytes in hexadecimal digits, two for each byte.",
    hint: 'Send them as {"hex":"8182…"}, without spaces.',
  },
  "hand.closed": {
    status: 409,
    message: "No WebSocket is open that was made by hand: there was no handshake, it was refused, or it is over.",
    hint: "Send a handshake first; bytes may follow when it was answered with 101.",
  },
  "hand.spent": {
    status: 409,
    message: "This connection made by hand has carried as many bytes as it may.",
    hint: "Open the next one with a new handshake; --limit hand.bytes=N sets how many there may be.",
  },
  "option.unknown": {
    status: 400,
    message: "This option does not exist, or does not accept this value.",
    hint: 'Those that may be changed are in {"io":{"pingInterval":1000,"pingTimeout":1000}}: 100 to 60000 milliseconds.',
  },
  "fault.target": {
    status: 404,
    message: "This lab has no such connection now: there is nothing to act on.",
    hint: "Name a connection that is open (conn) or its client (client), or neither: then the fault acts on all.",
  },
  "fault.unknown": {
    status: 400,
    message: "There is no such fault.",
    hint: 'The protocol guide lists them under Faults. An example: {"fault":"cut","client":"A"}.',
  },
  "fault.value": {
    status: 400,
    message: "This fault wants a whole number that is missing here, or is out of bounds.",
    hint: 'The protocol guide lists the numbers under Faults. An example: {"fault":"delay","ms":500}.',
  },
  "fault.targets": {
    status: 429,
    message: "As many clients and connections of this lab have faults of their own as may have.",
    hint: 'Take some back with {"fault":"heal"}, or set the fault for the whole lab.',
  },
} as const satisfies Record<string, Explanation>;

export type ErrorCode = keyof typeof ERRORS;

/** What the catalogue says about a code: its HTTP status and its WebSocket close code, where it has them. */
export interface Explanation {
  status?: number;
  close?: number;
  message: string;
  hint: string;
}

/** The body of every refusal over HTTP. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; hint: string };
}

export function explain(code: ErrorCode): Explanation {
  return ERRORS[code];
}

/** The body of a refusal with this code. */
export function errorBody(code: ErrorCode): ErrorBody {
  const { message, hint } = explain(code);
  return { error: { code, message, hint } };
}
