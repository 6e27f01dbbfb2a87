import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Crowd, type Seen } from "../../../examples/13-every-emit/crowd.ts";
import { expected, outcomeOf, told, type Outcome } from "../../../examples/13-every-emit/outcome.ts";
import { ROWS } from "../../../examples/13-every-emit/reference.ts";
import type { Entry } from "../../../protocol/log.ts";
import type { LabSession } from "../../client/lab.ts";
import { nodeEnv, realLabs } from "../../client/real-lab.fixture.ts";
import { LabPlace } from "./place.ts";

const labs = realLabs();
const outcomes: Record<string, Outcome> = {};
let lab: LabSession;
let crowd: Crowd;
beforeAll(async () => {
  lab = await labs.open("13-every-emit");
  crowd = new Crowd(new LabPlace({ lab, after: nodeEnv(labs.origin).after }));
});
afterAll(() => crowd.close());

/** Runs it, and gives the entries that the log has of it, too. */
async function run(row: (typeof ROWS)[number]): Promise<{ seen: Seen; entries: Entry[] }> {
  await crowd.gather(row.station ?? "main");
  const from = lab.log.lastN;
  const seen = await crowd.run(row);
  // Which of several clients answered first is chance.
  const { shown, heard } = told(seen);
  outcomes[row.id] = { ...outcomeOf(seen), shown: [...shown], heard: [...heard] };
  return { seen, entries: lab.log.run.entries.filter(({ n }) => n > from) };
}

/** The clients that the row's emits were handed to, by the packets that were made: once for each packet. */
function handedTo(entries: readonly Entry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entry of entries)
    if (entry.layer === "app" && entry.kind === "emit" && entry.data.call !== "ack")
      for (const { client } of entry.data.to) counts[client!] = (counts[client!] ?? 0) + 1;
  return counts;
}

/** Whose connection the server closed. */
function closedByServer(entries: readonly Entry[]): string[] {
  const closes = entries.filter(
    (entry) => entry.layer === "websocket" && entry.kind === "frame" && entry.data.name === "close",
  );
  const first = closes.filter(({ n, conn }) => !closes.some((other) => other.conn === conn && other.n < n));
  return first.filter(({ from }) => from === "server").map(({ client }) => client!);
}

describe("in a lab", () => {
  test.each(ROWS)("$id reaches: $receivers", async (row) => {
    const { seen, entries } = await run(row);
    expect(told(seen)).toEqual(expected(row));
    const compressed = outcomes[row.id]!.packets.map((packet) => packet.compressed ?? false);
    expect(compressed).toEqual(row.compressed ?? compressed.map(() => false));
    // What was made for each client is what it was handed.
    expect(handedTo(entries)).toEqual(seen.got);
    // C has a second namespace: only when the server closes the connection, too, does it lose that.
    expect(closedByServer(entries).includes("C")).toBe(row.id === "disconnect-sockets-close");
  });

  test("what the page shows before a row is run is what it gives", async () => {
    expect(Object.keys(outcomes)).toEqual(ROWS.map(({ id }) => id));
    const lines = Object.entries(outcomes).map(([id, outcome]) => `${JSON.stringify(id)}:${JSON.stringify(outcome)}`);
    // `vitest -u` writes the file anew.
    await expect(`{\n${lines.join(",\n")}\n}\n`).toMatchFileSnapshot("recorded.json");
  });
});
