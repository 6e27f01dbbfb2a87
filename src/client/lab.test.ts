import { describe, expect, test, vi } from "vitest";
import type { Entry } from "../../protocol/log.ts";
import type { Env } from "./env.ts";
import { HostError } from "./host/host.ts";
import { LabSession } from "./lab.ts";
import { keyOf } from "./log/line.ts";
import { nodeEnv, realLabs, until, untilRun } from "./real-lab.fixture.ts";
import { memoryStorage } from "./storage.fixture.ts";
import { RawClient } from "./clients/raw.ts";
import { SocketIoClient } from "./clients/socket-io.ts";

const labs = realLabs();

const live = (session: LabSession) => until(session.state, ({ name }) => name === "live");

test("however many widgets ask, one lab is opened", async () => {
  const session = new LabSession("03-ws-echo", nodeEnv(labs.origin));
  expect(session.state.get()).toEqual({ name: "idle" });
  const [first, second] = await Promise.all([session.open(), session.open()]);
  expect(second).toBe(first);
  expect(await live(session)).toEqual({ name: "live", address: first });
});

test("a reload finds the lab of the last visit, its log and the answers", async () => {
  const storage = memoryStorage();
  const before = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
  const address = await before.open();
  await live(before);
  await before.post("speak");
  before.answer("accept", { key: "k", accept: "a" });
  const { entries } = await untilRun(before, (run) =>
    run.entries.some((e) => e.layer === "http" && e.kind === "response"),
  );
  const after = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
  expect(await after.open()).toEqual(address);
  const again = await untilRun(after, (run) => run.entries.length >= entries.length);
  expect(again.entries.slice(0, entries.length)).toEqual(entries);
  expect(again.answers).toEqual({ accept: { key: "k", accept: "a" } });
});

test("a reload keeps the page's half too, in its place, and goes on counting", async () => {
  const storage = memoryStorage();
  const before = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
  await before.open();
  await live(before);
  const client = before.own(new RawClient(before, "A"));
  await client.connect();
  await until(client.state, ({ phase }) => phase === "open");
  await untilRun(before, ({ page }) => page.length === 2);
  await vi.waitFor(() => expect(storage.getItem("wirelight.page.03-ws-echo")).toContain("readyState"));
  const after = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
  const again: string[] = [];
  after.log.watch((items) => again.push(...items.map(keyOf)));
  await after.open();
  const run = await untilRun(after, ({ page }) => page.length === 2);
  expect(run.page).toEqual(before.run().page);
  expect(again.filter((key) => key.startsWith("p"))).toEqual(["p1", "p2"]);
  expect(again.indexOf("p1")).toBeLessThan(again.indexOf("1"));
  expect(after.log.page({ client: "A", kind: "note", summary: "next", data: {} }).p).toBe(3);
});

test.each([
  [
    "of another lab",
    {
      lab: "another",
      entries: [{ p: 1, after: 0, t: 1, client: "A", layer: "app", kind: "note", summary: "s", data: {} }],
    },
  ],
  ["that are none", { lab: "own", entries: [{ p: "1" }, null, 7] }],
  ["that are no list", { lab: "own", entries: "p1" }],
])("kept page entries %s are as good as none", async (_, kept) => {
  const storage = memoryStorage();
  const { id } = await new LabSession("03-ws-echo", nodeEnv(labs.origin, storage)).open();
  storage.setItem("wirelight.page.03-ws-echo", JSON.stringify({ ...kept, lab: kept.lab === "own" ? id : kept.lab }));
  const session = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
  await session.open();
  await live(session);
  await session.post("speak");
  const { page } = await untilRun(session, (run) => run.page.length > 0 && run.entries.length > 0);
  expect(page.map(({ p }) => p)).toEqual([1]);
});

test("another program's lab is remembered apart", async () => {
  const storage = memoryStorage();
  const echo = await new LabSession("03-ws-echo", nodeEnv(labs.origin, storage)).open();
  const ack = await new LabSession("12-ack", nodeEnv(labs.origin, storage)).open();
  expect([echo.program, ack.program]).toEqual(["03-ws-echo", "12-ack"]);
});

test.each([["no JSON"], ['{"address":{"id":1}}'], ["null"], ["[]"]])(
  "what is not an address is as good as nothing: %s",
  async (kept) => {
    const storage = memoryStorage({ "wirelight.lab.03-ws-echo": kept });
    const session = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
    expect(await session.open()).toMatchObject({ program: "03-ws-echo" });
  },
);

test.each(["#lab", "#lab=", "#n=3", ""])("%j is no invitation: the lab is one's own", async (hash) => {
  const session = new LabSession("03-ws-echo", nodeEnv(labs.origin, memoryStorage(), hash));
  expect([session.joined, (await session.open()).key]).toEqual([false, expect.any(String)]);
});

describe("a lab that is gone", () => {
  async function gone() {
    const storage = memoryStorage();
    const first = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
    const address = await first.open();
    await live(first);
    await first.verb({ verb: "delete" });
    const session = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
    // Another tab has written it down again meanwhile.
    storage.setItem("wirelight.lab.03-ws-echo", JSON.stringify({ address }));
    await session.open();
    return { session, storage, address };
  }

  test("says so and is forgotten", async () => {
    const { session, storage, address } = await gone();
    expect(await until(session.state, ({ name }) => name === "gone")).toEqual({ name: "gone", address });
    expect(storage.items.has("wirelight.lab.03-ws-echo")).toBe(false);
  });

  test("is forgotten, and not the one that another tab has opened instead", async () => {
    const storage = memoryStorage();
    const first = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
    await first.open();
    await live(first);
    const other = await new LabSession("03-ws-echo", nodeEnv(labs.origin, storage)).renew();
    first.answer("accept", "of the first tab");
    await first.verb({ verb: "delete" });
    await until(first.state, ({ name }) => name === "gone");
    const reloaded = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage));
    expect([await reloaded.open(), reloaded.answers.get()]).toEqual([other, {}]);
  });

  test("is replaced by another one on request, with an empty log", async () => {
    const { session, address } = await gone();
    await until(session.state, ({ name }) => name === "gone");
    const renewed = await session.renew();
    expect(renewed.id).not.toBe(address.id);
    await live(session);
    expect([session.run().entries, session.answers.get()]).toEqual([[], {}]);
  });
});

describe("Start over", () => {
  test("closes the page's connections and begins a new run in the same lab", async () => {
    const session = await labs.open("03-ws-echo");
    const address = await session.open();
    const raw = session.own(new RawClient(session, "A"));
    const socketIo = session.own(new SocketIoClient(session, "B"));
    await Promise.all([raw.connect(), socketIo.connect()]);
    await until(raw.state, ({ phase }) => phase === "open");
    await until(socketIo.state, ({ phase }) => phase === "open");
    session.answer("accept", "typed");
    await session.startOver();
    await until(raw.state, ({ phase }) => phase === "closed");
    await until(socketIo.state, ({ phase }) => phase === "closed");
    const run = await untilRun(session, ({ entries }) => entries[0]?.kind === "restart");
    expect([run.answers, await session.open()]).toEqual([{}, address]);
  });

  test("asks for it when the browser, too, has let go of what was closed", async () => {
    const session = await labs.open("04-compare");
    const done: string[] = [];
    session.keep({ close: () => setTimeout(() => done.push("let go")) });
    vi.spyOn(session, "verb").mockImplementation(async ({ verb }) => void done.push(verb));
    await session.startOver();
    expect(done).toEqual(["let go", "restart"]);
  });

  test("needs the key: whoever joined by a link is refused, in words", async () => {
    const owner = await labs.open("03-ws-echo");
    const link = new URL(owner.inviteLink()!);
    const guest = new LabSession("03-ws-echo", nodeEnv(labs.origin, null, link.hash));
    await guest.open();
    await live(guest);
    expect(guest.joined).toBe(true);
    const refused = await guest.startOver().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HostError);
    expect((refused as HostError).code).not.toMatch(/^page\./);
  });
});

describe("an invite link", () => {
  test("leads to the same log", async () => {
    const owner = await labs.open("03-ws-echo");
    const guest = new LabSession("03-ws-echo", nodeEnv(labs.origin, null, new URL(owner.inviteLink()!).hash));
    await guest.open();
    await live(guest);
    const client = guest.own(new RawClient(guest, "G"));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    const run = await untilRun(owner, ({ entries }) => entries.some((e) => e.client === "G" && e.layer === "http"));
    expect(run.page).toEqual([]);
  });

  test("does not make the browser forget its own lab", async () => {
    const storage = memoryStorage();
    const own = await new LabSession("03-ws-echo", nodeEnv(labs.origin, storage)).open();
    const owner = await labs.open("03-ws-echo");
    const guest = new LabSession("03-ws-echo", nodeEnv(labs.origin, storage, new URL(owner.inviteLink()!).hash));
    expect(await guest.open()).not.toMatchObject({ id: own.id });
    guest.answer("accept", "of the guest");
    expect(await new LabSession("03-ws-echo", nodeEnv(labs.origin, storage)).open()).toEqual(own);
  });

  test("to another lesson's lab is refused, and says which", async () => {
    const owner = await labs.open("12-ack");
    const guest = new LabSession("03-ws-echo", nodeEnv(labs.origin, null, new URL(owner.inviteLink()!).hash));
    await guest.open();
    expect(await until(guest.state, ({ name }) => name === "refused")).toMatchObject({
      problem: { code: "page.program", message: "This link leads to a lab that runs 12-ack." },
    });
  });

  test("to a lab that does not exist says that it is gone", async () => {
    const guest = new LabSession("03-ws-echo", nodeEnv(labs.origin, null, `#lab=${"x".repeat(24)}`));
    await guest.open();
    expect(await until(guest.state, ({ name }) => name === "gone")).toMatchObject({ name: "gone" });
  });

  test("to a lab that is gone is followed once: a reload finds the lab that was opened instead", async () => {
    const env = nodeEnv(labs.origin, memoryStorage(), `#lab=${"x".repeat(24)}`);
    const guest = new LabSession("03-ws-echo", env);
    await guest.open();
    await until(guest.state, ({ name }) => name === "gone");
    const own = await guest.renew();
    const again = new LabSession("03-ws-echo", env);
    expect([await again.open(), again.joined]).toEqual([own, false]);
  });
});

test.each([["../../api/labs"], ["a b"], ["x".repeat(65)]])(
  "a link with what is no id leads nowhere: %s",
  async (id) => {
    const guest = new LabSession("03-ws-echo", nodeEnv(labs.origin, null, `#lab=${encodeURIComponent(id)}`));
    await expect(guest.open()).rejects.toMatchObject({ code: "page.link" });
    expect(guest.state.get()).toMatchObject({ name: "refused", problem: { code: "page.link" } });
  },
);

test.each([
  ["a program that does not exist", (origin: string) => origin, "program.unknown"],
  ["a server that does not answer", () => "http://127.0.0.1:1", "page.unreachable"],
])("%s is a refusal in the state, and can be tried again", async (_, originOf, code) => {
  const session = new LabSession("no-such-program", nodeEnv(originOf(labs.origin)));
  await expect(session.open()).rejects.toMatchObject({ code });
  expect(session.state.get()).toMatchObject({ name: "refused", problem: { code } });
  await expect(session.renew()).rejects.toMatchObject({ code });
});

test("the run's judge is called soon after something came, and not once for each entry", async () => {
  const env = nodeEnv(labs.origin);
  const looks: (() => void)[] = [];
  const after: Env["after"] = (ms, work) => {
    if (ms !== 200) return env.after(ms, work);
    looks.push(work);
    return () => {};
  };
  const session = new LabSession("03-ws-echo", { ...env, after });
  const judged: number[] = [];
  session.watchRun(({ entries }) => judged.push(entries.length));
  await session.open();
  const speak = async (times: number) => {
    await session.post("speak");
    const isAnswer = (e: Entry) => e.layer === "http" && e.kind === "response";
    return (await untilRun(session, ({ entries }) => entries.filter(isAnswer).length === times)).entries.length;
  };
  const first = await speak(1);
  expect([first > 1, looks.length, judged]).toEqual([true, 1, []]);
  looks[0]!();
  expect(judged).toEqual([first]);
  const second = await speak(2);
  expect(looks.length).toBe(2);
  looks[1]!();
  expect(judged).toEqual([first, second]);
});

test("a POST to the program is told in the page's half of the log, its refusal too", async () => {
  const session = await labs.open("03-ws-echo");
  await session.post("nowhere");
  const { page } = await untilRun(session, (run) => run.page.length >= 2);
  expect(page.map(({ kind, summary }) => [kind, summary])).toEqual([
    ["note", 'fetch("…/nowhere", { method: "POST" })'],
    ["error", "POST …/nowhere was answered with 404"],
  ]);
});
