import { describe, expect, test } from "vitest";
import { hashWith, placeIn } from "./place.ts";

describe("the inspector's place in an address", () => {
  test.each([
    ["#n=17&view=bits", { key: "17", view: "bits" }],
    ["#lab=abc&n=p3&view=hex", { key: "p3", view: "hex" }],
    ["#view=timeline", { key: null, view: "timeline" }],
    ["#n=<script>&view=hex", { key: null, view: "hex" }],
    ["#n=17", null],
    ["#n=17&view=nonsense", null],
    ["", null],
  ])("%s", (hash, place) => {
    expect(placeIn(hash)).toEqual(place);
  });

  test("is written beside what else stands there, and taken out again", () => {
    expect(hashWith("#lab=abc&n=1", { key: "17", view: "bits" })).toBe("#lab=abc&n=17&view=bits");
    expect(hashWith("#lab=abc&n=17&view=bits", null)).toBe("#lab=abc");
    expect(hashWith("#n=17&view=bits", null)).toBe("");
  });
});
