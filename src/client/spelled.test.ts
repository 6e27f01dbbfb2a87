import fc from "fast-check";
import { expect, test } from "vitest";
import { encodePacket, PACKET_TYPES } from "../../protocol/wire/socket-io.ts";
import { spell } from "./spelled.ts";

test.each<[text: string, letters: string[]]>([
  [
    '0{"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":2}',
    ["0", '{"sid":"a","upgrades":[],"pingInterval":1,"pingTimeout":2}'],
  ],
  ["2", ["2"]],
  ["2probe", ["2", "probe"]],
  ["40", ["4", "0"]],
  ["40/admin,", ["4", "0", "/admin,"]],
  ['40/admin,{"token":1}', ["4", "0", "/admin,", '{"token":1}']],
  ["41", ["4", "1"]],
  ['42["hello"]', ["4", "2", '["hello"]']],
  ['4212["hello"]', ["4", "2", "12", '["hello"]']],
  ['42/a,3["x"]', ["4", "2", "/a,", "3", '["x"]']],
  ["430[]", ["4", "3", "0", "[]"]],
  ['451-["bin",{"_placeholder":true,"num":0}]', ["4", "5", "1-", '["bin",{"_placeholder":true,"num":0}]']],
])("%s is spelled", (text, letters) => {
  const spelled = spell(text);
  expect(spelled.letters.map((each) => each.text)).toEqual(letters);
  expect(spelled.wrong).toBeUndefined();
  for (const { means } of spelled.letters) expect(means).not.toBe("");
});

test.each<[text: string, letters: string[], wrong: RegExp]>([
  ["", [], /begins with its type, a digit from 0 to 6/],
  ["hello", [], /begins with its type, a digit from 0 to 6/],
  ["7", [], /digit from 0 to 6/],
  ["0x", ["0"], /open packet carries a JSON object/],
  ["4", ["4"], /A packet begins with its type/],
  ["4hello", ["4"], /A packet begins with its type/],
  ["42hello", ["4", "2"], /JSON/],
  ["42{}", ["4", "2"], /does not fit the type/],
  ['42["disconnect"]', ["4", "2"], /cannot be sent as events/],
  ["43[]", ["4"], /carries the id/],
  ['45["x"]', ["4"], /how many attachments follow/],
])("%j is not, and the rule says why", (text, letters, wrong) => {
  const spelled = spell(text);
  expect(spelled.letters.map((each) => each.text)).toEqual(letters);
  expect(spelled.wrong).toMatch(wrong);
});

test("nothing is left out and nothing added, whatever stands there", () => {
  const packet = fc.record({
    type: fc.constantFrom(...PACKET_TYPES),
    nsp: fc.constantFrom("/", "/admin", "/ä"),
    id: fc.option(fc.nat(), { nil: undefined }),
    data: fc.constantFrom<unknown>(undefined, ["x", 1], { sid: "a" }, "why not"),
  });
  const text = fc.oneof(
    packet.map((made) => `4${encodePacket(made as Parameters<typeof encodePacket>[0])[0]}`),
    fc.string(),
    fc.string().map((rest) => `4${rest}`),
  );
  fc.assert(
    fc.property(text, (given) => {
      const { letters, wrong } = spell(given);
      const said = letters.map((each) => each.text).join("");
      expect(wrong === undefined ? said : given.slice(0, said.length)).toBe(wrong === undefined ? given : said);
    }),
  );
});
