import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HEALTHY, type Traits, Way, WINDOW } from "./way.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A way whose far end takes everything at once; what has passed, with the time. */
function way(traits: Partial<Traits> = {}) {
  const passed: string[] = [];
  let drained = 0;
  const began = performance.now();
  const line = new Way({
    pass: (bytes, done) => {
      passed.push(`${Math.round(performance.now() - began)}: ${bytes === null ? "end" : shorten(String(bytes))}`);
      done();
    },
    drained: () => drained++,
  });
  line.shape({ ...HEALTHY, ...traits });
  return { line, passed, drained: () => drained };
}

const shorten = (text: string) => (text.length > 10 ? `${text.length} bytes` : text);
const bytes = (text: string) => Buffer.from(text);

describe("a late line", () => {
  test("passes everything later, in order, and in one piece each", () => {
    const { line, passed } = way({ delay: 100 });
    line.take(bytes("one"));
    vi.advanceTimersByTime(50);
    line.take(bytes("two"));
    line.take(null);
    vi.advanceTimersByTime(49);
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(passed).toEqual(["100: one", "150: two", "150: end"]);
  });

  test("keeps the order, however its delays differ", () => {
    const { line, passed } = way({ delay: 10, jitter: 500 });
    for (let i = 0; i < 20; i++) line.take(bytes(`${i}`));
    vi.advanceTimersByTime(600);
    expect(passed.map((entry) => entry.split(": ")[1])).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
  });

  test("lets the next be sent at once, as long as there is room", () => {
    const { line } = way({ delay: 100 });
    const done = vi.fn<() => void>();
    expect(line.take(bytes("x"), done)).toBe(true);
    expect(done).toHaveBeenCalledOnce();
    const late = vi.fn<() => void>();
    expect(line.take(Buffer.alloc(WINDOW), late)).toBe(false);
    expect(late).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(late).toHaveBeenCalledOnce();
  });

  test("that is mended lets go of what it holds", () => {
    const { line, passed } = way({ delay: 10_000 });
    line.take(bytes("x"));
    line.shape(HEALTHY);
    expect(passed).toEqual(["0: x"]);
    expect(line.idle).toBe(true);
  });
});

describe("a slow line", () => {
  test("passes small pieces, as many bytes a second as it may", () => {
    const { line, passed } = way({ rate: 1_000 });
    line.take(bytes("x".repeat(1_000)));
    vi.advanceTimersByTime(1_100);
    const sizes = passed.map((entry) => Number(/(\d+) bytes/.exec(entry)?.[1]));
    expect(Math.max(...sizes)).toBe(20);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
    expect(Number(passed.at(-1)!.split(":")[0])).toBeGreaterThan(900);
  });

  test("holds no more than there is room for, and tells when there is room again", () => {
    const { line, drained } = way({ rate: 1_000_000 });
    expect(line.take(Buffer.alloc(WINDOW + 1))).toBe(false);
    expect([line.full, drained()]).toEqual([true, 0]);
    vi.advanceTimersByTime(40);
    expect([line.full, drained() > 0]).toEqual([false, true]);
  });

  test("may be so slow that single bytes pass", () => {
    const { line, passed } = way({ rate: 1 });
    line.take(bytes("abc"));
    vi.advanceTimersByTime(3_100);
    expect(passed.map((entry) => entry.split(": ")[1])).toEqual(["a", "b", "c"]);
  });
});

describe("a frozen line", () => {
  test("passes nothing, not even the end, until it thaws", () => {
    const { line, passed } = way();
    line.freeze();
    expect(line.take(bytes("x"))).toBe(false);
    line.take(null);
    vi.advanceTimersByTime(100_000);
    expect(passed).toEqual([]);
    line.thaw();
    expect(passed.map((entry) => entry.split(": ")[1])).toEqual(["x", "end"]);
  });
});

test("what is held back for a time passes after it, and what follows behind it", () => {
  const { line, passed } = way();
  line.hold(200);
  line.take(bytes("101"));
  line.take(bytes("open"));
  expect(line.idle).toBe(false);
  vi.advanceTimersByTime(200);
  expect(passed).toEqual(["200: 101", "200: open"]);
  line.take(bytes("next"));
  expect([passed.at(-1), line.idle]).toEqual(["200: next", true]);
});

test("one that waits for its far end gives it one piece after the other", () => {
  const passed: string[] = [];
  const dones: (() => void)[] = [];
  const line = new Way({
    pass: (piece, done) => {
      passed.push(String(piece));
      dones.push(done);
    },
    drained: () => {},
  });
  line.take(bytes("one"));
  line.take(bytes("two"));
  expect(passed).toEqual(["one"]);
  dones.shift()!();
  expect(passed).toEqual(["one", "two"]);
});

test("what is held back for a time can be let go before, by nothing but that", () => {
  const { line, passed } = way();
  line.hold(1_000);
  line.take(bytes("101"));
  line.shape({ ...HEALTHY, rate: 1_000 });
  line.shape(HEALTHY);
  vi.advanceTimersByTime(500);
  expect(passed).toEqual([]);
  line.release();
  expect([passed, line.idle]).toEqual([["500: 101"], true]);
});
