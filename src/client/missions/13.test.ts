import { expect, test } from "vitest";
import { bet } from "../bets/13.ts";
import { SocketIoClient } from "../clients/socket-io.ts";
import type { LabSession } from "../lab.ts";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { isFenced, type PaintedRun } from "../receivers.ts";
import { mission } from "./13.ts";

const labs = realLabs();

const ROOMS = { A: ["r1"], B: ["r1", "r2"], C: ["r2"], D: [] };

class Players {
  readonly session: LabSession;
  readonly clients: readonly SocketIoClient[];

  constructor(session: LabSession) {
    this.session = session;
    this.clients = Object.keys(ROOMS).map((letter) => session.own(new SocketIoClient(session, letter)));
  }

  static async gather(): Promise<Players> {
    const players = new Players(await labs.open("13-who"));
    for (const client of players.clients) {
      await client.connect({ transports: ["websocket"] });
      await until(client.state, ({ phase }) => phase === "open");
      for (const room of ROOMS[client.letter as keyof typeof ROOMS]) await client.emitWithAck(2_000, "join", room);
    }
    return players;
  }

  /** Paints, has A ask for the call, and has everyone ask a question after it, as the widget does. */
  async paint(
    call: string,
    painted: string,
    event: string,
    args: unknown[] = [],
    written?: PaintedRun["written"],
  ): Promise<PaintedRun> {
    const before = this.session.log.lastN;
    this.clients[0]!.emit(event, ...args);
    for (const client of this.clients) await client.emitWithAck(2_000, "rooms");
    const eventsOf = (name: string) =>
      this.session
        .run()
        .entries.filter(
          (e) =>
            e.n > before &&
            e.layer === "socket.io" &&
            e.kind === "event" &&
            e.from === "client" &&
            e.data.name === name,
        );
    await untilRun(this.session, ({ entries }) => {
      const fences = eventsOf("rooms").map(({ n }) => n);
      return fences.length === 4 && isFenced(entries, fences);
    });
    const run: PaintedRun = {
      call,
      painted: [...painted],
      asked: eventsOf(event)[0]!.n,
      fences: eventsOf("rooms").map(({ n }) => n),
      ...(written && { written }),
    };
    const earlier = (this.session.answers.get()["who"] ?? []) as PaintedRun[];
    this.session.answer("who", [...earlier, run]);
    return run;
  }
}

/** facts.md §2, measured: A and B in r1, B and C in r2, D in none; A sends. */
const RIGHT = [
  ['io.emit("hello")', "ABCD", "tell_all"],
  ['socket.broadcast.emit("hello")', "BCD", "tell_others"],
  ['socket.emit("hello")', "A", "tell_me"],
  ['io.to("r1").emit("hello")', "AB", "tell_room"],
  ['socket.to("r1").emit("hello")', "B", "tell_roommates"],
  ['io.to(["r1", "r2"]).emit("hello")', "ABC", "tell_rooms"],
] as const;

const ROOMMATES = { on: "socket", to: ["r1"] };

test("six calls painted right and the last one written in both languages are the mission", async () => {
  const players = await Players.gather();
  const asked: number[] = [];
  for (const [call, painted, event] of RIGHT) asked.push((await players.paint(call, painted, event)).asked);
  expect(mission.check(players.session.run())).toMatchObject({
    done: false,
    reason: "All six are right. Now write the last call yourself.",
  });
  const call = 'socket.to("r1").emit("hello")';
  asked.push((await players.paint(call, "B", "tell", [ROOMMATES], "typescript")).asked);
  expect(mission.check(players.session.run())).toMatchObject({
    done: false,
    reason: "That was right. Now write the same in the other language.",
  });
  asked.push(
    (await players.paint("emit('hello', to='r1', include_self=False)", "B", "tell", [ROOMMATES], "flask")).asked,
  );
  expect(mission.check(players.session.run())).toEqual({ done: true, proof: asked });
});

test("doing nothing is not done", async () => {
  const { session } = await Players.gather();
  expect(mission.check(session.run())).toMatchObject({
    done: false,
    reason: "No painted call was run yet.",
    steps: [{ done: false }, { done: false }, { done: false }],
  });
});

test("who was not painted and got it: the packet is named", async () => {
  const players = await Players.gather();
  await players.paint('io.to("r1").emit("hello")', "B", "tell_room");
  const run = players.session.run();
  const packet = run.entries.find(
    (e) => e.layer === "socket.io" && e.kind === "event" && e.from === "server" && e.client === "A",
  )!;
  expect(mission.check(run)).toMatchObject({
    done: false,
    reason: `io.to("r1").emit("hello"): A got it too (n=${packet.n}), and you had not painted A.`,
    refutedBy: packet.n,
  });
});

test("who was painted and got nothing: the event that asked for the call is named", async () => {
  const players = await Players.gather();
  const { asked } = await players.paint('socket.to("r1").emit("hello")', "AB", "tell_roommates");
  expect(mission.check(players.session.run())).toMatchObject({ done: false, refutedBy: asked });
});

test("the same call painted right six times is one call", async () => {
  const players = await Players.gather();
  for (let i = 0; i < 6; i++) await players.paint('io.emit("hello")', "ABCD", "tell_all");
  expect(mission.check(players.session.run())).toMatchObject({
    done: false,
    steps: [{ text: "6 calls painted right (1 so far)", done: false }, {}, {}],
  });
});

test("a written call that reaches the sender too is not the last one", async () => {
  const players = await Players.gather();
  await players.paint('io.to("r1").emit("hello")', "AB", "tell", [{ on: "io", to: ["r1"] }], "typescript");
  expect(mission.check(players.session.run())).toMatchObject({
    done: false,
    reason: 'io.to("r1").emit("hello") reached A, B: not everyone in a room of the sender but the sender.',
    steps: [{}, { done: false }, {}],
  });
});

test("a room that changed before the call is taken as it was then", async () => {
  const players = await Players.gather();
  await players.clients[2]!.emitWithAck(2_000, "join", "r1");
  await players.paint('socket.to("r1").emit("hello")', "BC", "tell", [ROOMMATES], "typescript");
  await players.clients[2]!.emitWithAck(2_000, "leave", "r1");
  expect(mission.check(players.session.run())).toMatchObject({ steps: [{}, { done: true }, {}] });
});

test.each<[string, string, string, unknown[], string]>([
  ["A B C", "asked for by its name", "tell_rooms", [], ""],
  ["A B C", "asked for as data", "tell", [{ on: "io", to: ["r1", "r2"] }], ""],
  [
    "B C",
    "asked for by its name",
    "tell_rooms",
    [],
    "A got it (n=A): it is in r1, and what begins with io leaves out nobody. ",
  ],
  [
    "A B C D",
    "asked for by its name",
    "tell_rooms",
    [],
    "Nothing that n=asked led to went to D: it is in neither room. ",
  ],
  [
    "",
    "asked for by its name",
    "tell_rooms",
    [],
    "A got it (n=A): it is in r1, and what begins with io leaves out nobody. B got it (n=B): it is in both rooms, and gets one packet. C got it (n=C): it is in r2. ",
  ],
])("the bet on %j is judged by the packets of the call, %s", async (guess, _, event, args, wrong) => {
  const players = await Players.gather();
  const guessed = guess.split(" ").filter(Boolean);
  expect(bet.judge(players.session.run(), guessed)).toMatchObject({ settled: false });
  const { asked } = await players.paint('io.to(["r1", "r2"]).emit("hello")', guess, event, args);
  const run = players.session.run();
  const packets = run.entries.filter((e) => e.layer === "socket.io" && e.kind === "event" && e.from === "server");
  expect(packets.map(({ client }) => client).toSorted()).toEqual(["A", "B", "C"]);
  const numbers = new Map<string, number>([["asked", asked], ...packets.map((e) => [e.client!, e.n] as const)]);
  const found = bet.judge(run, guessed);
  expect(found).toMatchObject({ settled: true, right: wrong === "", answer: ["A", "B", "C"] });
  const words = `${wrong}The packets went to A, B and C (n=A, n=B, n=C).`;
  expect(found).toHaveProperty(
    "explanation",
    words.replace(/n=(\w+)/g, (_, name: string) => `n=${numbers.get(name)}`),
  );
  expect(found).toHaveProperty("shownBy", [asked, ...["A", "B", "C"].map((client) => numbers.get(client))]);
});
