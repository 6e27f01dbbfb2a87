/** The commands of the README, as someone types them. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@playwright/test";
import { root } from "../scripts/paths.mjs";
import { announced } from "../scripts/processes.mjs";

const onWindows = process.platform === "win32";

const children: ChildProcess[] = [];
test.afterEach(() => children.splice(0).forEach(endAll));

function npm(...args: string[]): ChildProcess {
  const child = spawn("npm", args, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    shell: onWindows,
    // On POSIX npm leads a process group of its own, as in a terminal, so that a test can press Ctrl+C.
    detached: !onWindows,
  });
  children.push(child);
  return child;
}

/** Ends the program and, where there are process groups, all that it has started. */
function endAll(child: ChildProcess): void {
  if (onWindows || child.pid === undefined) return void child.kill();
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of its group is left.
  }
}

const readyUrl = (child: ChildProcess) => announced(child, /^Wirelight is ready: (http:\S+)$/);

/** A new lab's WebSocket, open. */
async function openLab(url: string): Promise<WebSocket> {
  const body = JSON.stringify({ program: "03-ws-echo" });
  const lab = (await (await fetch(new URL("api/labs", url), { method: "POST", body })).json()) as { ws: string };
  const socket = new WebSocket(new URL(lab.ws, url));
  await once(socket, "open");
  return socket;
}

test("a second npm start does nothing over again", async () => {
  const child = npm("start", "--", "--port", "0");
  let said = "";
  child.stdout!.on("data", (text: Buffer) => (said += text.toString()));
  const url = await readyUrl(child);
  const health = await (await fetch(new URL("healthz", url))).json();
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(health).toMatchObject({ status: "ok" });
  // npm repeats the command after ">"; what is installed, fetched or built is said in a line.
  const lines = said.split("\n").filter((line) => line !== "" && !line.startsWith(">"));
  expect(lines).toEqual([`Wirelight is ready: ${url}`]);
});

test.describe("the server ends with code 0, its WebSockets closed with 1001", () => {
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
      const socket = await openLab(url);

      const closed = once(socket, "close") as Promise<[CloseEvent]>;
      end(child);
      const [code] = (await once(child, "exit")) as [number | null];
      expect(code).toBe(0);
      expect((await closed)[0].code).toBe(1001);
      await expect(fetch(url)).rejects.toThrow();
    });
});

test("npm run dev serves pages and labs on one origin", async () => {
  const child = npm("run", "dev", "--", "--port", "0");
  const url = await announced(child, /Local\s+(http:\S+)/);
  const page = await (await fetch(url)).text();
  const socket = await openLab(url);
  const answered = once(socket, "message") as Promise<[MessageEvent]>;
  socket.send("is anyone there?");
  const [{ data }] = await answered;
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(page).toContain("<h1");
  expect(data).toBe("is anyone there?");
});
