import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{bench,examples,protocol,scripts,server,src,e2e}/**/*.test.ts", "*.test.ts"],
    // Tests of real connections look at time: more of them at once than there are cores would disturb each other.
    maxWorkers: 4,
    testTimeout: 15_000,
    // What does come is waited for as long as a slow machine needs.
    expect: { poll: { timeout: 10_000 } },
    // Clients of the page run in Node, too, and one of them is an EventSource.
    execArgv: ["--experimental-eventsource", "--disable-warning=UNDICI-ES"],
    unstubGlobals: true,
    restoreMocks: true,
  },
});
