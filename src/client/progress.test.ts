import { describe, expect, test } from "vitest";
import { Progress } from "./progress.ts";
import { fullStorage, memoryStorage } from "./storage.fixture.ts";

test("a bet that is placed stays: the first one counts", () => {
  const progress = new Progress(memoryStorage());
  progress.placeBet(3, "client");
  progress.placeBet(3, "either");
  progress.settleBet(3, false);
  progress.settleBet(3, true);
  expect(progress.of(3)).toEqual({ bet: { guess: "client", right: false } });
});

test("a bet that was never placed cannot be settled", () => {
  const progress = new Progress(memoryStorage());
  progress.settleBet(3, true);
  expect(progress.get()).toEqual({ lessons: {}, unlocked: false });
});

test("a mission keeps the proof that completed it first", () => {
  const progress = new Progress(memoryStorage());
  progress.completeMission(12, [4, "p2"]);
  progress.completeMission(12, [9]);
  expect(progress.of(12)).toEqual({ mission: { proof: [4, "p2"] } });
});

test("the hint ladder only goes up", () => {
  const progress = new Progress(memoryStorage());
  for (const rung of [1, 3, 2]) progress.showHint(5, rung);
  expect(progress.of(5)).toEqual({ hints: 3 });
});

describe("what the bet is about may be seen", () => {
  test("once it is placed, in that lesson", () => {
    const progress = new Progress(memoryStorage());
    progress.placeBet(13, ["A", "B"]);
    expect([progress.mayReveal(13), progress.mayReveal(12)]).toEqual([true, false]);
  });

  test("anywhere, while the switch for people who teach is on", () => {
    const progress = new Progress(memoryStorage());
    progress.unlock(true);
    expect([progress.mayReveal(3), progress.mayReveal(12)]).toEqual([true, true]);
    progress.unlock(false);
    expect(progress.mayReveal(3)).toBe(false);
  });
});

test("another visit finds everything", () => {
  const storage = memoryStorage();
  const before = new Progress(storage);
  before.placeBet(3, "either");
  before.completeMission(5, [1]);
  before.unlock(true);
  expect(new Progress(storage).get()).toEqual(before.get());
});

test("another tab's change is seen, and told", () => {
  const storage = memoryStorage();
  const here = new Progress(storage);
  const seen: boolean[] = [];
  here.subscribe(({ unlocked }) => seen.push(unlocked));
  new Progress(storage).unlock(true);
  here.reload();
  expect(seen).toEqual([false, true]);
});

test("one lesson is forgotten, or all of it", () => {
  const progress = new Progress(memoryStorage());
  progress.placeBet(3, "either");
  progress.placeBet(5, "400");
  progress.unlock(true);
  progress.forget(3);
  expect(progress.get()).toEqual({ lessons: { 5: { bet: { guess: "400" } } }, unlocked: true });
  progress.forget();
  expect(progress.get()).toEqual({ lessons: {}, unlocked: false });
});

test.each([["no JSON"], ["null"], ["7"], ['{"lessons":null}'], ['{"unlocked":true}'], ['{"lessons":"all"}']])(
  "what is not progress is as good as none: %s",
  (kept) => {
    expect(new Progress(memoryStorage({ "wirelight.progress": kept })).get()).toEqual({ lessons: {}, unlocked: false });
  },
);

test.each([
  ["full", fullStorage],
  ["forbidden", null],
])("it lasts as long as the page where storage is %s", (_, storage) => {
  const progress = new Progress(storage);
  progress.placeBet(3, "either");
  expect(progress.mayReveal(3)).toBe(true);
});
