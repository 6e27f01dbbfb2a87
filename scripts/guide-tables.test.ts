import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ERRORS } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import { GUIDE, withTables } from "./guide-tables.ts";

test("the tables of the protocol guide say what the source says (npm run format writes them)", async () => {
  const guide = await readFile(GUIDE, "utf8");
  for (const name of [...Object.keys(ERRORS), ...Object.keys(LIMITS)]) expect(guide).toContain(`\`${name}\``);
  expect(await withTables(guide)).toBe(guide);
});
