import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SIDES } from "./ledger.ts";
import { stepsFor } from "./steps.ts";

const program = readFileSync("examples/03-ws-echo/server.ts", "utf8").replace(/\s+/g, " ");

describe.each(stepsFor("hello", false))("the step $id", ({ id, code }) => {
  test.each(SIDES)("shows a line of the program that runs (%s)", (side) => {
    // Listeners for the end are the library's: the program has none of its own.
    if (id === "close") return expect(code[side].server).toMatch(/^(ws|socket)\.on\("(close|disconnect)", …\)$/);
    for (const piece of code[side].server.split("…")) expect(program).toContain(piece.replace(/\)$/, ""));
  });
});

test("a message is written as the learner would have to write it", () => {
  const [, message, broadcast] = stepsFor('say "hi"', true);
  expect(message!.code.ws.client).toBe('ws.send("say \\"hi\\"")');
  expect(broadcast!.code.io.client).toBe('socket.emit("broadcast", "say \\"hi\\"")');
});
