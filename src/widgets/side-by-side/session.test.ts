import { describe, expect, test } from "vitest";
import type { LabSession } from "../../client/lab.ts";
import { nodeEnv, realLabs } from "../../client/real-lab.fixture.ts";
import { SIDES, type Side, type StepRecord } from "./ledger.ts";
import { RECORDED } from "./recorded.ts";
import { Session } from "./session.ts";
import { stepsFor } from "./steps.ts";

const labs = realLabs();

async function playAll(lab: LabSession, polling: boolean, message: string): Promise<StepRecord[]> {
  const session = new Session({ lab, after: nodeEnv(labs.origin).after }, polling);
  const records: StepRecord[] = [];
  for (const step of stepsFor(message, polling)) records.push(await session.play(step, message));
  return records;
}

/** What passed, without what differs from run to run. */
const shape = (records: readonly StepRecord[]) =>
  records.map(({ step, rows }) => [
    step,
    ...rows.map((row) =>
      SIDES.map((side) => (row[side] ? `${row[side].client} ${row[side].from} ${row[side].role}` : "-")),
    ),
  ]);

const packetsOf = (record: StepRecord, side: Side) => record.rows.flatMap((row) => row[side] ?? []);

describe("the comparison in a real lab", () => {
  test("passes the same packets as the recorded run", async () => {
    const records = await playAll(await labs.open("03-ws-echo"), false, "hello");
    expect(shape(records)).toEqual(shape(RECORDED));
    for (const i of [1, 2, 3]) expect(records[i]!.counts).toEqual(RECORDED[i]!.counts);
  });

  test("carries the learner's own text, to the byte", async () => {
    const message = 'grüß "dich" 👋';
    const [, first, broadcast] = await playAll(await labs.open("03-ws-echo"), false, message);
    for (const record of [first!, broadcast!])
      for (const side of SIDES)
        for (const { parts } of packetsOf(record, side))
          expect(parts.find(({ yours }) => yours)?.text).toBe(
            side === "ws" ? message : JSON.stringify(message).slice(1, -1),
          );
  });

  test("with polling first, Socket.IO climbs to the WebSocket before the step is over", async () => {
    const [handshake, first] = await playAll(await labs.open("03-ws-echo"), true, "hello");
    const roles = packetsOf(handshake!, "io").map(({ role }) => role);
    expect(roles.slice(0, 2)).toEqual(["request", "response"]);
    expect(roles).toContain("upgrade");
    expect(roles).toContain("climb");
    expect(packetsOf(first!, "io").map(({ role }) => role)).toEqual(["message", "message"]);
  });

  test("can be played again in the same lab", async () => {
    const lab = await labs.open("03-ws-echo");
    await playAll(lab, false, "hello");
    expect(shape(await playAll(lab, false, "hello"))).toEqual(shape(RECORDED));
  });

  test("fails the step that is being played when it is closed", async () => {
    const lab = await labs.open("03-ws-echo");
    const session = new Session({ lab, after: nodeEnv(labs.origin).after }, false);
    const playing = session.play(stepsFor("hello", false)[0]!, "hello");
    session.close();
    await expect(playing).rejects.toThrow("It was ended before it was over.");
  });

  test("says which side did not get to the end when nothing comes", async () => {
    const lab = await labs.open("03-ws-echo");
    const session = new Session({ lab, after: (_, work) => nodeEnv(labs.origin).after(0, work) }, false);
    await expect(session.play(stepsFor("hello", false)[1]!, "hello")).rejects.toThrow(
      "“First message” did not come to its end on the side of the raw WebSocket and of Socket.IO.",
    );
  });
});
