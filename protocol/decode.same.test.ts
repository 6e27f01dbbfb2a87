import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDecoder } from "./decode.ts";
import type { Entry } from "./log.ts";
import type { Checkpoint, LogRecord } from "./records.ts";
import { decode, session, trouble } from "./testing.ts";
import { cutAt } from "./wire/testing.ts";

describe("from the same records every decoder gets the same", () => {
  /** Without what depends on how the bytes were cut: chunks, and with them n and t. */
  function meaning(entries: readonly Entry[]): unknown[] {
    const kept = entries.filter(({ kind }) => kind !== "chunk");
    const place = new Map(kept.map(({ n }, i) => [n, i]));
    const linked = (n: number | undefined) =>
      n === undefined ? undefined : (place.get(n) ?? entries.find((entry) => entry.n === n)!.from);
    return kept.map(({ n: _n, t: _t, bytes, parent, cause, answers, ...rest }) => ({
      ...rest,
      bytes: Buffer.from(bytes).toString("hex"),
      links: [parent, cause, answers].map(linked),
    }));
  }

  /** The same records with bytes changed here and there. */
  function damaged(records: readonly LogRecord[], damage: readonly [place: number, byte: number][]): LogRecord[] {
    const copies = records.map((record) =>
      record.type === "bytes" ? { ...record, bytes: record.bytes.slice() } : record,
    );
    const targets = copies.filter((record) => record.type === "bytes");
    for (const [place, byte] of damage) {
      const { bytes } = targets[place % targets.length]!;
      bytes[Math.floor(place / targets.length) % bytes.length] = byte;
    }
    return copies;
  }

  const split = (records: readonly LogRecord[], cuts: readonly number[]) =>
    records.flatMap((record, i): LogRecord[] =>
      record.type === "note" ? [record] : cutAt(record.bytes, cuts.slice(i % 3)).map((bytes) => ({ ...record, bytes })),
    );

  const recordings = { session: session().records, trouble: trouble().records };
  const which = fc.constantFrom<(keyof typeof recordings)[]>("session", "trouble");
  const interesting = fc.oneof(
    fc.nat(255),
    fc.constantFrom(0, 0x0a, 0x0d, 0x1e, 0x30, 0x34, 0x35, 0x81, 0x82, 0x88, 0xff),
  );
  const damage = fc.array(fc.tuple(fc.nat(4000), interesting), { maxLength: 4 });
  const cuts = fc.array(fc.nat(500), { maxLength: 6 });

  test("however the bytes are cut", () => {
    fc.assert(
      fc.property(which, damage, cuts, (name, changes, places) => {
        const records = damaged(recordings[name], changes);
        expect(meaning(decode(split(records, places)))).toEqual(meaning(decode(records)));
      }),
      { numRuns: 1_000 },
    );
  });

  test("byte by byte", () => {
    for (const records of Object.values(recordings)) {
      const bytewise = records.flatMap((record): LogRecord[] =>
        record.type === "note"
          ? [record]
          : Array.from(record.bytes, (_, i) => ({ ...record, bytes: record.bytes.subarray(i, i + 1) })),
      );
      expect(meaning(decode(bytewise))).toEqual(meaning(decode(records)));
    }
  });

  test("passing over records changes n and the state as reading them does", () => {
    fc.assert(
      fc.property(which, damage, cuts, (name, changes, places) => {
        const pushed = createDecoder();
        const skipped = createDecoder();
        for (const record of split(damaged(recordings[name], changes), places)) {
          const { n } = pushed;
          const entries = pushed.push(record);
          skipped.skip(record);
          expect(skipped.n).toBe(pushed.n);
          expect(entries.map((entry) => entry.n)).toEqual(Array.from({ length: pushed.n - n }, (_, i) => n + i));
        }
        expect(skipped.checkpoint()).toEqual(pushed.checkpoint());
      }),
      { numRuns: 1_000 },
    );
  });

  test("also from a checkpoint after any record", () => {
    fc.assert(
      fc.property(which, damage, cuts, fc.nat(200), (name, changes, places, at) => {
        const records = split(damaged(recordings[name], changes), places);
        const first = at % (records.length + 1);
        const decoder = createDecoder();
        for (const record of records.slice(0, first)) decoder.skip(record);
        const checkpoint = JSON.parse(JSON.stringify(decoder.checkpoint())) as Checkpoint;
        const rest = decode(records.slice(first), checkpoint);
        expect(rest).toEqual(decode(records).filter(({ n }) => n >= checkpoint.n));
        expect(createDecoder(checkpoint).checkpoint()).toEqual(checkpoint);
      }),
      { numRuns: 1_000 },
    );
  });
});
