import { describe, expect, test } from "vitest";
import type { PageEntry } from "../../../protocol/log.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { opened } from "./opened.ts";
import { RawClient } from "./raw.ts";
import { Upload, type UploadPlan, type UploadState } from "./upload.ts";

const labs = realLabs();

const MEGABYTE = { total: 1_000_000, piece: 10_000 };

async function connected(...faults: Record<string, unknown>[]): Promise<{ session: LabSession; client: RawClient }> {
  const session = await labs.open("07-browser-api");
  for (const fault of faults) await session.verb({ verb: "fault", fault });
  const client = session.own(new RawClient(session, "A"));
  await client.connect({ path: "count" });
  await opened(client);
  return { session, client };
}

/** Each state that it went through. */
async function upload(session: LabSession, client: RawClient, plan: UploadPlan): Promise<UploadState[]> {
  const upload = new Upload(client, session.log, plan);
  const states: UploadState[] = [];
  upload.state.subscribe((state) => states.push(state));
  await upload.run();
  return states;
}

/** What the page's half of the log says of an upload that is over. */
async function linesOf(session: LabSession): Promise<string[]> {
  const isLast = (upload: unknown) => upload === "done" || upload === "stopped";
  const { page } = await untilRun(session, ({ page }) => page.some(({ data }) => isLast(data["upload"])));
  return page.filter(({ data }) => "upload" in data).map(({ summary }) => summary);
}

describe("all in one go", () => {
  test("all of it waits in the page at once, and then less and less", async () => {
    const { session, client } = await connected();
    const states = await upload(session, client, { ...MEGABYTE, threshold: null });
    expect(states.find(({ phase }) => phase === "draining")).toMatchObject({ given: 1_000_000, most: 1_000_000 });
    expect(states.at(-1)).toMatchObject({ phase: "done", received: 1_000_000, most: 1_000_000 });
    expect(await linesOf(session)).toEqual([
      "1000000 bytes in 100 messages",
      "ws.send(…), 100 times; bufferedAmount was 1000000 at most",
      expect.stringMatching(/^bufferedAmount is 0; the server has \d+ bytes$/),
      "the server has all 1000000 bytes; bufferedAmount was 1000000 at most",
    ]);
  });

  test("an empty queue does not mean that a slow reader has it", async () => {
    const { session, client } = await connected({ fault: "slow-reader", bytesPerSecond: 200_000 });
    const states = await upload(session, client, { total: 200_000, piece: 20_000, threshold: null });
    const [drained, done] = [states.find(({ phase }) => phase === "reading")!, states.at(-1)!];
    expect(drained.received).toBeLessThan(200_000);
    expect(done).toMatchObject({ phase: "done", received: 200_000 });
    expect(done.done).toBeGreaterThan(drained.drained!);
  });
});

describe("waiting", () => {
  // It is looked at before a piece: the piece comes on top of what may wait.
  test.each([
    [40_000, 10_000, 50_000],
    [0, 10_000, 10_000],
    [65_535, 50_000, 100_000],
  ])("while more than %i wait, in pieces of %i: never more than %i", async (threshold, piece, most) => {
    const { session, client } = await connected();
    const states = await upload(session, client, { total: 1_000_000, piece, threshold });
    expect(states.at(-1)).toMatchObject({ phase: "done", given: 1_000_000, received: 1_000_000, most });
    expect((await linesOf(session)).length, "lines in the log").toBeLessThanOrEqual(14);
  });
});

test("the last piece is as long as what is left", async () => {
  const { session, client } = await connected();
  const states = await upload(session, client, { total: 25_000, piece: 10_000, threshold: null });
  expect(states.at(-1)).toMatchObject({ phase: "done", given: 25_000, received: 25_000 });
});

describe("it stops", () => {
  test("at the first exception: too early", async () => {
    const session = await labs.open("07-browser-api");
    const client = session.own(new RawClient(session, "A"));
    await client.connect({ path: "count" });
    const states = await upload(session, client, { ...MEGABYTE, threshold: 40_000 });
    expect(states.at(-1)).toMatchObject({ phase: "stopped", given: 0 });
    expect((await linesOf(session)).at(-1)).toBe("stopped: 0 bytes were given to send(), the server has 0");
    expect(session.run().page.filter(({ kind }) => kind === "error")).toHaveLength(1);
  });

  test("when the connection is closed, and before the client connects anew: nothing goes elsewhere", async () => {
    const { session, client } = await connected();
    await session.verb({ verb: "fault", fault: { fault: "freeze" } });
    const upload = new Upload(client, session.log, { total: 50_000_000, piece: 50_000, threshold: 0 });
    const running = upload.run();
    await until(upload.state, ({ given }) => given > 100_000);
    client.close(1000);
    await client.connect();
    await running;
    const { phase, given } = upload.state.get();
    expect(phase).toBe("stopped");
    expect(given).toBeLessThan(50_000_000);
    const isNew = ({ data }: PageEntry) => "url" in data;
    const { page } = await untilRun(session, ({ page }) => page.filter(isNew).length === 2);
    const stopped = page.findIndex(({ data }) => data["upload"] === "stopped");
    expect(stopped).toBeGreaterThan(0);
    expect(page.findLastIndex(isNew)).toBeGreaterThan(stopped);
    expect(page.filter(({ data }) => data["upload"] === "progress").length).toBeLessThan(10);
  });
});
