import { expect, test } from "vitest";
import { passes, type Filter } from "./filter.ts";

const row = { text: "To a room io.to emit(to='r1')", side: "server", flask: "yes", receivers: "A B" };
const none: Filter = { text: "", side: "", flask: "", receivers: null };

test.each<[Partial<Filter>, boolean]>([
  [{}, true],
  [{ text: " " }, true],
  [{ text: "ROOM io.TO" }, true],
  [{ text: "to='r1'" }, true],
  [{ text: "room volatile" }, false],
  [{ side: "server", flask: "yes", receivers: "A B" }, true],
  [{ side: "client" }, false],
  [{ flask: "no" }, false],
  [{ receivers: "A" }, false],
  [{ receivers: "" }, false],
])("%j shows it: %s", (filter, shown) => {
  expect(passes(row, { ...none, ...filter })).toBe(shown);
});

test("nobody is a receiver to look for, too", () => {
  expect(passes({ ...row, receivers: "" }, { ...none, receivers: "" })).toBe(true);
});
