import { describe, expect, test } from "vitest";
import type { LabSession } from "../../client/lab.ts";
import { realLabs, untilRun } from "../../client/real-lab.fixture.ts";
import { opened } from "../../client/clients/opened.ts";
import type { Question } from "./asks.ts";
import { found, look, put, toldFirst, type Outcome } from "./outcome.ts";
import { SocketIoClient } from "../../client/clients/socket-io.ts";

const labs = realLabs();

async function ask(lab: LabSession, question: Partial<Question>): Promise<Outcome> {
  const client = lab.own(new SocketIoClient(lab, "A"));
  await client.connect({ transports: ["websocket"] });
  await opened(client);
  const whole = { event: "add", args: [2, 3], ask: true, limit: 1_000, ...question };
  const outcome: Outcome = {
    question: whole,
    ...toldFirst(whole),
    after: { n: lab.log.lastN, p: lab.log.run.page.at(-1)?.p ?? 0 },
  };
  return { ...outcome, ...(await put(client, whole, () => 0)) };
}

describe("a question in a real lab", () => {
  test("that is answered has its value, its packet and the answer's", async () => {
    const lab = await labs.open("12-ack");
    const outcome = await ask(lab, {});
    expect(outcome).toMatchObject({ how: "good", told: "answered 5 after 0 ms" });
    const run = await untilRun(lab, (run) => found(outcome, "A", run).answer !== undefined);
    const { asked, answer } = found(outcome, "A", run);
    expect(run.entries.find(({ n }) => n === asked)).toMatchObject({
      kind: "event",
      from: "client",
      data: { name: "add" },
    });
    expect(run.entries.find(({ n }) => n === answer)).toMatchObject({
      kind: "ack",
      answers: asked,
      data: { args: [5] },
    });
  });

  test("without a limit is answered the same", async () => {
    const outcome = await ask(await labs.open("12-ack"), { limit: null });
    expect(outcome).toMatchObject({ how: "good", told: "answered 5 after 0 ms" });
  });

  test("that nobody answers is given up", async () => {
    const lab = await labs.open("12-ack");
    const outcome = await ask(lab, { event: "never", args: [], limit: 20 });
    expect(outcome).toMatchObject({ how: "bad", told: "Error: operation has timed out" });
    const run = await untilRun(lab, (run) => found(outcome, "A", run).asked !== undefined);
    expect(found(outcome, "A", run)).not.toHaveProperty("answer");
  });

  test("that is answered too late has both: the error, and later the answer", async () => {
    const lab = await labs.open("12-ack");
    const outcome = await ask(lab, { event: "late", args: [100], limit: 20 });
    expect(outcome.told).toBe("Error: operation has timed out");
    await untilRun(lab, (run) => found(outcome, "A", run).answer !== undefined);
  });

  test("that was none is sent, and the log has nothing to link to", async () => {
    const lab = await labs.open("12-ack");
    const outcome = await ask(lab, { ask: false });
    expect(outcome).toMatchObject({ how: "sent", told: "sent; nobody asked for an answer" });
    const run = await untilRun(lab, ({ entries }) =>
      entries.some(({ kind, from }) => kind === "event" && from === "client"),
    );
    expect(found(outcome, "A", run)).toEqual({});
  });

  test("with a name that Socket.IO keeps for itself is told with the library's own words", async () => {
    const lab = await labs.open("12-ack");
    const outcome = await ask(lab, { event: "disconnect", args: [], ask: false });
    expect(outcome).toMatchObject({ how: "bad", threw: true });
    const run = await untilRun(lab, ({ page }) => page.some(({ kind }) => kind === "error"));
    expect(found(outcome, "A", run).told).toBe('Error: "disconnect" is a reserved event name');
  });

  test("that is put twice at once has an event and an answer each", async () => {
    const lab = await labs.open("12-ack");
    const outcomes = [await ask(lab, {}), await ask(lab, {})];
    for (const outcome of outcomes) outcome.after = { n: 0, p: 0 }; // what a log that lags behind says
    await untilRun(lab, (run) => {
      look(outcomes, "A", run);
      return outcomes.every(({ answer }) => answer !== undefined);
    });
    const [second, first] = outcomes;
    expect(first!.asked).toBeLessThan(second!.asked!);
    expect(first!.answer).toBeLessThan(second!.answer!);
  });
});
