import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/browser.mjs";

/** What a browser does by itself would disturb the measurements, and a classroom has no internet. */
const calm = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const executablePath = findBrowser();

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: ".cache/e2e",
  workers: 3,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // Many times what a test takes, and what anything in it takes: a machine may have much else to do.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // Below what scripts/checks.mjs waits for, so that there is a report in any case.
  globalTimeout: 600_000,
  // A test that passes only the second time has found something.
  retries: 0,
  reporter: "line",
  use: {
    baseURL: process.env.WIRELIGHT_URL,
    // A trace of every test costs a quarter of the time: `npm run test:e2e -- --trace on` where one is wanted.
    screenshot: "only-on-failure",
    launchOptions: {
      args: calm,
      ...(executablePath && { executablePath }),
      // Chromium's sandbox refuses to run as root.
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
  projects: [{ name: "chromium", use: devices["Desktop Chrome"] }],
  webServer: {
    command: `"${process.execPath}" server/main.ts --port 0`,
    // The address is read from the server's own line, so that any free port will do.
    wait: { stdout: /Wirelight is ready: (?<wirelight_url>http:\S+)/ },
    gracefulShutdown: { signal: "SIGTERM", timeout: 2_000 },
  },
});
