/**
 * Loaded into each Node server with `--import`, so that none of them has to know about the bench: answers every message
 * of the parent process with what the process has used so far. `collect` runs the garbage collector before.
 */
export interface Usage {
  /** Milliseconds of CPU, user and system, all threads. */
  cpu: number;
  /** Bytes resident. */
  memory: number;
}

process.on("message", ({ collect }: { collect: boolean }) => {
  if (collect) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: (user + system) / 1_000, memory: process.memoryUsage.rss() } satisfies Usage);
});
// The channel alone is no reason to stay.
process.channel?.unref();
