/**
 * `npm test`: sets up what is missing, runs every check and test, says what could not be tested on this machine and why.
 * The last line is `N passed, M failed`. With CI=true a gap is a failure.
 */
import { findBrowser, installBrowser } from "./browser.mjs";
import { checks, runAll } from "./checks.mjs";
import { endToEndTests, unitTests } from "./reports.mjs";
import { setUp } from "./set-up.mjs";
import { buildSiteIfChanged } from "./site.mjs";

await setUp(installBrowser);

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const gaps = [];

/** @param {{ passed: number, failed: number, skipped?: string[] }} result */
const count = ({ passed, failed, skipped = [] }) => {
  total.passed += passed;
  total.failed += failed;
  // Tests that are skipped say why in their names.
  gaps.push(...skipped);
};

/** @type {import("./checks.mjs").Job} */
const site = {
  name: "site",
  run: () =>
    buildSiteIfChanged().then(
      () => ({ passed: 1, failed: 0, output: "" }),
      (error) => ({ passed: 0, failed: 1, output: error.message }),
    ),
};

const unbuilt = await runAll([site], count);
await runAll(checks(), count);
// One after the other, each on all cores: both look at time.
await runAll([unitTests()], count);
if (unbuilt) gaps.push("end-to-end tests: the site could not be built");
else if (findBrowser()) await runAll([endToEndTests()], count);
else gaps.push("end-to-end tests: there is no Chromium and none could be got (set CHROMIUM to its path)");
if (gaps.length > 0) console.log(["Not tested here:", ...gaps].join("\n  "));
if (process.env.CI) total.failed += gaps.length;
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
