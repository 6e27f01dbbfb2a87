/** The emit reference shows what runs: each row has its calls in the program, and each call of the program its row. */
import { expect, test } from "vitest";
import { GROUPS, ROWS } from "../../../examples/13-every-emit/reference.ts";
import { cutsOf, python, typescript } from "./regions.ts";

test.each(ROWS)(
  "$id: its call stands in the program, and its Flask equivalent or the reason why there is none",
  (row) => {
    const cuts = cutsOf(row);
    expect(typescript.get(row.id)?.text).toContain(row.call);
    expect(cuts.typescript.length).toBe(row.handler ? 2 : 1);
    expect(cuts.flask.length > 0).toBe(row.noFlask === undefined);
  },
);

test("no call of the program is left out", () => {
  const known = new Set<string>([
    ...ROWS.flatMap(({ id, handler }) => [id, handler ?? id]),
    ...GROUPS.flatMap(({ also = [] }) => also.map(({ region }) => region)),
  ]);
  expect([...typescript.keys(), ...python.keys()].filter((name) => !known.has(name))).toEqual([]);
});
