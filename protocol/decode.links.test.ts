import { describe, expect, test } from "vitest";
import { decode, only, POLLING, Recording, session } from "./testing.ts";
import { OPCODE } from "./wire/frame.ts";

describe("links", () => {
  test("an acknowledgement answers its event, within its namespace and from the other side", () => {
    const recording = new Recording()
      .upgrade(1, "/socket.io/?EIO=4&transport=websocket")
      .frame(1, "client", '421["a"]', '42/x,1["b"]')
      .frame(1, "server", '421["c"]', "43/x,1[]", "431[]", "431[]")
      .frame(1, "client", "431[]");
    const packets = only(decode(recording.records), "socket.io");
    const names = new Map(
      packets.map((entry) => [
        entry.n,
        entry.kind === "event" && entry.layer === "socket.io" ? entry.data.name : "ack",
      ]),
    );
    expect(packets.filter(({ kind }) => kind === "ack").map(({ answers }) => names.get(answers!))).toEqual([
      "b",
      "a",
      undefined,
      "c",
    ]);
  });

  test("a note's place names the message of the session, over whichever transport it came", () => {
    const entries = decode(session().records);
    const event = entries.find((entry) => entry.layer === "app" && entry.kind === "event")!;
    // Messages 0 and 1 were CONNECT packets; 2 and 3 made the binary event.
    expect(entries[event.parent! - 1]).toMatchObject({ layer: "engine.io", kind: "message" });
    const { records } = session()
      .note(0, { kind: "event", in: ["s1", 3] })
      .note(0, { kind: "event", in: ["s1", 4] });
    const [third, fourth] = decode(records).slice(-2);
    expect(entries[third!.parent! - 1]).toMatchObject({ kind: "binary_event", data: { name: "up" } });
    expect(entries[fourth!.parent! - 1]).toMatchObject({ kind: "event", data: { name: "hi" } });
  });

  test("messages of the server point back to the emit that they came from, and notes to the note before", () => {
    const entries = decode(session().records);
    const [event, emit] = entries.filter(({ layer }) => layer === "app");
    expect(emit!.cause).toBe(event!.n);
    const go = entries.filter(({ cause }) => cause === emit!.n);
    // Message 2 of the server: 0 was the CONNECT over polling, 1 the acknowledgement.
    expect(go.map(({ layer, kind }) => [layer, kind])).toEqual([
      ["engine.io", "message"],
      ["socket.io", "event"],
    ]);
    const [ack] = only(entries, "binary_ack");
    expect(entries[ack!.cause! - 1]).toMatchObject({ kind: "emit", data: { call: "ack" } });
  });

  test("the messages of a raw WebSocket are counted whole, by its conn", () => {
    const recording = new Recording()
      .upgrade(7, "/ws?client=A")
      .frame(
        7,
        "client",
        { fin: false, payload: "a" },
        { opcode: OPCODE.ping },
        { opcode: OPCODE.continuation, payload: "b" },
        "c",
      )
      .note(7, { kind: "event", in: ["c7", 0] })
      .note(7, { kind: "event", in: ["c7", 1] })
      .note(7, { kind: "emit", out: [["c7", 1]] })
      .frame(7, "server", "one", { opcode: OPCODE.pong }, "two");
    const entries = decode(recording.records);
    const events = only(entries, "event");
    expect(events.map(({ parent }) => entries[parent! - 1]!.data)).toMatchObject([
      { name: "continuation" },
      { text: "c" },
    ]);
    expect(entries.filter(({ cause }) => cause !== undefined).map(({ data }) => data)).toMatchObject([{ text: "two" }]);
  });

  test("a session goes on by polling when its probe ends, and is over when the WebSocket that carries it ends", () => {
    const probe = (conn: number) =>
      new Recording().upgrade(conn, "/socket.io/?EIO=4&transport=websocket&sid=s").frame(conn, "client", "2probe");
    const recording = new Recording()
      .request(1, "POST", `${POLLING}&sid=s`, '421["asked"]\x1e451-["half",{"_placeholder":true,"num":0}]')
      .answer(1, "200 OK", "ok");
    recording.records.push(...probe(2).close(2).records);
    recording
      .request(1, "POST", `${POLLING}&sid=s`, 'bAQ==\x1e451-["other",{"_placeholder":true,"num":0}]')
      .answer(1, "200 OK", "ok")
      .request(1, "GET", `${POLLING}&sid=s`)
      .answer(1, "200 OK", "431[]");
    recording.records.push(...probe(3).frame(3, "client", "5").close(3).records);
    const entries = decode(recording.records);
    const packets = only(entries, "socket.io").map(({ kind, data }) => [
      kind,
      "name" in data ? data.name : "code" in data && data.code,
    ]);
    expect(packets).toEqual([
      ["event", "asked"],
      ["binary_event", "half"],
      ["ack", false],
      ["violation", "socket.io.attachments-missing"],
    ]);
    expect(only(entries, "ack")[0]!.answers).toBe(only(entries, "event")[0]!.n);
  });

  test("a burst of messages is found, each of them, when it is handled after the last has come", () => {
    const names = Array.from({ length: 500 }, (_, i) => `42["e${i}"]`);
    const recording = new Recording()
      .upgrade(1, "/socket.io/?EIO=4&transport=websocket&sid=s")
      .frame(1, "client", ...names);
    names.forEach((_, i) => recording.note(1, { kind: "event", in: ["s", i] }));
    const entries = decode(recording.records);
    const handled = entries.filter(({ layer }) => layer === "app").map(({ parent }) => entries[parent! - 1]!.data);
    expect(handled).toMatchObject(names.map((_, i) => ({ name: `e${i}` })));
  });

  test("messages of a refused POST are not counted", () => {
    const recording = new Recording()
      .request(1, "POST", `${POLLING}&sid=s`, '42["no"]')
      .answer(1, "400 Bad Request", "{}")
      .request(1, "POST", `${POLLING}&sid=s`, '42["yes"]')
      .note(1, { kind: "event", in: ["s", 0] });
    const entries = decode(recording.records);
    expect(entries[entries.at(-1)!.parent! - 1]).toMatchObject({ data: { name: "yes" } });
  });

  test.each<[string, Recording]>([
    ["that never came", new Recording().note(0, { kind: "event", in: ["s", 0] })],
    [
      "long ago",
      new Recording()
        .upgrade(1, "/ws")
        .frame(1, "client", ...new Array(2_000).fill("x"))
        .note(1, { kind: "event", in: ["c1", 0] }),
    ],
  ])("a note about a message %s has no parent", (_, { records }) => {
    expect(decode(records).at(-1)).not.toHaveProperty("parent");
  });
});
