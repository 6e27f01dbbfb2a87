import { beforeAll, describe, expect, test } from "vitest";
import type { StreamItem } from "../../../protocol/records.ts";
import { Recording } from "../../../protocol/testing.ts";
import { isPage, type Item, keyOf } from "./line.ts";
import { loadDecoder, loadInflater, type LogLimits, LogStore } from "./store.ts";

beforeAll(loadDecoder);

/** A store whose frames are run by hand, and whose clock stands until it is set. */
function setUp(limits: Partial<LogLimits> = {}) {
  const frames: (() => void)[] = [];
  const clock = { t: 0 };
  let looked = 0;
  const asked: (() => void)[] = [];
  const store = new LogStore(
    {
      now: () => clock.t,
      lab: (at) => at,
      error: () => 0,
      // Each look at the work's clock costs a millisecond, as if decoding did.
      work: () => looked++,
      frame: (work) => frames.push(work),
      idle: () => {},
      caughtUp: () => new Promise((resolve) => asked.push(resolve)),
    },
    limits,
  );
  const view = store.view();
  /** Runs frames until nothing asks for another one. */
  const paint = () => {
    let painted = 0;
    for (; frames.length > 0; painted++) frames.shift()!();
    return painted;
  };
  const shown = () =>
    Array.from({ length: view.length }, (_, i) => {
      const unit = view.at(i)!;
      return ("lines" in unit ? unit.lines : [unit]).map((line) => keyOf(line.item)).join("+");
    });
  return { store, view, frames, clock, asked, paint, shown };
}

/** A note of the lab itself, n by n. */
function note(text: string, t = 0): StreamItem {
  return { type: "note", conn: 0, t, note: { layer: "app", kind: "note", from: "lab", data: { text } } };
}

function notes(count: number): StreamItem[] {
  return Array.from({ length: count }, (_, i) => note(`note ${i + 1}`, i));
}

const restart: StreamItem = {
  type: "note",
  conn: 0,
  t: 0,
  note: { layer: "app", kind: "restart", from: "lab", data: { program: "03-ws-echo" } },
};

const restartFault: StreamItem = {
  type: "note",
  conn: 0,
  t: 0,
  note: { layer: "app", kind: "fault", from: "lab", data: { fault: "restart", target: "all" } },
};

test("records become rows at the next frame, not before", () => {
  const { store, paint, shown } = setUp();
  store.feed(notes(2));
  expect(shown()).toEqual([]);
  paint();
  expect(shown()).toEqual(["1", "2"]);
});

test("however many records come, they are worked on once a frame", () => {
  const { store, frames } = setUp();
  for (let i = 0; i < 100; i++) store.feed(notes(1));
  expect(frames).toHaveLength(1);
});

test("a frame's work ends when its time is used up, and the next one goes on", () => {
  const { store, frames, paint, shown } = setUp({ budget: 5 });
  store.feed(notes(1_000));
  frames.shift()!();
  const first = shown().length;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(1_000);
  expect(store.waiting).toBe(1_000 - first);
  paint();
  expect(shown()).toHaveLength(1_000);
});

test("compressed messages are read when what inflates them has come, and everything after them waits", async () => {
  const { store, paint } = setUp();
  const hello = { rsv: 4, payload: Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00) };
  const { records } = new Recording()
    .upgrade(1, "/ws", "permessage-deflate")
    .frame(1, "client", hello)
    .note(0, { kind: "note", from: "lab", data: { text: "after" } });
  const kinds = () => store.run.entries.map((item) => `${item.layer} ${item.kind}`);
  const before = ["tcp chunk", "http request", "tcp chunk", "http response"];
  store.feed(records);
  paint();
  expect([kinds(), store.waiting]).toEqual([before, 2]);
  await loadInflater();
  paint();
  expect(kinds()).toEqual([...before, "tcp chunk", "websocket frame", "app note"]);
  expect(store.find("6")?.item).toMatchObject({ data: { compressed: true, plain: 5, text: "Hello" } });
});

describe("bounds", () => {
  test("the oldest lines go when there are too many", () => {
    const { store, paint, shown } = setUp({ lines: 3 });
    store.feed(notes(5));
    paint();
    expect(shown()).toEqual(["3", "4", "5"]);
    expect(store.held).toMatchObject({ lines: 3, gone: 2 });
    expect([store.find("2"), store.find("3")?.item]).toEqual([undefined, expect.objectContaining({ n: 3 })]);
  });

  test("or when they weigh too much", () => {
    const { store, paint } = setUp({ bytes: 1_600 });
    store.feed(notes(10));
    paint();
    expect(store.held.lines).toBe(3);
    expect(store.held.bytes).toBeLessThanOrEqual(1_600);
  });

  test("what weighs most is what it carried", () => {
    const { store, paint } = setUp({ bytes: 10_000 });
    const big: StreamItem = { type: "bytes", conn: 1, from: "client", t: 0, bytes: new Uint8Array(9_000) };
    store.feed([...notes(3), big]);
    paint();
    expect(store.held.lines).toBe(2);
  });
});

describe("after a reconnection", () => {
  test("what is held already is passed over", () => {
    const { store, paint, shown } = setUp();
    store.feed([{ type: "checkpoint", t: 0, checkpoint: { n: 1 } }, ...notes(2)]);
    paint();
    store.feed([{ type: "checkpoint", t: 0, checkpoint: { n: 1 } }, ...notes(3)]);
    paint();
    expect(shown()).toEqual(["1", "2", "3"]);
  });

  test("what the server holds no longer is told as missed", () => {
    const { store, paint } = setUp();
    const seen: Item[] = [];
    store.watch((items) => seen.push(...items));
    store.feed(notes(2));
    store.feed([{ type: "checkpoint", t: 7, checkpoint: { n: 10 } }, note("ten", 8)]);
    paint();
    expect(seen.map(keyOf)).toEqual(["1", "2", "9", "10"]);
    expect(seen[2]).toMatchObject({ layer: "app", kind: "missed", from: "lab", data: { from: 3, to: 9, count: 7 } });
  });
});

describe("the page's own entries", () => {
  test("get their number, the last n seen, and the lab's time", () => {
    const { store, paint, clock } = setUp();
    store.feed(notes(2));
    paint();
    clock.t = 40;
    expect(store.page({ client: "A", kind: "emit", summary: 'ws.send("hi")', data: {} })).toEqual({
      p: 1,
      after: 2,
      t: 40,
      client: "A",
      layer: "app",
      kind: "emit",
      summary: 'ws.send("hi")',
      data: {},
    });
  });

  test("stand in their place by time", () => {
    const { store, paint, clock, shown } = setUp();
    clock.t = 5;
    store.page({ client: "A", kind: "emit", summary: "between", data: {} });
    store.feed([note("before", 4), note("after", 6)]);
    paint();
    expect(shown()).toEqual(["1", "p1", "2"]);
    expect(store.find("p1")?.item).toMatchObject({ p: 1 });
  });

  test("are there to be kept from the beginning, whether they have their place or not", () => {
    const { store, paint } = setUp();
    const kept = { p: 1, after: 0, t: 0, client: "A", layer: "app", kind: "note", summary: "kept", data: {} } as const;
    store.restore([kept]);
    store.page({ client: "A", kind: "note", summary: "new", data: {} });
    const said = () => store.pageEntries().map(({ p, summary }) => `${p} ${summary}`);
    expect(said()).toEqual(["1 kept", "2 new"]);
    store.feed([note("later", 9)]);
    paint();
    expect(said()).toEqual(["1 kept", "2 new"]);
  });

  test("wait, where they are the latest, until all that the lab recorded before them has come", async () => {
    const { store, paint, clock, asked, shown, frames } = setUp();
    clock.t = 5;
    store.page({ client: "A", kind: "event", summary: "the latest", data: {} });
    store.feed([note("before", 3)]);
    frames.shift()!();
    expect([frames.length, asked.length]).toEqual([1, 0]); // what the lab records at this very moment may be before it
    clock.t = 10;
    paint();
    expect([shown(), asked.length]).toEqual([["1"], 1]);
    store.page({ client: "A", kind: "event", summary: "later still", data: {} });
    clock.t = 15;
    paint();
    expect(asked).toHaveLength(1); // one question at a time
    store.feed([note("also before", 4)]);
    asked.shift()!();
    await Promise.resolve();
    paint();
    expect(shown()).toEqual(["1", "2", "p1"]);
    asked.shift()!();
    await Promise.resolve();
    expect([paint(), shown()]).toEqual([1, ["1", "2", "p1", "p2"]]);
    expect([frames.length, asked.length]).toEqual([0, 0]);
  });
});

describe("the run", () => {
  test("is everything since the last start over", () => {
    const { store, paint } = setUp();
    store.feed([...notes(2), restart, note("four")]);
    paint();
    expect(store.run.entries.map(keyOf)).toEqual(["3", "4"]);
  });

  test("goes on when a fault restarts the server, and ends with the next start over", () => {
    const { store, paint } = setUp();
    store.feed([...notes(1), restartFault, restart, note("four")]);
    paint();
    expect(store.run.entries.map(keyOf)).toEqual(["1", "2", "3", "4"]);
    store.feed([note("five"), restart]);
    paint();
    expect(store.run.entries.map(keyOf)).toEqual(["6"]);
  });

  test("is not shortened by what a view shows or clears", () => {
    const { store, view, paint } = setUp();
    store.feed(notes(2));
    paint();
    view.clear();
    view.show({ filter: { text: "nothing has this" } });
    paint();
    expect([store.run.entries.length, view.length]).toEqual([2, 0]);
  });

  test("holds no more than the store, give or take what is cleared up now and then", () => {
    const { store, paint } = setUp({ lines: 100 });
    store.feed(notes(30_000));
    paint();
    expect(store.run.entries.length).toBeLessThan(10_200);
    expect(store.run.entries.at(-1)?.n).toBe(30_000);
  });
});

test("a reset forgets the lab and goes on", () => {
  const { store, paint, shown } = setUp();
  store.feed(notes(3));
  paint();
  store.reset();
  store.feed(notes(1));
  paint();
  expect([shown(), store.lastN, store.run.entries.length]).toEqual([["1"], 1, 1]);
});

test("a watcher gets each entry once, until it ends", () => {
  const { store, paint } = setUp();
  const seen: string[] = [];
  const end = store.watch((items) => seen.push(...items.map(keyOf)));
  store.feed(notes(2));
  paint();
  store.feed([note("three")]);
  paint();
  end();
  store.feed([note("four")]);
  paint();
  expect(seen).toEqual(["1", "2", "3"]);
});

test("what is seen of clients and connections can be offered by a filter", () => {
  const { store, paint } = setUp();
  const open: StreamItem = {
    type: "note",
    conn: 2,
    t: 0,
    note: { layer: "tcp", kind: "open", from: "client", client: "B", data: { connection: 1, reused: false } },
  };
  store.feed([open]);
  paint();
  expect([[...store.names.clients], [...store.names.conns]]).toEqual([["B"], ["c2"]]);
});

test("an entry finds the one that carried it", () => {
  const { store, paint } = setUp();
  const bytes = new TextEncoder().encode("GET /labs/x/ws HTTP/1.1\r\nHost: x\r\n\r\n");
  store.feed([{ type: "bytes", conn: 1, from: "client", t: 0, bytes }]);
  paint();
  const request = store.find("2")!;
  expect(isPage(request.item)).toBe(false);
  expect(store.parentOf(request)).toBe(store.find("1"));
});
