import { afterEach, expect, test, vi } from "vitest";
import { Value, when } from "./value.ts";

afterEach(() => void vi.useRealTimers());

/** A value that tells how many watch it. */
function watched<T>(first: T) {
  const value = new Value(first);
  const watchers = new Set<object>();
  const subscribe = (run: (value: T) => void) => {
    const watcher = {};
    watchers.add(watcher);
    const end = value.subscribe(run);
    return () => {
      watchers.delete(watcher);
      end();
    };
  };
  return { get: () => value.get(), set: (next: T) => value.set(next), subscribe, watchers };
}

test("the present value passes at once, and is watched no longer", async () => {
  const value = watched(3);
  expect([await when(value, (n) => n > 2), value.watchers.size]).toEqual([3, 0]);
});

test("a later value passes as soon as it is there", async () => {
  vi.useFakeTimers();
  const value = watched(1);
  const passed = when(value, (n) => n > 2, 1_000);
  value.set(2);
  value.set(3);
  value.set(4);
  expect([await passed, value.watchers.size, vi.getTimerCount()]).toEqual([3, 0, 0]);
});

test("one that has not come within the limit is waited for no longer, and what there is instead is told", async () => {
  vi.useFakeTimers();
  const value = watched("connecting");
  const passed = when(value, (phase) => phase === "open", 1_000).catch((error: Error) => error.message);
  vi.advanceTimersByTime(1_000);
  expect([await passed, value.watchers.size]).toEqual(['still "connecting" after 1000 ms', 0]);
});
