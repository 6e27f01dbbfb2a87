import { beforeEach, describe, expect, test, vi } from "vitest";
import { whileVisible } from "./ticker.ts";

/** A browser's surroundings, moved by hand. */
let frames: Map<number, () => void>;
let observed: { callback: (entries: { isIntersecting: boolean }[]) => void; disconnected: boolean };
let reduced: boolean;

beforeEach(() => {
  frames = new Map();
  reduced = false;
  let ids = 0;
  vi.stubGlobal("requestAnimationFrame", (work: () => void) => {
    frames.set(++ids, work);
    return ids;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.delete(id));
  vi.stubGlobal("matchMedia", () => ({
    get matches() {
      return reduced;
    },
  }));
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (typeof observed)["callback"]) {
        observed = { callback, disconnected: false };
      }
      observe(): void {}
      disconnect(): void {
        observed.disconnected = true;
      }
    },
  );
});

const see = (...isIntersecting: boolean[]) => observed.callback(isIntersecting.map((is) => ({ isIntersecting: is })));

function frame(): void {
  const waiting = [...frames.values()];
  frames.clear();
  for (const work of waiting) work();
}

describe("draws", () => {
  test("with each frame, as long as it can be seen", () => {
    const draw = vi.fn<(still: boolean) => void>();
    const end = whileVisible({} as Element, draw);
    expect(frames.size).toBe(0);
    see(true);
    frame();
    frame();
    expect(draw.mock.calls).toEqual([[false], [false], [false]]);
    see(false);
    expect(frames.size).toBe(0);
    see(false, true); // only the last one counts
    expect([draw.mock.calls.length, frames.size]).toEqual([4, 1]);
    see(true);
    expect(frames.size).toBe(1);
    end();
    expect([frames.size, observed.disconnected]).toEqual([0, true]);
  });

  test("twice a second for those who want nothing to move, and without frames", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    reduced = true;
    const draw = vi.fn<(still: boolean) => void>();
    const end = whileVisible({} as Element, draw);
    see(true);
    vi.advanceTimersByTime(1_000);
    expect(draw.mock.calls).toEqual([[true], [true], [true]]);
    reduced = false;
    vi.advanceTimersByTime(500);
    expect([draw.mock.lastCall, frames.size]).toEqual([[false], 1]);
    end();
    expect([vi.getTimerCount(), frames.size]).toEqual([0, 0]);
    vi.useRealTimers();
  });
});
