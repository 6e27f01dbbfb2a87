import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { code, QUESTIONS } from "./calls.ts";

const program = readFileSync("examples/13-who/server.ts", "utf8");

test.each(QUESTIONS.map(({ ask, call }) => [ask, code(call)]))("%s makes the program call %s", (ask, written) => {
  expect(program).toContain(`socket.on("${ask}", () => ${written});`);
});
