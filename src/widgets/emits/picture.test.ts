import { expect, test } from "vitest";
import { numbered, sayReceivers, standsOf } from "./picture.ts";

test("each client stands at the server that it is connected to", () => {
  expect(standsOf("main")).toEqual([{ server: "server", name: "server", clients: ["A", "B", "C", "D"] }]);
  expect(standsOf("deflate")).toEqual([{ server: "server", name: "server", clients: ["A"] }]);
  expect(standsOf("servers")).toEqual([
    { server: "server", name: "server one", clients: ["A", "B"] },
    { server: "two", name: "server two", clients: ["C", "D"] },
  ]);
});

test.each([
  [[], "Nobody got anything."],
  [["A"], "A got it."],
  [["A", "B", "D"], "A, B and D got it."],
  [["A", "server"], "A and the server got it."],
  [["server"], "The server got it."],
  [["two"], "Server two got it."],
])("%j: %s", (receivers, said) => {
  expect(sayReceivers({ receivers })).toBe(said);
});

test.each([
  ['42["hello",1]', '42["hello",1]', "", ""],
  ['4217["question"]', "42", "17", '["question"]'],
  ['43/chat,2["yes"]', "43/chat,", "2", '["yes"]'],
  ['42/chat,["hello"]', '42/chat,["hello"]', "", ""],
  ['451-3["bytes",{"_placeholder":true,"num":0}]', "451-", "3", '["bytes",{"_placeholder":true,"num":0}]'],
  ['451-["bytes",{"_placeholder":true,"num":0}]', '451-["bytes",{"_placeholder":true,"num":0}]', "", ""],
  ["41", "41", "", ""],
  ["<01 02 ff>", "<01 02 ff>", "", ""],
])("%s", (text, before, number, after) => {
  expect(numbered(text)).toEqual({ before, number, after });
});
