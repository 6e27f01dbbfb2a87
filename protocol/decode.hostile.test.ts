import { describe, expect, test } from "vitest";
import { createDecoder } from "./decode.ts";
import type { LogRecord } from "./records.ts";
import { decode, kinds, only, POLLING, Recording } from "./testing.ts";
import { OPCODE } from "./wire/frame.ts";

describe("hostile input", () => {
  const socket = (...payloads: string[]) =>
    new Recording().upgrade(1, "/socket.io/?EIO=4&transport=websocket").frame(1, "client", ...payloads).records;

  test("an array nested 5,000 deep is cut off", () => {
    const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    const packets = only(decode(socket(`42["x",${deep}]`, `430[${deep}]`, `40{"a":${deep}}`)), "socket.io");
    expect(packets.map(({ kind }) => kind)).toEqual(["event", "ack", "connect"]);
    for (const { data } of packets) expect(JSON.stringify(data)).toContain("nested deeper than 64 levels");
  });

  test("40,000 arguments", () => {
    const [event] = only(decode(socket(`42["x",${new Array(40_000).fill(0).join()}]`)), "socket.io");
    expect(event!.kind === "event" && event!.layer === "socket.io" && event!.data.args.length).toBe(40_000);
  });

  test("a message over 1 MiB is counted and not taken apart", () => {
    const long = `42["x","${"y".repeat(1_100_000)}"]`;
    const entries = decode([...socket(long), ...socket('42["next"]').slice(2)]);
    expect(kinds(entries).slice(2)).toEqual([
      "client websocket frame",
      "client engine.io message",
      "client socket.io violation",
      "client websocket frame",
      "client engine.io message",
      "client socket.io event",
    ]);
    expect(entries.find(({ kind }) => kind === "violation")!.data).toMatchObject({
      code: "socket.io.too-long",
      length: 1_100_009,
    });
  });

  test("attachments over 1 MiB are counted and not held", () => {
    const decoder = createDecoder();
    const binary = { opcode: OPCODE.binary, payload: new Uint8Array(400_000) };
    const recording = new Recording()
      .upgrade(1, "/socket.io/?EIO=4&transport=websocket")
      .frame(1, "client", '453-["x"]')
      .frame(1, "client", binary)
      .frame(1, "client", binary)
      .frame(1, "client", binary);
    const entries = recording.records.flatMap((record) => decoder.push(record));
    expect(entries.at(-1)!.data).toMatchObject({ code: "socket.io.too-long" });
    expect(JSON.stringify(decoder.checkpoint()).length).toBeLessThan(2_000);
  });

  test("nothing that is remembered grows without bound", () => {
    const decoder = createDecoder();
    const emit = (i: number): LogRecord =>
      new Recording().note(0, { kind: "emit", id: i, out: [["c1", i + 10_000]] }).records[0]!;
    for (let i = 0; i < 20_000; i++) decoder.skip(emit(i));
    const [handshake, answer, event] = socket(...new Array(100).fill('421["x"]'));
    for (const record of [handshake!, answer!]) decoder.skip(record);
    for (let i = 0; i < 100; i++) decoder.skip(event!);
    for (let i = 0; i < 10_000; i++)
      decoder.skip(new Recording().request(1_000 + i, "POST", `${POLLING}&sid=x${i}`, '421["x"]').records[0]!);
    for (let i = 0; i < 10_000; i++) decoder.skip(new Recording().close(1_000 + i).records[0]!);
    const { channels, notes, connections } = decoder.checkpoint() as unknown as Record<string, unknown[]>;
    expect(channels!.length).toBeLessThanOrEqual(4_096);
    expect(notes!.length).toBeLessThanOrEqual(4_096);
    expect(connections).toHaveLength(1);
  });

  test("a client that sends and sends before its upgrade is answered is not read any further", () => {
    const recording = new Recording().bytes(
      1,
      "client",
      "GET /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    for (let i = 0; i < 10; i++) recording.bytes(1, "client", new Uint8Array(10_000));
    const decoder = createDecoder();
    const entries = recording.records.flatMap((record) => decoder.push(record));
    expect(only(entries, "violation").map(({ data }) => data)).toMatchObject([{ code: "websocket.early" }]);
    expect(JSON.stringify(decoder.checkpoint()).length).toBeLessThan(1_000);
  });
});
