import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as ws from "ws";
import { latin1 } from "./bytes.ts";
import { createInflater, INFLATED_LIMIT, InflateError, type InflaterOptions } from "./inflate.ts";

/** What ws compresses and inflates with. Its types leave it out. */
interface PerMessageDeflate {
  accept(parameters: Record<string, unknown[]>[]): unknown;
  compress(data: Uint8Array, final: boolean, done: (error: Error | null, data: Buffer) => void): void;
  cleanup(): void;
}
const { PerMessageDeflate } = ws as unknown as {
  PerMessageDeflate: new (options: { isServer: boolean; threshold: number }) => PerMessageDeflate;
};

type Side = "client" | "server";

/** The payloads that ws sends for these messages. */
async function compress(messages: readonly Uint8Array[], side: Side, options: InflaterOptions): Promise<Uint8Array[]> {
  const deflate = new PerMessageDeflate({ isServer: side === "server", threshold: 0 });
  deflate.accept([
    {
      ...(options.contextTakeover ? {} : { [`${side}_no_context_takeover`]: [true] }),
      ...(options.windowBits ? { [`${side}_max_window_bits`]: [String(options.windowBits)] } : {}),
    },
  ]);
  const payloads: Uint8Array[] = [];
  for (const message of messages)
    payloads.push(
      await new Promise<Uint8Array>((resolve, reject) =>
        deflate.compress(message, true, (error, data) => (error ? reject(error) : resolve(Uint8Array.from(data)))),
      ),
    );
  deflate.cleanup();
  return payloads;
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (value: string) => new TextEncoder().encode(value);
const plainOf = (bytes: Uint8Array) => latin1(bytes);

/** The code of the error that it throws. */
function refusal(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof InflateError) return error.code;
    throw error;
  }
  return undefined;
}

/** Messages that repeat themselves and each other, from nothing to more than a window. */
const words = fc.constantFrom("ann: ", "hello ", '42["message",', "x".repeat(300), "é", "\n");
const message = fc.oneof(
  { weight: 6, arbitrary: fc.array(words, { maxLength: 30 }).map((parts) => text(parts.join(""))) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 2_000 }) },
  { weight: 1, arbitrary: fc.nat(70_000).map((length) => text("0123456789abcdef".repeat(5_000)).subarray(0, length)) },
);
const conversations = fc.array(message, { minLength: 1, maxLength: 12 });

describe("what ws compresses is inflated", () => {
  const cases = (["client", "server"] as const).flatMap((side) =>
    [true, false].flatMap((contextTakeover) =>
      [8, 9, 12, 15].map((windowBits) => ({ side, contextTakeover, windowBits })),
    ),
  );
  test.each(cases)(
    "from the $side, takeover $contextTakeover, $windowBits bits, also from saved states",
    async ({ side, ...options }) => {
      await fc.assert(
        fc.asyncProperty(conversations, async (messages) => {
          const payloads = await compress(messages, side, options);
          let inflater = createInflater(options);
          const inflated = payloads.map((payload) => {
            const plain = inflater.inflate(payload);
            inflater = createInflater(options, inflater.save());
            return plain;
          });
          expect(inflated.map(plainOf)).toEqual(messages.map(plainOf));
          const once = createInflater(options);
          expect(payloads.map((payload) => plainOf(once.inflate(payload)))).toEqual(messages.map(plainOf));
        }),
        { numRuns: 30 },
      );
    },
  );

  test("two connections at once do not mix their windows", async () => {
    const options = { contextTakeover: true };
    const left = ["left", "left left", "left left left"].map(text);
    const right = ["right", "right right", "right right right"].map(text);
    const [fromLeft, fromRight] = [await compress(left, "client", options), await compress(right, "client", options)];
    const [a, b] = [createInflater(options), createInflater(options)];
    const inflated = fromLeft.map((payload, i) => [plainOf(a.inflate(payload)), plainOf(b.inflate(fromRight[i]!))]);
    expect(inflated).toEqual(left.map((message, i) => [plainOf(message), plainOf(right[i]!)]));
  });

  test("a message that refers to an earlier one is lost without takeover", async () => {
    const [, second] = await compress(["hello hello hello", "hello hello hello"].map(text), "server", {
      contextTakeover: true,
    });
    expect(refusal(() => createInflater({ contextTakeover: false }).inflate(second!))).toBe("data");
  });
});

describe("the examples of RFC 7692 §7.2.3", () => {
  const examples: [string, string[]][] = [
    ["one block", ["f2 48 cd c9 c9 07 00"]],
    ["a shared window", ["f2 48 cd c9 c9 07 00", "f2 00 11 00 00"]],
    ["a stored block", ["00 05 00 fa ff 48 65 6c 6c 6f 00"]],
    ["a block marked as the last", ["f3 48 cd c9 c9 07 00 00"]],
    ["two blocks", ["f2 48 05 00 00 00 ff ff ca c9 c9 07 00"]],
  ];
  test.each(examples)("%s", (_, payloads) => {
    const inflater = createInflater({ contextTakeover: true });
    expect(payloads.map((payload) => plainOf(inflater.inflate(hex(payload))))).toEqual(payloads.map(() => "Hello"));
  });

  test("an empty message", () => {
    expect(createInflater({ contextTakeover: true }).inflate(hex("00"))).toEqual(new Uint8Array());
  });

  test("a message can begin anew after a block that was marked as the last", () => {
    const inflater = createInflater({ contextTakeover: true });
    expect(plainOf(inflater.inflate(hex("f3 48 cd c9 c9 07 00 f2 48 cd c9 c9 07 00")))).toBe("HelloHello");
  });
});

describe("bad input", () => {
  const bad: [string, string, string][] = [
    ["a block of the reserved type", "ff ff ff ff", "data"],
    ["a distance beyond what came before", "f2 00 11 00 00", "data"],
    ["a stored block whose two lengths differ", "00 05 00 00 00 48", "data"],
    ["more codes for lengths than there are", "fc ff ff ff", "data"],
    ["a block cut short", "f2 48 cd", "incomplete"],
    ["nothing at all", "", "incomplete"],
  ];
  test.each(bad)("%s", (_, payload, code) => {
    expect(refusal(() => createInflater({ contextTakeover: true }).inflate(hex(payload)))).toBe(code);
  });

  test("any bytes give an answer or an InflateError, and leave other inflaters alone", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (payload, contextTakeover) => {
        refusal(() => createInflater({ contextTakeover }).inflate(payload));
        expect(plainOf(createInflater({ contextTakeover }).inflate(hex("f2 48 cd c9 c9 07 00")))).toBe("Hello");
      }),
      { numRuns: 2_000 },
    );
  });

  test("a message that would inflate to more than the limit is given up", async () => {
    const options = { contextTakeover: true };
    const [exact, bomb] = [new Uint8Array(INFLATED_LIMIT), new Uint8Array(16 * INFLATED_LIMIT)];
    const [fits] = await compress([exact], "client", options);
    expect(createInflater(options).inflate(fits!)).toHaveLength(INFLATED_LIMIT);
    const [payload] = await compress([bomb], "client", options);
    expect(payload!.length).toBeLessThan(70_000);
    expect(refusal(() => createInflater(options).inflate(payload!))).toBe("size");
    const small = createInflater({ ...options, limit: 4 });
    expect(refusal(() => small.inflate(hex("f2 48 cd c9 c9 07 00")))).toBe("size");
  });

  test("after a message that failed, the shared window is lost, also in a saved state", () => {
    const inflater = createInflater({ contextTakeover: true });
    refusal(() => inflater.inflate(hex("ff ff")));
    expect(refusal(() => inflater.inflate(hex("f2 48 cd c9 c9 07 00")))).toBe("window");
    expect(
      refusal(() => createInflater({ contextTakeover: true }, inflater.save()).inflate(hex("f2 48 cd c9 c9 07 00"))),
    ).toBe("window");
  });

  test("without takeover a message that failed harms no other", () => {
    const inflater = createInflater({ contextTakeover: false });
    refusal(() => inflater.inflate(hex("ff ff")));
    expect(plainOf(inflater.inflate(hex("f2 48 cd c9 c9 07 00")))).toBe("Hello");
  });
});
