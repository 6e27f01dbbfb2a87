import { expect, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { LAYERS } from "./log.ts";
import { decode, session, trouble } from "./testing.ts";

test("the layers stand in their order", () => {
  expect(Object.keys(KINDS)).toEqual([...LAYERS]);
});

test("the decoder's data has no fields but those described", () => {
  const described = KINDS as Record<string, Record<string, { fields: Record<string, string> }>>;
  for (const { layer, kind, data } of decode([...session().records, ...trouble().records]))
    expect(Object.keys(described[layer]![kind]!.fields)).toEqual(expect.arrayContaining(Object.keys(data)));
});
