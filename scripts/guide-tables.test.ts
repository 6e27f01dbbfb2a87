import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { GUIDE, withTables } from "./guide-tables.ts";

test("the tables of the protocol guide say what the source says (npm run format writes them)", async () => {
  const guide = await readFile(GUIDE, "utf8");
  expect(guide.match(/(?<=<!-- table: )\w+/g)).toEqual(["data", "rules", "errors", "limits"]);
  expect(await withTables(guide)).toBe(guide);
});
