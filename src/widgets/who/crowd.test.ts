import { describe, expect, test } from "vitest";
import type { LabSession } from "../../client/lab.ts";
import { nodeEnv, realLabs } from "../../client/real-lab.fixture.ts";
import { receiversOf } from "../../client/receivers.ts";
import { reason } from "./call.ts";
import { CLIENTS, code, MORE, QUESTIONS, ROOMS, SENDER, WRITE } from "./calls.ts";
import { Crowd } from "./crowd.ts";
import { judge } from "./judge.ts";
import { read } from "./written.ts";

const labs = realLabs();

async function gathered(lab: LabSession): Promise<Crowd> {
  const crowd = new Crowd({ lab, after: nodeEnv(labs.origin).after });
  await crowd.gather();
  return crowd;
}

describe("four clients in a real lab", () => {
  test("each call reaches exactly those for whom its reason says so", async () => {
    const lab = await labs.open("13-who");
    const crowd = await gathered(lab);
    for (const { ask, call } of [...QUESTIONS, ...MORE]) {
      const { asked } = await crowd.run(ask, call);
      const meant = CLIENTS.filter((client) => reason(call, client, SENDER, ROOMS).meant);
      const marks = judge(call, meant, receiversOf(lab.log.run.entries, asked), SENDER, ROOMS);
      expect(
        marks.filter(({ right }) => !right),
        code(call),
      ).toEqual([]);
      expect(
        marks.every(({ packets }) => packets.length <= 1),
        code(call),
      ).toBe(true);
    }
  });

  test.each([
    ["typescript", 'socket.to("r1").emit("hello")', "B"],
    ["flask", "emit('hello', to='r1', include_self=False)", "B"],
    ["typescript", 'io.to("r2").emit("hello")', "B C"],
    ["typescript", 'socket.broadcast.except("r2").emit("hello")', "D"],
    ["typescript", 'io.to("nowhere").emit("hello")', ""],
  ] as const)("%s: %s reaches %j", async (language, text, receivers) => {
    const lab = await labs.open("13-who");
    const crowd = await gathered(lab);
    const written = read(language, text);
    const { asked } = await crowd.run(WRITE.ask, "call" in written ? written.call : {});
    expect([...receiversOf(lab.log.run.entries, asked).keys()].sort().join(" ")).toBe(receivers);
  });

  test("a run ends with an answer to each client, after the call", async () => {
    const lab = await labs.open("13-who");
    const { asked, fences } = await (await gathered(lab)).run("tell_all");
    expect(fences).toHaveLength(CLIENTS.length);
    expect(Math.min(...fences)).toBeGreaterThan(asked);
  });

  test("a run ends where a neighbour's clients ask at the same time", async () => {
    const lab = await labs.open("13-who");
    const crowd = await gathered(lab);
    const neighbours = await gathered(lab);
    const runs = await Promise.all([crowd.run("tell_all"), neighbours.run("tell_others")]);
    for (const { fences } of runs) expect(fences).toHaveLength(CLIENTS.length);
  });

  test("they gather again after they were sent away", async () => {
    const lab = await labs.open("13-who");
    (await gathered(lab)).close();
    const { asked } = await (await gathered(lab)).run("tell_others");
    expect([...receiversOf(lab.log.run.entries, asked).keys()].sort()).toEqual(["B", "C", "D"]);
  });
});
