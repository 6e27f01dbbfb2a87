import { expect, test } from "vitest";
import { countPlaywright, countVitest } from "./reports.mjs";

const assertion = (fullName: string, status: string) => ({ fullName, status });

test("a vitest report counts skipped tests by name and a file that could not be loaded as a failure", () => {
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      { status: "failed", assertionResults: [assertion("a works", "passed"), assertion("b works", "failed")] },
      { status: "passed", assertionResults: [assertion(" needs Flask", "pending"), assertion("later", "todo")] },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 1, failed: 2, skipped: ["needs Flask", "later"] });
});

test("a Playwright report counts flaky tests and errors outside of tests as failures", () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const report = {
    stats: { expected: 5, unexpected: 1, flaky: 1 },
    errors: [{ message: "the server did not start" }],
    suites: [{ specs: [spec("home", "expected")], suites: [{ specs: [spec("in Firefox", "skipped")] }] }],
  };
  expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: ["in Firefox"] });
});
