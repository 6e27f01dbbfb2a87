/**
 * What the decoder's saved state may be in an opened capture. Nobody but the decoder understands it; but a file can
 * say anything, so each field is looked at here. The compiler holds these shapes to the types that they stand for.
 */
import type { SavedChannel } from "../wire/channel.ts";
import type { SavedCompression } from "../wire/deflate.ts";
import { CLOSE_PIECE, LENGTH_PIECE, type SavedBody } from "../wire/http-body.ts";
import type { SavedLines } from "../wire/http-lines.ts";
import type { SavedHttpLayer } from "../wire/http-layer.ts";
import type { Exchange, SavedHttp } from "../wire/http.ts";
import type { SavedConnection } from "../wire/layers.ts";
import type { SavedFrames } from "../wire/websocket.ts";
import type { SavedWebSocket } from "../wire/websocket-layer.ts";
import type { Origin } from "../wire/writer.ts";
import { base64, boolean, fields, integer, list, nullable, oneOf, optional, pair, text, type Shape } from "./shape.ts";

const count = integer();
/** Far from where counting up would stop being exact. */
const n = integer(1, 1e15);

/** The same shape for each direction. */
function bothSides<T>(shape: Shape<T>): { client: Shape<T>; server: Shape<T> } {
  return { client: shape, server: shape };
}

const exchange = fields<Exchange>({ id: count, method: text, target: text, upgrade: nullable(text) });
const lines = fields<SavedLines>({ held: base64, line: count });

const bodyFields = fields<SavedBody>({
  framing: oneOf("length", "chunked", "close"),
  keep: boolean,
  state: oneOf("data", "size", "cr", "lf", "trailers", "done", "broken"),
  held: base64,
  lines: nullable(lines),
  remaining: count,
  offset: count,
  start: count,
  length: count,
});

/** A piece never gets longer than that: a reader that finds itself beyond would go back for ever. */
const savedBody: Shape<SavedBody> = (value, path) => {
  const body = bodyFields(value, path);
  const longest = body.framing === "close" ? CLOSE_PIECE : LENGTH_PIECE;
  integer(0, longest)(body.length, `${path}.length`);
  return body;
};

type SavedHalf = SavedHttp["client"];
const half = fields<SavedHalf>({
  state: oneOf("start", "head", "body", "waiting", "switched", "lost"),
  lines,
  lineSeen: boolean,
  body: nullable(savedBody),
  exchange: nullable(exchange),
});

type SavedPayload = NonNullable<SavedHttpLayer["client"]>;
const payload = nullable(fields<SavedPayload>({ channel: text, held: base64, length: count }));

type Posted = NonNullable<SavedHttpLayer["posted"]>;
const http = fields<SavedHttpLayer>({
  reader: fields<SavedHttp>({
    ...bothSides(half),
    unanswered: list(exchange),
    next: count,
    protocol: nullable(text),
  }),
  ...bothSides(payload),
  posted: nullable(fields<Posted>({ exchange: count, channel: text, messages: count })),
});

const frames = fields<SavedFrames>({
  held: base64,
  excess: count,
  opcode: integer(0, 15),
  compressed: boolean,
  utf8: integer(-1, 0xff_ffff),
  fragments: base64,
  length: count,
  closed: boolean,
  failed: boolean,
  lost: boolean,
});

const compression = fields<SavedCompression>({
  contextTakeover: boolean,
  windowBits: integer(8, 15),
  window: nullable(base64),
});

const connection = fields<SavedConnection>({
  origin: fields<Origin>({ conn: text, client: optional(text) }),
  http: nullable(http),
  webSocket: nullable(
    fields<SavedWebSocket>({
      channel: text,
      carriesEngine: boolean,
      compression: nullable(fields<NonNullable<SavedWebSocket["compression"]>>(bothSides(compression))),
      ...bothSides(frames),
    }),
  ),
  early: list(fields<SavedConnection["early"][number]>({ bytes: base64, parent: n })),
  earlyLength: count,
});

type SavedPending = NonNullable<SavedChannel["pending"]["client"]>;
const pending = nullable(
  fields<SavedPending>({
    packet: base64,
    parent: n,
    cause: nullable(n),
    attachments: list(base64),
    expected: count,
    come: count,
    length: count,
    tooLong: boolean,
  }),
);

const channel = fields<SavedChannel>({
  key: text,
  used: count,
  carrier: nullable(text),
  count: fields<SavedChannel["count"]>(bothSides(count)),
  first: count,
  recent: list(n),
  causes: list(pair(count, n)),
  acks: fields<SavedChannel["acks"]>(bothSides(list(pair(text, n)))),
  pending: fields<SavedChannel["pending"]>(bothSides(pending)),
});

/** The state as far as others than the decoder need to know it; a state with no more than n is the very beginning. */
export interface SavedDecoder {
  n: number;
  connections?: [conn: number, connection: SavedConnection][];
  channels?: SavedChannel[];
  notes?: [id: number, n: number][];
}

export const savedDecoder = fields<SavedDecoder>({
  n,
  connections: optional(list(pair(count, connection))),
  channels: optional(list(channel)),
  notes: optional(list(pair(n, n))),
});
