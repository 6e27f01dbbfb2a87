/** What came of a row, in the words in which the reference tells what is expected. */
import type { Seen } from "./crowd.ts";
import { packetsOf, type Packet } from "./lines.ts";
import type { Expected } from "./row.ts";

export interface Outcome {
  /** Who got something that is no answer: letters, `server`, `two`. */
  receivers: string[];
  packets: Packet[];
  shown: unknown[];
  threw?: string;
  heard: string[];
}

export function outcomeOf({ lines, shown, threw, heard }: Seen): Outcome {
  const packets = packetsOf(lines);
  const got = packets.filter(({ text }) => !isAnswer(text) && !isAttachment(text));
  const clients = new Set(got.flatMap(({ way, clients }) => (way === "←" ? [...clients] : [])));
  const receivers = [
    ...[...clients].sort(),
    ...(got.some(({ way }) => way === "→") ? ["server"] : []),
    ...(heard.some((line) => line.startsWith("two:")) ? ["two"] : []),
  ];
  return { receivers, packets, shown, ...(threw !== undefined && { threw }), heard };
}

/** A row's result as `Expected` has it, without what is chance; and how many events each client was handed. */
export interface Told extends Required<Omit<Expected, "refused">> {
  got: Record<string, number>;
}

export function told(seen: Seen): Told {
  const { receivers, packets, shown, threw = "", heard } = outcomeOf(seen);
  return {
    receivers: receivers.join(" "),
    packets: packets.map(({ clients, way, text }) => `${[...clients].join(" ")} ${way} ${unnumbered(text)}`),
    shown: sorted(shown),
    threw,
    heard: heard.every((line) => line.includes("on disconnect")) ? heard.toSorted() : heard,
    got: seen.got,
  };
}

export function expected({
  receivers,
  packets = [],
  shown = [],
  threw = "",
  heard = [],
  refused = false,
}: Expected): Told {
  const got: Record<string, number> = {};
  for (const packet of packets) {
    const [, clients = "", way, text = ""] = /^([A-D ]+) ([←→]) (.*)$/.exec(packet) ?? [];
    if (!refused && way === "←" && /^4[25]/.test(text))
      for (const letter of clients.split(" ")) got[letter] = (got[letter] ?? 0) + 1;
  }
  return { receivers, packets, shown: sorted(shown), threw, heard, got };
}

/** Answers of several clients: which of them was first is chance. */
function sorted(values: readonly unknown[]): unknown[] {
  const inside = values.map((value) => (Array.isArray(value) ? sorted(value) : value));
  return inside.every((value) => typeof value === "string") ? inside.sort() : inside;
}

/** A question or an answer without its number, which counts on from row to row: `42#["question",…]`. */
function unnumbered(text: string): string {
  return text.replace(/^(4(?:[23]|[56]\d+-)(?:\/[\w-]+,)?)\d+(?=\[)/, "$1#");
}

function isAnswer(text: string): boolean {
  return /^4[36]/.test(text);
}

function isAttachment(text: string): boolean {
  return text.startsWith("<");
}
