import { describe, expect, test } from "vitest";
import {
  bounded,
  fitted,
  following,
  lengthText,
  panned,
  revealing,
  type Scale,
  ticks,
  timeAt,
  yOf,
  zoomed,
} from "./scale.ts";

const scale: Scale = { top: 1_000, zoom: 0.5, height: 400 };

describe("a true scale of time", () => {
  test("zooms about a point, which stays where it is", () => {
    const t = timeAt(scale, 100);
    const closer = zoomed(scale, 4, 100);
    expect(closer.zoom).toBe(2);
    expect(yOf(closer, t)).toBeCloseTo(100);
  });

  test("never zooms beyond what a clock tells", () => {
    expect(zoomed(scale, 1e9, 0).zoom).toBe(200);
    expect(zoomed(scale, 1e-12, 0).zoom).toBe(1e-6);
  });

  test("pans by pixels", () => {
    expect(panned(scale, 50).top).toBe(1_100);
  });

  test("never leaves what there is out of sight", () => {
    expect(yOf(bounded(panned(scale, 1e6), 0, 5_000), 5_000)).toBeCloseTo(200);
    expect(yOf(bounded(panned(scale, -1e6), 0, 5_000), 0)).toBeCloseTo(200);
    expect(bounded(scale, 0, 5_000)).toBe(scale);
  });

  test("fits a stretch with room on both sides, also one of no length", () => {
    const fit = fitted(scale, 0, 1_000);
    expect(yOf(fit, 0)).toBeCloseTo(32);
    expect(yOf(fit, 1_000)).toBeCloseTo(368);
    expect(yOf(fitted(scale, 7, 7), 7)).toBeCloseTo(200);
  });

  test("reveals a moment, and stays where it is in view already", () => {
    expect(revealing(scale, 1_400)).toBe(scale);
    expect(yOf(revealing(scale, 99_000), 99_000)).toBeCloseTo(200);
  });

  test("follows the newest moment near the lower edge", () => {
    expect(yOf(following(scale, 5_000), 5_000)).toBeCloseTo(368);
  });

  test.each([
    [0.5, ["1.0 s", "1.2 s", "1.4 s", "1.6 s", "1.8 s"]],
    [50, ["1.000 s", "1.002 s", "1.004 s", "1.006 s", "1.008 s"]],
  ])("has round ticks at %d pixels a millisecond", (zoom, texts) => {
    expect(ticks({ ...scale, zoom }, 60).map(({ text }) => text)).toEqual(texts);
  });

  test.each([
    [0.3, "300 µs"],
    [2.34, "2.3 ms"],
    [25, "25 ms"],
    [1_234, "1.23 s"],
    [61_000, "61.0 s"],
  ])("%d ms is called %s", (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });
});
