import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SIDES } from "./ledger.ts";
import { stepsFor } from "./steps.ts";

const program = readFileSync("examples/03-ws-echo/server.ts", "utf8").replace(/\s+/g, " ");

// What ends the last step is the libraries' own: the program has no line for it.
describe.each(stepsFor("hello", false).filter(({ id }) => id !== "close"))("the step $id", ({ code }) => {
  test.each(SIDES)("shows a line of the program that runs (%s)", (side) => {
    for (const piece of code[side].server.split("…")) expect(program).toContain(piece.replace(/\)$/, ""));
  });
});

test("a message is written as the learner would have to write it", () => {
  const [, message, broadcast] = stepsFor('say "hi"', true);
  expect(message!.code.ws.client).toBe('ws.send("say \\"hi\\"")');
  expect(broadcast!.code.io.client).toBe('socket.emit("broadcast", "say \\"hi\\"")');
});
