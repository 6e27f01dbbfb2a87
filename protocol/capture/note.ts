/** What a note in an opened capture may be: by layer and kind, the fields that entries of that kind have (log.ts). */
import type { Data, Receiver } from "../log.ts";
import type { Note, Place } from "../records.ts";
import { anything, boolean, fields, integer, list, oneOf, optional, pair, text, type Shape } from "./shape.ts";

const side = oneOf("client", "server", "lab");
const args: Shape<unknown[]> = list(anything);

const TCP = {
  open: fields<Data["tcp"]["open"]>({ connection: integer(), reused: boolean }),
  close: fields<Data["tcp"]["close"]>({ how: oneOf("end", "reset", "released"), by: side }),
};

type AppKind = Exclude<keyof Data["app"], "missed">;

/** `missed` is no note: it is what one reader did not get. */
const APP: { [K in AppKind]: Shape<Data["app"][K]> } = {
  connection: fields<Data["app"]["connection"]>({
    id: text,
    protocol: oneOf("socket.io", "websocket"),
    nsp: optional(text),
    transport: optional(text),
  }),
  disconnect: fields<Data["app"]["disconnect"]>({ id: text, reason: text }),
  event: fields<Data["app"]["event"]>({ id: text, name: text, args }),
  emit: fields<Data["app"]["emit"]>({
    id: optional(text),
    call: oneOf("emit", "broadcast", "send", "ack"),
    name: text,
    args,
    to: list(fields<Receiver>({ client: optional(text), id: text })),
  }),
  join: fields<Data["app"]["join"]>({ id: text, room: text }),
  leave: fields<Data["app"]["leave"]>({ id: text, room: text }),
  note: fields<Data["app"]["note"]>({ text: text }),
  error: fields<Data["app"]["error"]>({ code: text, message: text, where: text }),
  refusal: fields<Data["app"]["refusal"]>({
    code: text,
    message: text,
    hint: text,
    status: optional(integer()),
    close: optional(integer()),
  }),
  // A fault may have further details, each of its own: they are shown as they are.
  fault: (value, path) => ({
    ...(value as object),
    ...fields<{ fault: string; target: string }>({ fault: text, target: text })(value, path),
  }),
  restart: fields<Data["app"]["restart"]>({
    program: text,
    io: optional(
      fields<NonNullable<Data["app"]["restart"]["io"]>>({
        pingInterval: optional(integer()),
        pingTimeout: optional(integer()),
      }),
    ),
  }),
};

/** In `data` of lines with this layer and kind. */
const DATA: Record<Note["layer"], Record<string, Shape<object>>> = { tcp: TCP, app: APP };

/** Whether lines of this layer and kind are notes. */
export function isNote(layer: unknown, kind: unknown): boolean {
  return (layer === "tcp" || layer === "app") && typeof kind === "string" && Object.hasOwn(DATA[layer], kind);
}

const place: Shape<Place> = pair(text, integer());

/** How notes name each other, and messages, before anything is decoded: no part of the entries. */
export type Links = Pick<Note, "id" | "cause" | "in" | "out">;

const links = fields<Links>({
  id: optional(integer(1)),
  cause: optional(integer(1)),
  in: optional(place),
  out: optional(list(place)),
});

/** The note of a line for which `isNote` holds. */
export function noteOf(line: Record<string, unknown>): Note {
  const layer = line["layer"] as Note["layer"];
  const kind = line["kind"] as string;
  const client = optional(text)(line["client"], "client");
  return {
    layer,
    kind,
    from: side(line["from"], "from"),
    ...(client === undefined ? {} : { client }),
    data: DATA[layer][kind]!(line["data"], "data") as Record<string, unknown>,
    ...(line["note"] === undefined ? {} : links(line["note"], "note")),
  };
}
