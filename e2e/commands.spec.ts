/** The commands of the README, as someone types them. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("..", import.meta.url));

function npm(...args: string[]): ChildProcess {
  // On POSIX npm leads a process group of its own, as in a terminal, so that a test can press Ctrl+C.
  const onWindows = process.platform === "win32";
  return spawn("npm", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: onWindows, detached: !onWindows });
}

/** The address in the line that says that the server is ready. */
async function readyUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /^Wirelight is ready: (http:\S+)$/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error("npm start ended before the server was ready");
}

test("a second npm start is ready within 3 seconds", async () => {
  const began = performance.now();
  const child = npm("start", "--", "--port", "0");
  const url = await readyUrl(child);
  const took = performance.now() - began;
  const health = await (await fetch(new URL("healthz", url))).json();
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(health).toMatchObject({ status: "ok" });
  expect(took).toBeLessThan(3_000);
});

test.describe("the server ends with code 0 within 2 seconds, its WebSockets closed with 1001", () => {
  test.skip(process.platform === "win32", "Windows has no signals");

  const ways = {
    "SIGTERM to npm": (child: ChildProcess) => child.kill("SIGTERM"),
    "SIGINT to npm": (child: ChildProcess) => child.kill("SIGINT"),
    "Ctrl+C, which reaches the whole process group": (child: ChildProcess) => process.kill(-child.pid!, "SIGINT"),
  };
  for (const [name, end] of Object.entries(ways))
    test(name, async () => {
      const child = npm("start", "--", "--port", "0");
      const url = await readyUrl(child);
      const opened = await fetch(new URL("api/labs", url), {
        method: "POST",
        body: JSON.stringify({ program: "03-ws-echo" }),
      });
      const lab = (await opened.json()) as { ws: string };
      const socket = new WebSocket(new URL(lab.ws, url));
      await once(socket, "open");

      const began = performance.now();
      const closed = once(socket, "close") as Promise<[CloseEvent]>;
      end(child);
      const [code] = (await once(child, "exit")) as [number | null];
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(code).toBe(0);
      expect((await closed)[0].code).toBe(1001);
      await expect(fetch(url)).rejects.toThrow();
    });
});
