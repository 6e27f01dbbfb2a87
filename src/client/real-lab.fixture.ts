/** A playground in a process of its own, and lab sessions in it, as a page has them: for tests on what really passes. */
import { request } from "node:http";
import { afterAll, beforeAll } from "vitest";
import { type Running, servePlayground } from "../../e2e/support/programs.ts";
import type { Env } from "./env.ts";
import { LabSession } from "./lab.ts";
import type { Run } from "./missions/mission.ts";
import { type Readable, when } from "./value.ts";

/** Longest wait for something that does come, in milliseconds. */
const PATIENCE = 10_000;

export interface RealLabs {
  readonly origin: string;
  /** A session with a lab of its own, live. */
  open(program: string): Promise<LabSession>;
}

/** For the whole test file: started before its first test, ended after its last. */
export function realLabs(): RealLabs {
  let playground: Running;
  beforeAll(async () => void (playground = await servePlayground()));
  afterAll(async () => void (await playground.stop()));
  return {
    get origin() {
      return playground.url;
    },
    async open(program) {
      const session = new LabSession(program, nodeEnv(playground.url));
      await session.open();
      await until(session.state, ({ name }) => name === "live");
      return session;
    },
  };
}

/** @param storage stands for the browser's and for the tab's */
export function nodeEnv(origin: string, storage: Env["storage"] = null, hash = ""): Env {
  return {
    origin,
    href: () => `${origin}/lessons/`,
    hash: () => hash,
    dropHash: () => void (hash = ""),
    storage,
    tabStorage: storage,
    fetch,
    WebSocket,
    EventSource,
    now: () => performance.now(),
    frame: (work) => void setTimeout(work),
    idle: (work) => void setTimeout(work, 0, () => false),
    leaving: () => {},
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** The value as soon as it passes. */
export function until<T>(value: Readable<T>, passes: (value: T) => boolean): Promise<T> {
  return when(value, passes, PATIENCE);
}

/** The run as soon as it passes. */
export function untilRun(session: LabSession, passes: (run: Run) => boolean): Promise<Run> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(told(session.run()))), PATIENCE);
    const check = () => {
      if (!passes(session.run())) return;
      clearTimeout(late);
      end();
      resolve(session.run());
    };
    const end = session.log.watch(check);
    check();
  });
}

/** What a test that waited in vain has seen. */
function told({ entries, page }: Run): string {
  const lines = [
    ...entries.map(({ n, layer, kind, client }) => `${n} ${client} ${layer} ${kind}`),
    ...page.map((entry) => `p${entry.p} ${entry.summary}`),
  ];
  return `what was waited for did not come:\n${lines.join("\n")}`;
}

/** A request with any headers at all, on a connection of its own, as curl would send it. @returns the status */
export function bareRequest(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent: false }).end();
    asked.once("error", reject);
    asked.once("upgrade", ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode!);
    });
    asked.once("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
  });
}
