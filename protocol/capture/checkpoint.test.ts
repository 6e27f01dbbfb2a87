import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createDecoder } from "../decode.ts";
import type { LogRecord } from "../records.ts";
import { createInflater } from "../wire/inflate.ts";
import { savedDecoder } from "./checkpoint.ts";
import { coverSecrets } from "./cover.ts";
import { CaptureError } from "./errors.ts";
import { entriesOf } from "./read.ts";
import { ShapeError } from "./shape.ts";
import { realTraffic } from "./traffic.ts";

type Json = Record<string, unknown>;

let records: LogRecord[];
/** The decoder's state before each record, as JSON. */
let states: string[];
beforeAll(async () => {
  records = await realTraffic();
  const decoder = createDecoder(undefined, createInflater);
  states = records.map((record) => {
    const state = JSON.stringify(decoder.checkpoint());
    decoder.skip(record);
    return state;
  });
});

test("every state of a decoder is accepted as it is", () => {
  for (const state of states) expect(savedDecoder(JSON.parse(state), "")).toEqual(JSON.parse(state));
});

/** Another value in the place of this one: mostly of the same type, so that the shapes let it pass. */
function otherwise(value: unknown): fc.Arbitrary<unknown> {
  const numbers = [0, 1, 2, 100, 65_535, 65_536, 65_537, 1_048_576, 1_048_577, 2 ** 31, Number.MAX_SAFE_INTEGER];
  const words = [
    "start",
    "head",
    "body",
    "waiting",
    "lost",
    "data",
    "size",
    "cr",
    "trailers",
    "chunked",
    "close",
    "c1",
  ];
  if (typeof value === "number")
    return fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: value - 4, max: value + 4 }));
  if (typeof value === "string")
    return fc.oneof(
      fc.constantFrom(...words),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64")),
    );
  if (typeof value === "boolean") return fc.constant(!value);
  return fc.constantFrom(null, [], {});
}

/** Places in a JSON value that hold no list or object with something in it, and the way there. */
function leaves(value: Json): { holder: Json; key: string }[] {
  return Object.keys(value).flatMap((key) => {
    const inner = value[key];
    const isLeaf = typeof inner !== "object" || inner === null || Object.keys(inner).length === 0;
    return isLeaf ? [{ holder: value, key }] : leaves(inner as Json);
  });
}

/** A state in which up to four values are others. */
const changedStates = fc.nat().chain((number) => {
  const before = number % states.length;
  const count = leaves(JSON.parse(states[before]!) as Json).length;
  return fc.array(fc.nat(count - 1), { minLength: 1, maxLength: 4 }).chain((places) => {
    const state = JSON.parse(states[before]!) as Json;
    const found = leaves(state);
    return fc.tuple(...places.map((place) => otherwise(found[place]!.holder[found[place]!.key]))).map((values) => {
      places.forEach((place, i) => (found[place]!.holder[found[place]!.key] = values[i]));
      return { before, state };
    });
  });
});

/** How it was refused, if it was; anything but a named error goes on. */
function refusal(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof ShapeError || error instanceof CaptureError) return error.name;
    throw error;
  }
  return undefined;
}

describe("a state that somebody made up", () => {
  test("gives entries or is refused, and never goes on for ever", () => {
    const outcomes = new Set<string | undefined>();
    fc.assert(
      fc.property(changedStates, ({ before, state }) => {
        outcomes.add(
          refusal(() => {
            const checkpoint = { ...savedDecoder(state, "checkpoint") };
            const rest = records.slice(before);
            entriesOf({ header: { program: "p", began: 0, checkpoint }, records: rest, page: [] });
            coverSecrets(rest, checkpoint);
          }),
        );
      }),
      { numRuns: 300 },
    );
    // Few states pass as one and contradict the bytes: that has a test of its own below.
    outcomes.delete("CaptureError");
    expect(outcomes).toEqual(new Set([undefined, "ShapeError"]));
  });

  const frames = { excess: 0, opcode: 0, compressed: false, utf8: 0, fragments: "", length: 0 };
  const reader = { ...frames, held: "", closed: false, failed: false, lost: false };
  const webSocket = { channel: "c1", carriesEngine: false, compression: null, client: reader, server: reader };
  const connection = { origin: { conn: "c1" }, http: null, webSocket, early: [], earlyLength: 0 };
  const opened = (change: object) => ({
    header: { program: "p", began: 0, checkpoint: { n: 1, connections: [[1, { ...connection, ...change }]] } },
    records: [{ type: "bytes", conn: 1, from: "client", t: 0, bytes: Uint8Array.of(0x81, 0x80, 0, 0, 0, 0) } as const],
    page: [],
  });

  test("is taken where it could be one", () => {
    expect(entriesOf(opened({})).map(({ kind }) => kind)).toEqual(["chunk", "frame"]);
  });

  test("is refused where a frame is held that is longer than it says", () => {
    const client = { ...reader, held: Buffer.from("81010000", "hex").toString("base64") };
    expect(() => entriesOf(opened({ webSocket: { ...webSocket, client } }))).toThrow(
      "What line 1 says about connections that were open already does not fit the bytes that follow.",
    );
  });
});
