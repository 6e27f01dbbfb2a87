import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDecoder } from "../decode.ts";
import type { Entry, EntryOf } from "../log.ts";
import type { LogRecord, Note } from "../records.ts";
import { latin1, toHex, type Side } from "../wire/bytes.ts";
import type { Capture } from "./file.ts";
import { pcapng } from "./pcapng.ts";
import { entriesOf } from "./read.ts";
import { PLAIN_WEB_SOCKET, realTraffic } from "./traffic.ts";
import { Dissection, noTshark } from "./tshark.ts";

const BEGAN = Date.UTC(2026, 0, 2, 3, 4, 5);

function capture(records: LogRecord[]): Capture {
  return { header: { program: "03-ws-echo", began: BEGAN }, records, page: [] };
}

function note(conn: number, kind: string, data: Note["data"], client?: string): LogRecord {
  const from = "client";
  return { type: "note", conn, t: 1, note: { layer: "tcp", kind, from, ...(client ? { client } : {}), data } };
}

function bytes(conn: number, from: Side, text: string, t = 2): LogRecord {
  return { type: "bytes", conn, from, t, bytes: new TextEncoder().encode(text) };
}

const open = (conn: number, client?: string) => note(conn, "open", { connection: conn, reused: false }, client);
const packets = (...records: LogRecord[]) => [...pcapng(capture(records))].slice(2);

/** The IP packet in a block. */
function packetIn(block: Uint8Array): Uint8Array {
  return block.subarray(28, 28 + new DataView(block.buffer).getUint32(20, true));
}

describe("the file", () => {
  test("begins with a section header that says what is synthetic", () => {
    const [section] = [...pcapng(capture([]))];
    expect(toHex(section!.subarray(0, 4))).toBe("0a0d0d0a");
    expect(toHex(section!.subarray(8, 24))).toBe("4d3c2b1a01000000ffffffffffffffff");
    expect(latin1(section!)).toContain("(program 03-ws-echo). IP and TCP headers are synthetic");
  });

  test("has one interface of raw IP packets", () => {
    const [, device] = [...pcapng(capture([]))];
    expect(toHex(device!.subarray(0, 12))).toBe("010000002000000065000000");
  });

  test("has blocks of whole words whose length stands at both ends", () => {
    for (const block of pcapng(capture([open(1, "A"), bytes(1, "client", "abc")]))) {
      const view = new DataView(block.buffer);
      expect([block.length % 4, view.getUint32(4, true), view.getUint32(block.length - 4, true)]).toEqual([
        0,
        block.length,
        block.length,
      ]);
    }
  });

  test("gives times to the microsecond", () => {
    const [block] = packets(bytes(1, "client", "a", 1043.2184));
    const view = new DataView(block!.buffer);
    const time = view.getUint32(12, true) * 2 ** 32 + view.getUint32(16, true);
    expect(time).toBe(BEGAN * 1_000 + 1_043_218);
  });

  test("covers credentials", () => {
    const [block] = packets(bytes(1, "client", "GET / HTTP/1.1\r\nCookie: a=b\r\n\r\n"));
    expect(latin1(block!)).toContain("Cookie: ***\r\n");
  });

  test("says which stretches began before it", () => {
    const [block] = packets(bytes(7, "client", "a"));
    expect(latin1(block!)).toContain("Stretch c7 of the log, which began before this capture.");
  });
});

// Its checksums were worked out apart from this code: 192.0.2.10:49153 to 192.0.2.1:80, sequence number 1, acknowledging 1, "abc".
test("packets are IPv4 and TCP with checksums", () => {
  const blocks = packets(open(1, "A"), bytes(1, "client", "abc"));
  expect(toHex(packetIn(blocks[3]!))).toBe(
    "4500002b000240004006b6bfc000020ac0000201" + "c00100500000000100000001" + "5018ffffa7070000" + "616263",
  );
});

describe.skipIf(noTshark)(`tshark ${noTshark ?? ""}`, () => {
  let records: LogRecord[];
  let entries: Entry[];
  let file: Dissection;
  beforeAll(async () => {
    records = await realTraffic();
    entries = entriesOf(capture(records));
    file = new Dissection(pcapng(capture(records)));
  });
  afterAll(() => file[Symbol.dispose]());

  const ours = <L extends Entry["layer"]>(layer: L, kind: string) =>
    entries.filter((entry) => entry.layer === layer && entry.kind === kind) as Extract<Entry, { layer: L }>[];
  const conns = () => [...new Set(records.map(({ conn }) => conn))];

  test("finds nothing wrong with checksums, sequence numbers and lengths", () => {
    expect(file.fields("ip.checksum.status != 1 || tcp.checksum.status != 1", "frame.number")).toEqual([]);
    expect(file.fields("tcp.analysis.flags || _ws.malformed", "frame.number")).toEqual([]);
  });

  test("finds a stream for each stretch, named in a comment, in the order in which they began", () => {
    const comments = file.fields("tcp.flags.syn == 1 && tcp.flags.ack == 0", "tcp.stream", "frame.comment");
    const expected = conns().map((conn) => `Stretch c${conn} of the log, client client-${conn}.`);
    expect(comments.map((packet) => packet["frame.comment"][0])).toEqual(expected);
    expect(comments.map((packet) => packet["tcp.stream"][0])).toEqual(expected.map((_, stream) => String(stream)));
  });

  test("puts together the very bytes that each side sent", () => {
    const sent = (conn: number, from: Side) =>
      ours("tcp", "chunk")
        .filter((entry) => entry.conn === `c${conn}` && entry.from === from)
        .map((entry) => toHex(covered(entry.bytes)))
        .join("");
    expect(file.follow(conns().length)).toEqual(
      conns().map((conn) => ({ client: sent(conn, "client"), server: sent(conn, "server") })),
    );
  });

  test("sees the ends: FIN from both sides, or RST", () => {
    const count = (flag: string) => file.fields(`tcp.flags.${flag} == 1`, "frame.number").length;
    const closed = (how: string) => ours("tcp", "close").filter(({ data }) => "how" in data && data.how === how).length;
    expect([closed("end") > 0, closed("reset") > 0]).toEqual([true, true]);
    expect([count("fin"), count("reset")]).toEqual([2 * closed("end"), closed("reset")]);
  });

  test("reads the same requests and answers", () => {
    const requests = file.fields("http.request", "http.request.method", "http.request.uri");
    expect(requests.map((packet) => [packet["http.request.method"][0], packet["http.request.uri"][0]])).toEqual(
      (ours("http", "request") as EntryOf<"http", "request">[]).map(({ data }) => [data.method, data.target]),
    );
    const answers = file.fields("http.response", "http.response.code");
    expect(answers.map((packet) => packet["http.response.code"][0])).toEqual(
      (ours("http", "response") as EntryOf<"http", "response">[]).map(({ data }) => String(data.status)),
    );
  });

  test("unmasks and puts together the texts that were sent and echoed", () => {
    const stream = conns().indexOf(PLAIN_WEB_SOCKET);
    const rows = file.fields(`tcp.stream == ${stream} && websocket.payload.text`, "websocket.payload.text");
    const texts = ["hé", "x".repeat(126), "y".repeat(70_000), "in two fragments"].flatMap((text) => [text, text]);
    expect(rows.flatMap((row) => row["websocket.payload.text"])).toEqual(texts);
  });

  test("reads the same WebSocket frames, header by header", () => {
    const names = ["fin", "opcode", "mask", "pmc"] as const;
    const rows = file.fields("websocket", "websocket.masking_key", ...names.map((name) => `websocket.${name}`));
    const frames = ours("websocket", "frame") as EntryOf<"websocket", "frame">[];
    const all = (name: string) => rows.flatMap((row) => row[name as keyof typeof row]);
    const flag = (value: boolean) => (value ? "1" : "0");
    expect(frames.length).toBeGreaterThan(30);
    expect(all("websocket.opcode")).toEqual(frames.map(({ data }) => String(data.opcode)));
    expect(all("websocket.fin")).toEqual(frames.map(({ data }) => flag(data.fin)));
    expect(all("websocket.mask")).toEqual(frames.map(({ data }) => flag(data.masked)));
    expect(all("websocket.masking_key")).toEqual(frames.flatMap(({ data }) => data.key ?? []));
  });
});

test.skipIf(noTshark)(`tshark ${noTshark ?? ""} reads a WebSocket without its handshake on port 81`, async () => {
  const records = await realTraffic();
  const frames = entriesOf(capture(records)).filter((entry) => isFrameOf(entry, PLAIN_WEB_SOCKET));
  // From the first chunk after the one with the server's answer.
  const chunks = records.filter(({ conn, type }) => conn === PLAIN_WEB_SOCKET && type === "bytes");
  const start = records.indexOf(chunks[2]!);
  const decoder = createDecoder();
  for (const record of records.slice(0, start)) decoder.skip(record);
  const checkpoint = decoder.checkpoint();
  const late: Capture = { header: { program: "p", began: BEGAN, checkpoint }, records: records.slice(start), page: [] };

  using file = new Dissection(pcapng(late), "-d", "tcp.port==81,websocket");
  const rows = file.fields("tcp.port == 81 && websocket", "websocket.opcode");
  expect(rows.flatMap((row) => row["websocket.opcode"])).toEqual(
    frames.filter(({ n }) => n >= checkpoint.n).map(({ data }) => String(data.opcode)),
  );
});

function isFrameOf(entry: Entry, conn: number): entry is EntryOf<"websocket", "frame"> {
  return entry.layer === "websocket" && entry.kind === "frame" && entry.conn === `c${conn}`;
}

/** The heads of `realTraffic` with their secrets covered. */
function covered(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes);
  if (!text.includes("secret")) return bytes;
  const hidden = text.replace(/(Cookie: )(sid=old-secret)|(Bearer old-secret)/g, (match, name: string | undefined) =>
    name ? name + "*".repeat(match.length - name.length) : "*".repeat(match.length),
  );
  return Uint8Array.from(hidden.replace("=new-secret", "=**********"), (character) => character.charCodeAt(0));
}
