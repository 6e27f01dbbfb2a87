/** A Chromium for the tests: one that is here, or one that can be got. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { commandOf, root } from "./paths.mjs";
import { capture } from "./processes.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/**
 * Where installers put it outside of PATH.
 * @type {Partial<Record<NodeJS.Platform, string[]>>}
 */
const USUAL_PLACES = {
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, "Google", "Chrome", "Application", "chrome.exe")),
};

/** @returns {string | undefined} the path of a Chromium that is here: `$CHROMIUM`, Playwright's own, or the system's */
export function findBrowser() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, process.platform === "win32" ? `${name}.exe` : name)));
  return [playwrightsOwn(), ...onPath, ...(USUAL_PLACES[process.platform] ?? [])].find((path) => existsSync(path));
}

/** Gets a Chromium where there is none: Playwright's own, else Debian's. */
export async function installBrowser() {
  if (findBrowser()) return;
  console.log("Getting Chromium for the tests …");
  const playwright = commandOf("playwright");
  await capture(process.execPath, [playwright, "install", "chromium"], {
    cwd: root,
    // Where its server cannot be reached, say so soon: there is another way.
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "5000" },
    timeout: 300_000,
  });
  if (findBrowser() || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await capture("apt-get", ["update", "-q"], { env });
  await capture("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { env });
}

/** The path where Playwright's own Chromium is, or would be. */
function playwrightsOwn() {
  // Not imported at the top: run.mjs reads this module before the dependencies are installed.
  const { chromium } = createRequire(import.meta.url)("playwright");
  return chromium.executablePath();
}
