import { expect, test } from "vitest";
import { fullStorage, memoryStorage } from "../../client/storage.fixture.ts";
import { History, LONGEST, type Sent } from "./history.ts";

const text = (text: string): Sent => ({ form: "text", text });
const texts = (history: History) => history.sent.map(({ text }) => text);
const KEY = "wirelight.console.05-handshake";

function filled(...sent: string[]): History {
  const history = new History(null, "05-handshake");
  for (const each of sent) history.add(text(each));
  return history;
}

test("the arrow keys go back to the oldest, and forth to what was not sent yet", () => {
  const history = filled("one", "two");
  const draft = { form: "hex", text: "68" } as const;
  expect(history.older(draft)).toEqual(text("two"));
  expect(history.older(text("two"))).toEqual(text("one"));
  expect(history.older(text("one"))).toEqual(text("one"));
  expect(history.newer(text("one"))).toEqual(text("two"));
  expect(history.newer(text("two"))).toEqual(draft);
  expect(history.newer(draft)).toEqual(draft);
});

test("what was sent puts the arrow keys behind the newest", () => {
  const history = filled("one", "two");
  history.older(text(""));
  history.older(text("two"));
  history.add(text("three"));
  expect(history.older(text(""))).toEqual(text("three"));
});

test("with nothing sent, the arrow keys change nothing", () => {
  const history = filled();
  expect(history.older(text("draft"))).toEqual(text("draft"));
  expect(history.newer(text("draft"))).toEqual(text("draft"));
});

test("the same twice in a row stands once, and an empty message not at all", () => {
  expect(texts(filled("ping", "ping", "", "pong", "ping"))).toEqual(["ping", "pong", "ping"]);
});

test("the latest fifty are kept, also over a reload", () => {
  const storage = memoryStorage();
  const history = new History(storage, "05-handshake");
  for (let i = 0; i < 60; i++) history.add(text(`message ${i}`));
  const kept = new History(storage, "05-handshake");
  expect(texts(kept)).toEqual(texts(history));
  expect([texts(kept).length, texts(kept)[0], texts(kept).at(-1)]).toEqual([50, "message 10", "message 59"]);
  expect(texts(new History(storage, "another"))).toEqual([]);
});

test.each([
  ["no JSON", "{"],
  ["no list", `{"sent":[]}`],
  ["nothing that was sent", `[null,1,{"form":"morse","text":"a"},{"form":"text"},["text"]]`],
  ["something too long", JSON.stringify([text("x".repeat(LONGEST + 1))])],
])("%s in the storage is as good as nothing", (_, kept) => {
  expect(texts(new History(memoryStorage({ [KEY]: kept }), "05-handshake"))).toEqual([]);
});

test("a full storage takes nothing, and the history lasts as long as the page", () => {
  const history = new History(fullStorage, "05-handshake");
  history.add(text("one"));
  expect(texts(history)).toEqual(["one"]);
});
