import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SIDES } from "./ledger.ts";
import { isOver, STEPS, stepsFor } from "./steps.ts";
import { recordedSteps } from "./testing.ts";

const program = readFileSync("examples/03-ws-echo/server.ts", "utf8").replace(/\s+/g, " ");

describe.each(stepsFor("hello", false))("the step $id", ({ id, code }) => {
  test.each(SIDES)("shows a line of the program that runs (%s)", (side) => {
    // Listeners for the end are the library's: the program has none of its own.
    if (id === "close") return expect(code[side].server).toMatch(/^(ws|socket)\.on\("(close|disconnect)", …\)$/);
    for (const piece of code[side].server.split("…")) expect(program).toContain(piece.replace(/\)$/, ""));
  });

  test("is over when the log holds the end of it on both sides, and not before", () => {
    const { entries } = recordedSteps()[STEPS.indexOf(id)]!;
    for (const side of SIDES) {
      expect(isOver(id, side, entries, false)).toBe(true);
      expect(isOver(id, side, [], false)).toBe(false);
      expect(
        isOver(
          id,
          side,
          entries.filter(({ client }) => client !== `${side}-A`),
          false,
        ),
      ).toBe(false);
    }
  });
});

test("with polling first, a handshake goes on until the WebSocket is in use", () => {
  const { entries } = recordedSteps()[0]!;
  expect(isOver("handshake", "io", entries, true)).toBe(false);
  const upgraded = ["io-A", "io-B"].map((client) => ({
    ...entries[0]!,
    client,
    from: "client",
    layer: "engine.io",
    kind: "upgrade",
    data: {},
  }));
  expect(isOver("handshake", "io", [...entries, ...(upgraded as typeof entries)], true)).toBe(true);
});

test("a message is written as the learner would have to write it", () => {
  const [, message, broadcast] = stepsFor('say "hi"', true);
  expect(message!.code.ws.client).toBe('ws.send("say \\"hi\\"")');
  expect(broadcast!.code.io.client).toBe('socket.emit("broadcast", "say \\"hi\\"")');
});
