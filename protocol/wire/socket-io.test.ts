import fc from "fast-check";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Decoder, Encoder, PacketType as Type } from "socket.io-parser";
import { describe, expect, test } from "vitest";
import { DEPTH_LIMIT, TOO_DEEP } from "./depth.ts";
import { decodePacket, encodePacket, PACKET_TYPES, placeAttachments, type Packet } from "./socket-io.ts";

const encode = (text: string) => new TextEncoder().encode(text);

describe("packets", () => {
  test.each<[string, Packet]>([
    ["0", { type: "connect", nsp: "/" }],
    ['0{"token":1}', { type: "connect", nsp: "/", data: { token: 1 } }],
    ["0/admin,", { type: "connect", nsp: "/admin" }],
    ["0/admin", { type: "connect", nsp: "/admin" }],
    ['0/admin?a=b&c,{"x":1}', { type: "connect", nsp: "/admin?a=b&c", data: { x: 1 } }],
    ["1", { type: "disconnect", nsp: "/" }],
    ["1/é,", { type: "disconnect", nsp: "/é" }],
    ['2["a",1]', { type: "event", nsp: "/", data: ["a", 1] }],
    ['2/,["a"]', { type: "event", nsp: "/", data: ["a"] }],
    ['2/admin,456["a"]', { type: "event", nsp: "/admin", id: 456, data: ["a"] }],
    ["30[]", { type: "ack", nsp: "/", id: 0, data: [] }],
    ['4{"message":"no"}', { type: "connect_error", nsp: "/", data: { message: "no" } }],
    ['4/x,"no"', { type: "connect_error", nsp: "/x", data: "no" }],
    [
      '51-["a",{"_placeholder":true,"num":0}]',
      { type: "binary_event", nsp: "/", attachments: 1, data: ["a", { _placeholder: true, num: 0 }] },
    ],
    [
      '612-/admin,7[{"_placeholder":true,"num":0}]',
      { type: "binary_ack", nsp: "/admin", id: 7, attachments: 12, data: [{ _placeholder: true, num: 0 }] },
    ],
  ])("%s", (text, packet) => {
    expect(decodePacket(encode(text))).toEqual(packet);
  });

  test.each([
    ["", "socket.io.packet-type"],
    ["7", "socket.io.packet-type"],
    ["x", "socket.io.packet-type"],
    ['5["a"]', "socket.io.attachments"],
    ['50-["a"]', "socket.io.attachments"],
    ['5-["a"]', "socket.io.attachments"],
    ['51["a"]', "socket.io.attachments"],
    ['599999999-["a"]', "socket.io.attachments"],
    ["5", "socket.io.attachments"],
    ["3[]", "socket.io.id"],
    ['299999999999999999["a"]', "socket.io.id"],
    ['2["a"', "socket.io.json"],
    ["2[a]", "socket.io.json"],
    ["2", "socket.io.payload"],
    ["2[]", "socket.io.payload"],
    ["2[{}]", "socket.io.payload"],
    ['2{"a":1}', "socket.io.payload"],
    ["0[]", "socket.io.payload"],
    ["0null", "socket.io.payload"],
    ["1{}", "socket.io.payload"],
    ["31{}", "socket.io.payload"],
    ["4", "socket.io.payload"],
    ["4[]", "socket.io.payload"],
    ['2["connect"]', "socket.io.reserved-name"],
    ['2["newListener",1]', "socket.io.reserved-name"],
  ])("refuses %j: %s", (text, code) => {
    expect(decodePacket(encode(text))).toBe(code);
  });

  test("an array nested 100,000 deep is read without falling", () => {
    const deep = `2["a",${"[".repeat(100_000)}${"]".repeat(100_000)}]`;
    expect(decodePacket(encode(deep))).toMatchObject({ type: "event" });
  });
});

describe("placeAttachments", () => {
  test("puts each where its placeholder stands, also twice and in any order", () => {
    const placeholder = (num: number) => ({ _placeholder: true, num });
    const data = ["a", { x: [placeholder(1)] }, placeholder(0), placeholder(1), { _placeholder: false, num: 0 }];
    expect(placeAttachments(data, 2, (num) => `#${num}`)).toEqual([
      "a",
      { x: ["#1"] },
      "#0",
      "#1",
      { _placeholder: false, num: 0 },
    ]);
  });

  test.each([-1, 1, 0.5, "0", null])("refuses the number %j of one attachment", (num) => {
    expect(() => placeAttachments([{ _placeholder: true, num }], 1, String)).toThrow(RangeError);
  });

  test("cuts off what is nested too deep", () => {
    let value: unknown = "inside";
    for (let i = 0; i < 5_000; i++) value = [value];
    let depth = 0;
    for (let at = placeAttachments(value, 0, String); Array.isArray(at); at = at[0]) depth++;
    expect(depth).toBe(DEPTH_LIMIT);
    expect(JSON.stringify(placeAttachments(value, 0, String))).toContain(TOO_DEEP);
  });
});

describe("socket.io-parser agrees", () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const binary = fc.uint8Array({ maxLength: 12 });
  const value = fc.oneof(
    { weight: 4, arbitrary: json },
    { weight: 1, arbitrary: fc.record({ a: binary }) },
    { weight: 1, arbitrary: fc.array(binary, { maxLength: 4 }) },
  );
  const args = fc.array(value, { maxLength: 3 });
  const name = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("message", "é", "a b", "\u2028"));
  // A comma ends a namespace; the client takes a query off before it connects.
  const nsp = fc.oneof(
    fc.constant("/"),
    fc.string({ maxLength: 6 }).map((text) => `/${text.replaceAll(",", "")}`),
  );
  const id = fc.nat(1_000_000);
  const packet: fc.Arbitrary<Packet> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("connect" as const), nsp, data: fc.dictionary(name, json) }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("disconnect" as const), nsp }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("connect_error" as const), nsp, data: fc.record({ message: name }) }),
    },
    {
      weight: 6,
      arbitrary: fc
        .record({ nsp, id: fc.option(id, { nil: undefined }), name, args })
        .map(({ nsp: where, id: given, name: called, args: rest }) => ({
          type: "event" as const,
          nsp: where,
          ...(given === undefined ? {} : { id: given }),
          data: [called, ...rest],
        })),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("ack" as const), nsp, id, data: args }) },
  );

  /** socket.io-parser copies what stands beside an attachment by assignment, and so loses a key of this name. */
  function keepsItsKeys(given: Packet): boolean {
    return !JSON.stringify(given).includes('"__proto__"');
  }

  /** Everything that the parser makes of a packet's text and attachments. */
  function readByReferee(parts: (string | Uint8Array)[]): unknown {
    const decoder = new Decoder({ maxAttachments: 1_000 });
    let decoded: unknown;
    decoder.on("decoded", (read: { type: number; nsp: string; id?: number; data?: unknown }) => {
      const { type, nsp: where, id: given, data } = read;
      decoded = {
        type,
        nsp: where,
        ...(given === undefined ? {} : { id: given }),
        ...(data === undefined ? {} : { data: plain(data) }),
      };
    });
    for (const part of parts) decoder.add(typeof part === "string" ? part : Buffer.from(part));
    return decoded;
  }

  function readByUs([text, ...attachments]: [string, ...Uint8Array[]]): unknown {
    const read = decodePacket(encode(text));
    if (typeof read === "string") throw new Error(read);
    const { attachments: count = 0, type, ...rest } = read;
    strictEqual(attachments.length, count);
    const data =
      count > 0 ? { data: placeAttachments(read.data, count, (num) => Uint8Array.from(attachments[num]!)) } : {};
    return { ...rest, ...data, type: PACKET_TYPES.indexOf(type.replace("binary_", "") as Packet["type"]) };
  }

  test("100,000 generated packets, written and read", { timeout: 60_000 }, () => {
    const encoder = new Encoder();
    let packets = 0;
    fc.assert(
      fc.property(packet.filter(keepsItsKeys), (given) => {
        packets++;
        const { type, nsp: where, id: given_id, data } = given;
        // Its types know no Uint8Array in data, its code does.
        const theirs = { type: Type[type.toUpperCase() as keyof typeof Type], nsp: where, id: given_id, data };
        const written = encoder.encode(structuredClone(theirs) as never) as (string | Uint8Array)[];
        const ours = encodePacket(given);
        // Not `expect`, which would take longer than everything else together.
        deepStrictEqual(
          ours,
          written.map((part) => (typeof part === "string" ? part : Uint8Array.from(part))),
        );
        deepStrictEqual(readByUs(ours), readByReferee(written));
      }),
      { numRuns: 100_000 },
    );
    expect(packets).toBe(100_000);
  });

  test("what it refuses", () => {
    const pieces = fc.constantFrom(
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "1-",
      "0-",
      "/a,",
      "/",
      ",",
      "12",
      "[]",
      '["a"]',
      '["connect"]',
      "{}",
      '"x"',
      "[",
      "null",
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
        (text) => {
          const ours = decodePacket(encode(text));
          // It lets pass acknowledgements without id, and packets without the payload that their type needs.
          if (ours === "socket.io.id" || /^[2-6](\d+-)?(\/[^,]*,?)?\d*$/.test(text)) return;
          let accepted = true;
          try {
            new Decoder({ maxAttachments: 1_000_000 }).add(text);
          } catch {
            accepted = false;
          }
          expect([text, typeof ours !== "string"]).toEqual([text, accepted]);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

function plain(data: unknown): unknown {
  if (data instanceof Uint8Array) return Uint8Array.from(data);
  if (Array.isArray(data)) return data.map(plain);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
}
