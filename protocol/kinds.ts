/**
 * What stands in `data`, kind by kind, in words: the table of docs/guides/protocol.md is made from it. The compiler
 * holds it to log.ts: a field without a sentence, or a sentence without a field, does not compile.
 */
import type { Data, Kind, Layer } from "./log.ts";

/** A kind of entry and the fields of its `data`; those that may be missing say when. */
type Description<Fields> = { about: string; fields: { [F in keyof Fields]-?: string } };

const VIOLATION = {
  about: "Bytes that break a rule of the protocol. Stands where the readable entry would have stood.",
  fields: {
    code: "The rule's name, such as `websocket.unmasked`.",
    rule: "The document and section that say so.",
    message: "What the rule says.",
    length: "How many bytes break it.",
  },
};

const TRANSPORT_CHECK = { probe: "Whether it carries `probe`, which checks a new transport." };
const NAMESPACE = "The namespace, `/` for the main one.";
const EVENT_ID = "The id for the acknowledgement, absent where none is wanted.";
const ARGUMENTS = "The arguments; a value nested deeper than 64 levels is cut off.";
const WITH_ATTACHMENTS = "The arguments, each attachment as `{ binary: length, hex }`, its hex cut at 64 bytes.";
const ATTACHMENTS = "How many attachments it has.";

export const KINDS: { [L in Layer]: { [K in Kind<L>]: Description<Data[L][K]> } } = {
  tcp: {
    open: {
      about: "A stretch of a TCP connection that belongs to this lab and one client begins.",
      fields: {
        connection: "The number of the TCP connection in this lab; one connection may carry several stretches.",
        reused: "Whether the connection had carried other exchanges before.",
      },
    },
    chunk: {
      about: "One read or write of the server's program; TCP's own segments are not seen here.",
      fields: { length: "Its bytes." },
    },
    close: {
      about: "The stretch is over.",
      fields: {
        how: "`end`: FIN. `reset`: RST or an error. `released`: the connection lives on, outside this lab.",
        by: "Who began it: `client`, `server`, or `lab` for a fault.",
      },
    },
    violation: VIOLATION,
  },
  http: {
    request: {
      about: "A request's head, complete.",
      fields: {
        method: "The method, as sent.",
        target: "Path and query, as sent.",
        version: "The HTTP version, such as `1.1`.",
        headers:
          "Pairs of name and value in the order and spelling in which they were sent, without white space around values.",
        length: "Bytes of the head, from the request line to the empty line.",
      },
    },
    response: {
      about: "An answer's head, complete. 100 and 103 come before the final answer.",
      fields: {
        status: "The status, a number.",
        reason: "The words after it, perhaps none.",
        version: "The HTTP version, such as `1.1`.",
        headers: "As in a request.",
        length: "Bytes of the head, from the status line to the empty line.",
      },
    },
    body: {
      about:
        "A body; or a piece of one: each chunk of a chunked body, each 1 MiB of a body with a length, each 64 KiB of a body that ends with the connection.",
      fields: {
        length: "Bytes of content, without the size lines of chunks.",
        offset: "Where this content begins in the whole body.",
        final: "Whether nothing of this body follows. The last chunk is always empty.",
        framing: "How the reader knows its end: `length`, `chunked` or `close`.",
      },
    },
    violation: VIOLATION,
  },
  websocket: {
    frame: {
      about: "A frame, complete.",
      fields: {
        fin: "Whether it is the last frame of its message.",
        rsv: "The three reserved bits as a number; 4 is RSV1, a compressed message.",
        opcode: "The opcode as a number.",
        name: "The opcode's name: `continuation`, `text`, `binary`, `close`, `ping` or `pong`.",
        masked: "Whether it is masked.",
        key: "The masking key as 8 hex digits, or null.",
        length: "Bytes of payload.",
        lengthBits: "How many bits the length took: 7, 16 or 64.",
        header: "Bytes of header, the masking key among them.",
        text: "The payload of a text message's frame, of a ping or a pong, where it is UTF-8 by itself; cut at 4,096 characters.",
        code: "The code of a close frame that has one.",
        reason: "The reason of a close frame that has a code, perhaps empty.",
      },
    },
    violation: VIOLATION,
  },
  "engine.io": {
    open: {
      about: "The server opens a session.",
      fields: {
        sid: "The session's id.",
        upgrades: "Transports that the client may upgrade to.",
        pingInterval: "Milliseconds between the server's pings.",
        pingTimeout: "Milliseconds that it waits for the pong.",
        maxPayload: "Bytes that one message, or one HTTP body, may have. Absent from older Python servers.",
      },
    },
    close: { about: "The session ends.", fields: {} },
    ping: {
      about: "The server asks whether the client is there; with `probe` the client checks a new transport.",
      fields: TRANSPORT_CHECK,
    },
    pong: { about: "The answer to a ping.", fields: TRANSPORT_CHECK },
    message: {
      about: "A message of the layer above.",
      fields: {
        length: "Bytes after the type; of binary data over HTTP, when its base64 is decoded.",
        binary: "Whether it is binary.",
        transport: "`polling` or `websocket`.",
      },
    },
    upgrade: { about: "From here on the client uses the new transport.", fields: {} },
    noop: { about: "Nothing: the server ends a poll that waits, because the transport changes.", fields: {} },
    violation: VIOLATION,
  },
  "socket.io": {
    connect: {
      about: "The client asks for a namespace, or the server grants it.",
      fields: {
        nsp: NAMESPACE,
        payload: "The client's `auth`, or `{ sid }` from the server; absent where there is none.",
      },
    },
    disconnect: { about: "One side leaves a namespace.", fields: { nsp: NAMESPACE } },
    event: {
      about: "An event.",
      fields: { nsp: NAMESPACE, id: EVENT_ID, name: "Its name.", args: ARGUMENTS },
    },
    ack: {
      about: "The answer to an event; the entry's `answers` says which.",
      fields: { nsp: NAMESPACE, id: "The id that the event asked with.", args: ARGUMENTS },
    },
    connect_error: {
      about: "The server refuses a namespace.",
      fields: { nsp: NAMESPACE, payload: "Why: `{ message, data }`, or a string from older servers." },
    },
    binary_event: {
      about: "An event with binary data, complete with its last attachment.",
      fields: { nsp: NAMESPACE, id: EVENT_ID, name: "Its name.", args: WITH_ATTACHMENTS, attachments: ATTACHMENTS },
    },
    binary_ack: {
      about: "An answer with binary data, complete with its last attachment.",
      fields: {
        nsp: NAMESPACE,
        id: "The id that the event asked with.",
        args: WITH_ATTACHMENTS,
        attachments: ATTACHMENTS,
      },
    },
    violation: VIOLATION,
  },
  app: {
    connection: {
      about: "The program got a new connection.",
      fields: {
        id: "The socket's id, or the `conn` of a raw WebSocket.",
        protocol: "Which of the lab's servers took it: `socket.io` or `websocket`.",
        nsp: "The namespace, only of Socket.IO.",
        transport: "`polling` or `websocket`, only of Socket.IO.",
      },
    },
    disconnect: {
      about: "The program lost a connection.",
      fields: { id: "As in `connection`.", reason: "The reason that it was told." },
    },
    event: {
      about: "A handler of the program was called.",
      fields: { id: "As in `connection`.", name: "The event's name.", args: "The arguments that it got." },
    },
    emit: {
      about: "The program sent something. The messages that it became point back here with `cause`.",
      fields: {
        id: "The socket that it was called on, absent where it was called on the server.",
        call: "`emit`, `broadcast`, `send` or `ack`.",
        name: "The event's name.",
        args: "The arguments.",
        to: "The clients that it was handed to, as `{ client, id }`.",
      },
    },
    join: { about: "A socket joined a room.", fields: { id: "As in `connection`.", room: "The room." } },
    leave: { about: "A socket left a room.", fields: { id: "As in `connection`.", room: "The room." } },
    note: { about: "Something else worth knowing.", fields: { text: "What." } },
    error: {
      about: "A throw in the program, or a limit met by a client.",
      fields: {
        code: "The code, from the catalogue of errors.",
        message: "What happened.",
        where: "In which listener or place.",
      },
    },
    refusal: {
      about: "The server said no, before or instead of the program.",
      fields: {
        code: "The code, from the catalogue of errors.",
        message: "What happened and why.",
        hint: "What to do.",
        status: "The HTTP status that it was told with, if so.",
        close: "The close code that it was told with, if so.",
      },
    },
    fault: { about: "Something was broken on purpose.", fields: { fault: "Which fault.", target: "Where it acts." } },
    restart: { about: "The lab's servers were thrown away and started anew.", fields: { program: "The program." } },
    missed: {
      about: "Entries that this reader did not get, because they were dropped before it could have them.",
      fields: { from: "The first n.", to: "The last n.", count: "How many." },
    },
  },
};
