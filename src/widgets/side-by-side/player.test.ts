import { describe, expect, test } from "vitest";
import type { StepRecord } from "./ledger.ts";
import { Player, type Line, type Scene, type Stagehand } from "./player.ts";
import { RECORDED } from "./recorded.ts";
import type { Step } from "./steps.ts";

/** A stage whose time passes at once, and on which each step is what was recorded. */
function stage(change: Partial<Stagehand & Line> = {}) {
  const asked: string[] = [];
  const line: Line = {
    play: (step: Step, message: string) => {
      asked.push(`${step.id} ${message}`);
      return Promise.resolve(RECORDED.find((record) => record.step === step.id) as StepRecord);
    },
    close: () => void asked.push("close"),
    ...change,
  };
  const player = new Player("hello", {
    open: (polling) => {
      asked.push(polling ? "open, polling first" : "open");
      return Promise.resolve(line);
    },
    pause: () => Promise.resolve(),
    still: () => false,
    ...change,
  });
  const scenes: Scene[] = [];
  player.scene.subscribe((scene) => scenes.push(scene));
  const scene = () => scenes.at(-1)!;
  return { player, asked, scenes, scene };
}

describe("a run", () => {
  test("plays all steps on one line, with the learner's message", async () => {
    const { player, asked, scene } = stage();
    await player.play("hi", false, true);
    expect(asked).toEqual(["open", "handshake hi", "message hi", "broadcast hi", "close hi"]);
    expect(scene()).toMatchObject({ played: RECORDED, current: "close", shown: Infinity, flight: 0, busy: false });
  });

  test("goes one step at a time", async () => {
    const { player, asked, scene } = stage();
    await player.play("hi", true, false);
    expect(asked).toEqual(["open, polling first", "handshake hi"]);
    expect(scene()).toMatchObject({ played: [RECORDED[0]], current: "handshake", busy: false });
    await player.play("another one", false, false);
    expect(asked.slice(2)).toEqual(["message hi"]);
  });

  test("shows the rows of a step one after the other, each with its packet on the way", async () => {
    const { player, scenes } = stage();
    await player.play("hi", false, false);
    const rows = scenes.filter(({ flight }) => flight > 0).map(({ shown }) => shown);
    expect(rows).toEqual([1, 2, 3, 4, 5]);
  });

  test("shows all rows at once to those who want nothing to move", async () => {
    const { player, scenes } = stage({ still: () => true });
    await player.play("hi", false, true);
    expect(scenes.every(({ flight }) => flight === 0)).toBe(true);
    expect(new Set(scenes.map(({ shown }) => shown))).toEqual(new Set([0, Infinity]));
  });

  test("begins anew after the last step, with what is asked for then", async () => {
    const { player, asked, scene } = stage();
    await player.play("hi", false, true);
    await player.play("again", true, false);
    expect(asked.slice(5)).toEqual(["close", "open, polling first", "handshake again"]);
    expect(scene()).toMatchObject({ message: "again", polling: true, played: [RECORDED[0]] });
  });

  test("is not begun twice at once", async () => {
    const { player, asked } = stage();
    await Promise.all([player.play("hi", false, false), player.play("hi", false, false)]);
    expect(asked).toEqual(["open", "handshake hi"]);
  });
});

describe("start over", () => {
  test("ends the line and shows the recorded run again", async () => {
    const { player, asked, scene } = stage();
    await player.play("hi", false, false);
    player.startOver();
    expect(asked.at(-1)).toBe("close");
    expect(scene()).toMatchObject({ played: [], current: "message", shown: Infinity, busy: false, problem: null });
  });

  test("in the middle of a step: what comes later from that run changes nothing", async () => {
    const step = Promise.withResolvers<StepRecord>();
    const { player, asked, scene } = stage({ play: () => step.promise });
    const playing = player.play("hi", false, true);
    await Promise.resolve();
    player.startOver();
    step.resolve(RECORDED[0]!);
    await playing;
    expect(asked).toEqual(["open", "close"]);
    expect(scene()).toMatchObject({ played: [], current: "message", busy: false });
  });

  test("while the lab is being opened: the line is closed as soon as it is there", async () => {
    const line = Promise.withResolvers<Line>();
    const { player, asked } = stage({ open: () => line.promise });
    const playing = player.play("hi", false, true);
    player.startOver();
    line.resolve({ play: () => Promise.reject(new Error("it is over")), close: () => void asked.push("close") });
    await playing;
    expect(asked).toEqual(["close"]);
  });
});

describe("what goes wrong", () => {
  test("is said, the line is ended, and the next press begins anew", async () => {
    let first = true;
    const { player, asked, scene } = stage({
      play: (step: Step) => {
        if (!first) return Promise.resolve(RECORDED.find((record) => record.step === step.id)!);
        first = false;
        return Promise.reject(new Error("The raw WebSocket of A could not be opened."));
      },
    });
    await player.play("hi", false, true);
    expect(scene()).toMatchObject({ problem: "The raw WebSocket of A could not be opened.", busy: false });
    await player.play("hi", false, false);
    expect(asked).toEqual(["open", "close", "open"]);
    expect(scene()).toMatchObject({ problem: null, played: [RECORDED[0]] });
  });

  test("a lab that cannot be had is said with what to do", async () => {
    const refusal = Object.assign(new Error("The server did not answer."), { hint: "Is it still running?" });
    const { player, scene } = stage({ open: () => Promise.reject(refusal) });
    await player.play("hi", false, true);
    expect(scene()).toMatchObject({
      problem: "The server did not answer. Is it still running?",
      busy: false,
      played: [],
    });
  });
});

test("the learner can turn to a step that was played, but not while one is", async () => {
  const { player, scene } = stage();
  const playing = player.play("hi", false, true);
  player.turnTo("close");
  expect(scene().current).toBe("handshake");
  await playing;
  player.turnTo("broadcast");
  expect(scene().current).toBe("broadcast");
});
