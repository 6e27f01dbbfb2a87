import { expect, test } from "vitest";
import { judge, verdictOf } from "./judge.ts";

const ROOMS = { A: ["r1"], B: ["r1", "r2"], C: ["r2"], D: [] };
const marks = (painted: string[], receivers: [string, number[]][]) =>
  judge({ on: "socket", to: ["r1"] }, painted, new Map(receivers), "A", ROOMS);

test("paint and packets agree: every mark is right, painted or not", () => {
  expect(marks(["B"], [["B", [17]]])).toEqual([
    { client: "A", painted: false, packets: [], right: true, why: "socket.to leaves out its own socket: A" },
    { client: "B", painted: true, packets: [17], right: true, why: "B is in r1" },
    { client: "C", painted: false, packets: [], right: true, why: "C is not in r1" },
    { client: "D", painted: false, packets: [], right: true, why: "D is not in r1" },
  ]);
});

test.each<[string, string[], [string, number[]][], string[]]>([
  ["all as painted", ["B"], [["B", [17]]], ["got nothing", "got it"]],
  ["painted and left out", ["A", "B"], [["B", [17]]], ["got nothing", "got it"]],
  ["not painted and reached", [], [["B", [17]]], ["got nothing", "got it too"]],
])("%s", (_, painted, receivers, verdicts) => {
  expect(marks(painted, receivers).slice(0, 2).map(verdictOf)).toEqual(verdicts);
});

test("what really went out decides, also where the call was meant for someone else", () => {
  expect(marks(["B"], [["C", [17]]]).map(({ right }) => right)).toEqual([true, false, false, true]);
});
