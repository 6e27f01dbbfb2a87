/** From what was measured to the table that is printed. */
import type { Round } from "./load.ts";

/** One round of one server. */
export interface Measurement extends Round {
  /** Milliseconds of the server's CPU. */
  cpu: number;
}

export interface Summary {
  name: string;
  /** Microseconds of the server's CPU for each delivered message: the median of the rounds. */
  cpu: number;
  /** Milliseconds, medians of the rounds. */
  p50: number;
  p99: number;
  /** Bytes. */
  memoryPerConnection: number;
  lost: number;
}

/** The value below which the share `p` (0 to 1) of the values lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export function summarize(name: string, memoryPerConnection: number, rounds: readonly Measurement[]): Summary {
  return {
    name,
    cpu: median(rounds.map(({ cpu, delivered }) => (cpu * 1_000) / delivered)),
    p50: median(rounds.map(({ latencies }) => percentile(latencies, 0.5))),
    p99: median(rounds.map(({ latencies }) => percentile(latencies, 0.99))),
    memoryPerConnection,
    lost: rounds.reduce((sum, { lost }) => sum + lost, 0),
  };
}

const columns: [head: string, width: number, cell: (summary: Summary, base: Summary) => string][] = [
  ["server", 18, ({ name }) => name],
  ["CPU/delivery", 14, ({ cpu }) => `${cpu.toFixed(1)} µs`],
  ["ratio", 8, ({ cpu }, base) => (cpu / base.cpu).toFixed(2)],
  ["p50", 10, ({ p50 }) => `${p50.toFixed(1)} ms`],
  ["p99", 10, ({ p99 }) => `${p99.toFixed(1)} ms`],
  ["memory/conn.", 14, ({ memoryPerConnection }) => `${(memoryPerConnection / 1_024).toFixed(1)} KiB`],
  ["lost", 8, ({ lost }) => String(lost)],
];

/** The table; ratios are against the first summary. */
export function table(summaries: readonly [Summary, ...Summary[]]): string {
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(columns[i]![1]) : cell.padStart(columns[i]![1]))).join("");
  const rows = summaries.map((summary) => line(columns.map(([, , cell]) => cell(summary, summaries[0]))));
  return [line(columns.map(([head]) => head)), ...rows].join("\n");
}
