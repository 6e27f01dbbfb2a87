import { expect, test } from "vitest";
import { ROWS } from "../../../examples/13-every-emit/reference.ts";
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

// Those of the cheatsheet of Socket.IO, and of who asks.
test.each([
  ["binary", ["binary", "client-binary"]],
  ["except sender", ["broadcast", "socket-to-room", "chained"]],
  ["all clients", ["io-emit", "to-room", "namespace", "local"]],
  ["all connected clients", ["io-emit"]],
  ["room except sender", ["socket-to-room", "chained"]],
  ["private message", ["to-id"]],
  ["dropped", ["volatile"]],
  ["this node", ["local"]],
  ["server-side emit", ["server-side-emit"]],
])("the words of others find the calls: %s", (text, ids) => {
  const found = ROWS.filter((each) =>
    passes({ ...row, text: `${each.title} ${each.call} ${each.note}` }, { ...none, text }),
  );
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});

test("nobody is a receiver to look for, too", () => {
  expect(passes({ ...row, receivers: "" }, { ...none, receivers: "" })).toBe(true);
});
