import { expect, test } from "vitest";
import { median, percentile, summarize, table } from "./results.ts";

const round = (cpu: number, latencies: number[], lost = 0) => ({ cpu, latencies, lost, delivered: latencies.length });

test("percentiles of unsorted values", () => {
  const values = Array.from({ length: 100 }, (_, i) => 99 - i);
  expect([percentile(values, 0), percentile(values, 0.5), percentile(values, 0.99)]).toEqual([0, 50, 99]);
  expect(median([5, 1, 9])).toBe(5);
});

test("a summary takes medians over rounds and adds up the losses", () => {
  const rounds = [round(4, [1, 2, 3, 4]), round(8, [1, 1, 1, 9], 1), round(400, [7, 7, 7, 7], 2)];
  expect(summarize("ours", 2_048, rounds)).toEqual({
    name: "ours",
    cpu: 2_000,
    p50: 3,
    p99: 7,
    memoryPerConnection: 2_048,
    lost: 3,
  });
});

test("the table compares with its first line", () => {
  const base = summarize("Socket.IO", 1_024, [round(1, [1, 1])]);
  const twice = summarize("ours", 2_048, [round(2, [1, 1])]);
  expect(table([base, twice])).toBe(
    [
      "server              CPU/delivery   ratio       p50       p99  memory/conn.    lost",
      "Socket.IO               500.0 µs    1.00    1.0 ms    1.0 ms       1.0 KiB       0",
      "ours                   1000.0 µs    2.00    1.0 ms    1.0 ms       2.0 KiB       0",
    ].join("\n"),
  );
});
