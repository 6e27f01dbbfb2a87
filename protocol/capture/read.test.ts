import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CaptureError } from "./errors.ts";
import { CAPTURE_LIMITS } from "./file.ts";
import { entriesOf, readCapture } from "./read.ts";
import { ABOUT, chat, saved } from "./samples.ts";

const HEADER = '{"wirelight":1,"program":"03-ws-echo","began":1767323045000}';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const file = (...lines: string[]) => bytesOf(lines.join("\n"));

describe("opening", () => {
  const open = '{"t":0,"conn":"c1","from":"client","layer":"tcp","kind":"open","data":{"connection":1,"reused":false}}';
  const openNote = { layer: "tcp", kind: "open", from: "client", data: { connection: 1, reused: false } };
  const chunk = (fields: string) => `{"t":0,"conn":"c1","from":"client","layer":"tcp","kind":"chunk",${fields}}`;
  const emit = (fields: string) => `{"t":0,"conn":"c1","from":"server","layer":"app","kind":"emit",${fields}}`;

  test("passes over fields and lines that nobody knows, empty lines and the lines of higher layers", () => {
    const opened = readCapture(
      file(
        HEADER.replace("}", ',"later":[1]}'),
        "",
        open.replace("}}", ',"later":{}},"later":1}\r'),
        '{"layer":"http","kind":"request","data":"anything"}',
        '{"later":true}',
        '{"layer":"app","kind":"missed","data":{"from":1,"to":2,"count":2}}',
      ),
    );
    expect(opened).toEqual({
      header: ABOUT,
      records: [{ type: "note", conn: 1, t: 0, note: openNote }],
      page: [],
    });
  });

  const refusals: [name: string, file: Uint8Array, message: string][] = [
    ["an empty file", file(""), "The file is empty."],
    ["blank lines", file("", " ", ""), "The file is empty."],
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0a), "Line 1 is not UTF-8 text."],
    ["other text", file("hello"), "The first line is not that of a Wirelight capture."],
    ["other JSON", file('{"log":{}}'), "The first line is not that of a Wirelight capture."],
    ["a list", file("[1]"), "The first line is not that of a Wirelight capture."],
    ["a log without the first line", file(open), "The first line is not that of a Wirelight capture."],
    [
      "a later version",
      file('{"wirelight":2}'),
      "The capture was written in version 2 of the format; this page reads version 1.",
    ],
    ["no program", file('{"wirelight":1,"began":0}'), "Line 1: program is not text."],
    [
      "a time that is none",
      file(HEADER.replace("1767323045000", "1e999")),
      "Line 1: began is not a number from 0 to 320000000000000.",
    ],
    ["a line that was cut off", file(HEADER, open.slice(0, 40)), "Line 2 is not a JSON object."],
    ["a line that is a number", file(HEADER, "1"), "Line 2 is not a JSON object."],
    [
      "bytes that are not UTF-8",
      Uint8Array.from([...bytesOf(`${HEADER}\n{"a":"`), 0xff, 0x22, 0x7d]),
      "Line 2 is not UTF-8 text.",
    ],
    ["deep nesting", file(HEADER, "[".repeat(100_000)), "Line 2 is nested deeper than 80 levels."],
    [
      "deep nesting in a part that nobody reads",
      file(HEADER, `{"later":${"[".repeat(80)}${"]".repeat(80)}}`),
      "Line 2 is nested deeper than 80 levels.",
    ],
    [
      "an endless line",
      new Uint8Array(CAPTURE_LIMITS["line.bytes"] + 1).fill(0x20),
      "Line 1 is longer than 16777216 bytes.",
    ],
    ["no time", file(HEADER, open.replace('"t":0,', "")), "Line 2: t is not a number from 0 to 320000000000000."],
    [
      "a negative time",
      file(HEADER, open.replace('"t":0', '"t":-1')),
      "Line 2: t is not a number from 0 to 320000000000000.",
    ],
    [
      "a connection without a number",
      file(HEADER, open.replace('"c1"', '"cx"')),
      "Line 2: conn is not the name of a connection like c3.",
    ],
    ["a connection that is no text", file(HEADER, open.replace('"c1"', "1")), "Line 2: conn is not text."],
    [
      "a side that is none",
      file(HEADER, chunk('"hex":"00"').replace('"client"', '"lab"')),
      "Line 2: from is not one of client, server.",
    ],
    ["half a byte", file(HEADER, chunk('"hex":"0"')), "Line 2: hex is not lower-case hex."],
    ["digits that are none", file(HEADER, chunk('"hex":"zz"')), "Line 2: hex is not lower-case hex."],
    ["hex that is a number", file(HEADER, chunk('"hex":12')), "Line 2: hex is not text."],
    [
      "an open without its data",
      file(HEADER, open.replace(',"data":{"connection":1,"reused":false}', "")),
      "Line 2: data is not an object.",
    ],
    [
      "a connection's number that is text",
      file(HEADER, open.replace('"connection":1', '"connection":"1"')),
      "Line 2: data.connection is not a whole number from 0 to 9007199254740991.",
    ],
    [
      "receivers that are no list",
      file(HEADER, emit('"data":{"call":"emit","name":"a","args":[],"to":5}')),
      "Line 2: data.to is not a list.",
    ],
    [
      "a receiver without an id",
      file(HEADER, emit('"data":{"call":"emit","name":"a","args":[],"to":[{}]}')),
      "Line 2: data.to[0].id is not text.",
    ],
    [
      "a call that there is not",
      file(HEADER, emit('"data":{"call":"shout","name":"a","args":[],"to":[]}')),
      "Line 2: data.call is not one of emit, broadcast, send, ack.",
    ],
    [
      "a place that is none",
      file(HEADER, emit('"data":{"call":"emit","name":"a","args":[],"to":[]},"note":{"in":["c1"]}')),
      "Line 2: note.in is not a pair.",
    ],
    [
      "the page's entry without its data",
      file(HEADER, '{"p":1,"after":0,"t":0,"client":"A","layer":"app","kind":"note","summary":""}'),
      "Line 2: data is not an object.",
    ],
    [
      "a state that is none",
      file(HEADER.replace("}", ',"checkpoint":{"n":0}}')),
      "Line 1: checkpoint.n is not a whole number from 1 to 1000000000000000.",
    ],
    [
      "a state of no decoder",
      file(HEADER.replace("}", ',"checkpoint":{"n":1,"connections":[[1,{"origin":{"conn":1}}]]}}')),
      "Line 1: checkpoint.connections[0][1].origin.conn is not text.",
    ],
  ];
  test.each(refusals)("refuses %s", (_, bytes, message) => {
    expect(() => readCapture(bytes)).toThrow(
      new CaptureError("capture.field", { line: 0, what: "" }).constructor as never,
    );
    expect(thrownBy(() => readCapture(bytes))?.message).toBe(message);
  });

  test("refuses a file that is too large before it reads it", () => {
    const large = { length: CAPTURE_LIMITS["file.bytes"] + 1 } as Uint8Array;
    expect(() => readCapture(large)).toThrow("The file is 268435457 bytes long; a capture is at most 268435456.");
  });

  test("refuses more records than a capture may have", () => {
    const line = chunk('"hex":""');
    const many = file(HEADER, `${line}\n`.repeat(CAPTURE_LIMITS.records + 1));
    expect(() => readCapture(many)).toThrow(`Line ${CAPTURE_LIMITS.records + 2} is one record more than the 1000000`);
  });

  test("says what to do, and which line it was", () => {
    const error = thrownBy(() => readCapture(file(HEADER, "1")));
    expect([error?.code, error?.line, error?.hint]).toEqual([
      "capture.json",
      2,
      "Each line of a capture is one JSON object; a line may have been cut off when the file was saved.",
    ]);
  });
});

/** The CaptureError that it throws, if any; everything else goes on. */
function thrownBy(act: () => unknown): CaptureError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof CaptureError) return error;
    throw error;
  }
  return undefined;
}

describe("whatever the file says, it opens or is refused with a CaptureError", () => {
  const line = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string(),
    fc
      .record({
        t: fc.oneof(fc.double(), fc.constant(1), fc.string()),
        conn: fc.constantFrom("", "c1", "c2", "c", 1, null),
        from: fc.constantFrom("client", "server", "lab", "nobody"),
        layer: fc.constantFrom("tcp", "app", "http", "__proto__", null),
        kind: fc.constantFrom("chunk", "open", "close", "event", "emit", "fault", "missed", "constructor", "__proto__"),
        hex: fc.constantFrom("", "474554202f20485454502f312e310d0a0d0a", "81", "8182", "xx", undefined),
        data: fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
        note: fc.constantFrom(undefined, {}, { id: 1 }, { cause: 1, in: ["c1", 0] }, { out: [["c1", 5]] }, 7),
      })
      .map((fields) => JSON.stringify(fields)),
  );

  test.each([
    ["in its lines", fc.array(line, { maxLength: 20 }).map((lines) => file(HEADER, ...lines))],
    ["in its bytes", changedIn(saved({ header: ABOUT, records: chat, page: [] }))],
  ])("%s", (_, files) => {
    const open = (bytes: Uint8Array) => thrownBy(() => entriesOf(readCapture(bytes)));
    expect(() =>
      fc.assert(
        fc.property(files, (bytes) => void open(bytes)),
        { numRuns: 3_000 },
      ),
    ).not.toThrow();
  });
});

/** The same file with a few bytes changed. */
function changedIn(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const changed = Uint8Array.from(file);
    for (const [at, byte] of changes) changed[at] = byte;
    return changed;
  });
}
