import { expect, test } from "vitest";
import { faultsIn, numbersOf } from "./faults.ts";
import { realLabs, until, untilRun } from "./real-lab.fixture.ts";
import { RawClient } from "./clients/raw.ts";

const labs = realLabs();

/** A lab with clients A and B, to which these faults were done, one after the other. */
async function inForce(...faults: Record<string, unknown>[]): Promise<string[]> {
  const session = await labs.open("03-ws-echo");
  for (const letter of "AB") {
    const client = session.own(new RawClient(session, letter));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
  }
  for (const fault of faults) await session.verb({ verb: "fault", fault });
  const last = faults.at(-1)!["fault"] === "restart" ? "restart" : "fault";
  const wanted = last === "restart" ? 1 : faults.length;
  const { entries } = await untilRun(
    session,
    ({ entries }) => entries.filter(({ kind }) => kind === last).length >= wanted,
  );
  return faultsIn(entries).map((fault) => `${fault.fault} on ${fault.target} ${numbersOf(fault)}`.trim());
}

test("standing faults are in force until they are taken back, each for its target", async () => {
  expect(
    await inForce(
      { fault: "delay", ms: 500, jitter: 100 },
      { fault: "delay", client: "A", ms: 20 },
      { fault: "throttle", bytesPerSecond: 2_000 },
      { fault: "throttle", bytesPerSecond: 0 },
      { fault: "slow-101", client: "B", ms: 300 },
      { fault: "slow-101", client: "B", ms: 200 },
    ),
  ).toEqual(["delay on all 500 ms, jitter 100 ms", "delay on A 20 ms", "slow-101 on B 200 ms"]);
});

test("what is done at once leaves nothing behind, but a freeze lasts until it thaws or is cut", async () => {
  expect(await inForce({ fault: "end", client: "B" })).toEqual([]);
  expect(await inForce({ fault: "freeze", client: "A" }, { fault: "freeze", client: "B" })).toHaveLength(2);
  expect(
    await inForce(
      { fault: "freeze", client: "A" },
      { fault: "freeze", client: "B" },
      { fault: "thaw", client: "A" },
      { fault: "cut", client: "B" },
    ),
  ).toEqual([]);
});

test("heal takes back what stands for its target, or all of it", async () => {
  const faults = [
    { fault: "delay", client: "A", ms: 1 },
    { fault: "delay", client: "B", ms: 1 },
  ];
  expect(await inForce(...faults, { fault: "heal", client: "A" })).toEqual(["delay on B 1 ms"]);
  expect(await inForce(...faults, { fault: "heal" })).toEqual([]);
});

test("a server is stopped until it is restarted", async () => {
  expect(await inForce({ fault: "stop" }, { fault: "heal" })).toEqual(["stop on all"]);
  expect(await inForce({ fault: "stop" }, { fault: "restart" })).toEqual([]);
});
