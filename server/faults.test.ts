import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ErrorCode } from "../protocol/errors.ts";
import type { JsonEntry } from "../protocol/json.ts";
import { TestServer, type LabAddress } from "./testing/server.ts";

let server: TestServer;
beforeAll(async () => void (server = await TestServer.start()));
afterAll(() => server.stop());

async function fault(lab: LabAddress, details: Record<string, unknown>): Promise<void> {
  const answer = await server.verb(lab, "fault", details);
  if (answer.status !== 204) throw new Error(await answer.text());
}

const raw = (lab: LabAddress, client: string) => server.webSocket(`${lab.ws}?client=${client}`);

/** The sizes of what passed to or from a client, after the fault was set. */
function sizesAfterFault(entries: JsonEntry[], client: string, from?: "client" | "server"): number[] {
  const set = entries.findLastIndex(({ kind }) => kind === "fault");
  return entries
    .slice(set)
    .filter((entry) => entry.kind === "chunk" && entry.client === client && (!from || entry.from === from))
    .map(({ data }) => (data as { length: number }).length);
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

describe("what is no fault", () => {
  test.each<[string, unknown, number, ErrorCode]>([
    ["an unknown one", { fault: "meltdown" }, 400, "fault.unknown"],
    ["the name of something that all objects have", { fault: "constructor" }, 400, "fault.unknown"],
    ["a name that is no text", { fault: ["cut"] }, 400, "fault.unknown"],
    ["none", {}, 400, "fault.unknown"],
    ["a delay without a time", { fault: "delay" }, 400, "fault.value"],
    ["a delay that is a text", { fault: "delay", ms: "500" }, 400, "fault.value"],
    ["a delay below 0", { fault: "delay", ms: -1 }, 400, "fault.value"],
    ["a delay that is too long", { fault: "delay", ms: 10_001 }, 400, "fault.value"],
    ["half a millisecond", { fault: "delay", ms: 0.5 }, 400, "fault.value"],
    ["a jitter out of bounds", { fault: "delay", ms: 1, jitter: 1e9 }, 400, "fault.value"],
    ["a rate that is no number", { fault: "throttle", bytesPerSecond: null }, 400, "fault.value"],
    ["bytes without a number", { fault: "drop-after", bytes: {} }, 400, "fault.value"],
    ["a standing one on a connection that is not there", { fault: "delay", ms: 1, conn: "c99" }, 404, "fault.target"],
    ["a freeze where nobody is", { fault: "freeze", client: "A" }, 404, "fault.target"],
  ])("%s", async (_name, details, status, code) => {
    const answer = await server.verb(await server.open(), "fault", details);
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([status, code]);
  });

  test("faults for more clients than a lab has", async () => {
    const lab = await server.open();
    for (let i = 0; i < 64; i++) await fault(lab, { fault: "delay", client: `${i}`, ms: 1 });
    const answer = await server.verb(lab, "fault", { fault: "delay", client: "one more", ms: 1 });
    expect(answer.status).toBe(429);
    await fault(lab, { fault: "heal", client: "0" });
    await fault(lab, { fault: "delay", client: "one more", ms: 1 });
  });
});

describe("delay", () => {
  test("makes one client's line longer in both directions, and no other's", async () => {
    const lab = await server.open();
    const [a, b] = [await raw(lab, "A"), await raw(lab, "B")];
    await fault(lab, { fault: "delay", client: "A", ms: 150, jitter: 20 });
    const order: string[] = [];
    const heard = [a, b].map((client, i) => client.next().then(() => order.push("AB"[i]!)));
    a.send("from A");
    b.send("from B");
    await Promise.all(heard);
    expect(order).toEqual(["B", "A"]);
    const entries = await server.entries(lab);
    expect(entries).toContainEqual(
      expect.objectContaining({
        layer: "app",
        kind: "fault",
        from: "lab",
        data: { fault: "delay", target: "A", ms: 150, jitter: 20 },
      }),
    );
  });

  test("keeps the order of what is sent, the closing frame included", async () => {
    const lab = await server.open();
    const a = await raw(lab, "A");
    await fault(lab, { fault: "delay", ms: 20, jitter: 40 });
    const texts = Array.from({ length: 10 }, (_, i) => `${i}`);
    for (const text of texts) a.send(text);
    for (const text of texts) expect(await a.next()).toBe(text);
    a.socket.close(1000);
    expect((await a.closed).code).toBe(1000);
  });

  test("stands for connections that come later, until it is taken back", async () => {
    const lab = await server.open();
    await fault(lab, { fault: "delay", client: "A", ms: 300 });
    const order: string[] = [];
    const opened = raw(lab, "A").then(() => order.push("A"));
    await raw(lab, "B").then(() => order.push("B"));
    await opened;
    expect(order).toEqual(["B", "A"]);
    await fault(lab, { fault: "delay", client: "A", ms: 10_000 });
    await fault(lab, { fault: "delay", client: "A", ms: 0 });
    await raw(lab, "A");
  });

  test("is over with a restart", async () => {
    const lab = await server.open();
    await fault(lab, { fault: "delay", ms: 10_000 });
    await server.verb(lab, "restart");
    const a = await raw(lab, "A");
    a.send("quick");
    expect(await a.next()).toBe("quick");
  });

  test("on answers over HTTP, too", async () => {
    const lab = await server.open();
    await fault(lab, { fault: "delay", client: "A", ms: 100 });
    const order: string[] = [];
    const asked = ["A", "B"].map((client) =>
      server.fetch(`${lab.http}x?client=${client}`).then((answer) => order.push(`${client} ${answer.status}`)),
    );
    await Promise.all(asked);
    expect(order).toEqual(["B 200", "A 200"]);
  });
});

describe("throttle", () => {
  test("cuts what passes into small pieces and loses nothing", async () => {
    const lab = await server.open();
    const a = await raw(lab, "A");
    await fault(lab, { fault: "throttle", client: "A", bytesPerSecond: 10_000 });
    const text = "x".repeat(1_000);
    a.send(text);
    expect(await a.next()).toBe(text);
    const entries = await server.entries(lab);
    for (const from of ["client", "server"] as const) {
      const sizes = sizesAfterFault(entries, "A", from);
      expect(Math.max(...sizes), from).toBeLessThanOrEqual(200);
      expect(sum(sizes), from).toBe(1_000 + (from === "client" ? 8 : 4));
    }
  });
});

describe("slow-reader", () => {
  test("the client cannot get rid of what the server does not read; other directions are not concerned", async () => {
    const lab = await server.open();
    const [a, b] = [await raw(lab, "A"), await raw(lab, "B")];
    await fault(lab, { fault: "slow-reader", client: "A", bytesPerSecond: 1_000 });
    const piece = Buffer.alloc(60_000);
    // More than the system's buffers on both sides of a connection hold.
    for (let i = 0; i < 400; i++) a.send(piece);
    b.send("to all");
    expect(await b.next()).toBe("for all");
    expect(await a.next()).toBe("for all");
    expect(a.socket.bufferedAmount).toBeGreaterThan(piece.length);
    const read = sum(sizesAfterFault(await server.entries(lab), "A", "client"));
    expect(read).toBeLessThan(piece.length);
    await fault(lab, { fault: "heal" });
    await expect.poll(() => a.socket.bufferedAmount).toBe(0);
    await server.seen(lab, ({ kind, client }) => kind === "event" && client === "A");
  });
});

describe("slow-101", () => {
  test("holds the answer to an upgrade back, and what the server says right behind it", async () => {
    const lab = await server.open();
    await fault(lab, { fault: "slow-101", client: "A", ms: 300 });
    const order: string[] = [];
    const a = server.socketIO(lab, "A").then(() => order.push("A"));
    await server.socketIO(lab, "B").then(() => order.push("B"));
    await a;
    expect(order).toEqual(["B", "A"]);
  });

  test("goes on when another fault is set, and ends at once when it is taken back", async () => {
    const lab = await server.open();
    await fault(lab, { fault: "slow-101", client: "A", ms: 10_000 });
    const order: string[] = [];
    const opened = raw(lab, "A").then(() => order.push("A"));
    await server.seen(lab, ({ kind, client }) => kind === "connection" && client === "A");
    await fault(lab, { fault: "throttle", client: "A", bytesPerSecond: 100_000 });
    await raw(lab, "B").then(() => order.push("B"));
    await fault(lab, { fault: "slow-101", client: "A", ms: 0 });
    await opened;
    expect(order).toEqual(["B", "A"]);
  });

  test("lets messages pass as fast as ever, once the line is open", async () => {
    const lab = await server.open();
    await fault(lab, { fault: "slow-101", ms: 100 });
    const a = await raw(lab, "A");
    await fault(lab, { fault: "slow-101", ms: 10_000 });
    a.send("quick");
    expect(await a.next()).toBe("quick");
  });
});

describe("drop-after", () => {
  test("cuts the line after so many bytes, both directions together, to the byte", async () => {
    const lab = await server.open();
    const [a, b] = [await raw(lab, "A"), await raw(lab, "B")];
    await fault(lab, { fault: "drop-after", client: "A", bytes: 100 });
    // 6 + 24 up, 2 + 24 down: 56 bytes; of the next 30 up and 26 down 44 still pass.
    a.send("x".repeat(24));
    expect(await a.next()).toBe("x".repeat(24));
    a.send("y".repeat(24));
    expect((await a.closed).code).toBe(1006);
    const entries = await server.entries(lab);
    expect(sum(sizesAfterFault(entries, "A"))).toBe(100);
    expect(entries.find(({ kind, client }) => kind === "close" && client === "A")?.data).toEqual({
      how: "reset",
      by: "lab",
    });
    b.send("still here");
    expect(await b.next()).toBe("still here");
  });

  test("lets nothing more pass, whatever is on its way in the other direction", async () => {
    const lab = await server.open();
    const a = await raw(lab, "A");
    await fault(lab, { fault: "drop-after", client: "A", bytes: 40 });
    for (let i = 0; i < 10; i++) a.send("x".repeat(24));
    expect((await a.closed).code).toBe(1006);
    expect(sum(sizesAfterFault(await server.entries(lab), "A"))).toBe(40);
  });

  test("is counted on, when other faults come and go", async () => {
    const lab = await server.open();
    const a = await raw(lab, "A");
    await fault(lab, { fault: "drop-after", client: "A", bytes: 60 });
    a.send("x".repeat(24));
    await a.next();
    await fault(lab, { fault: "delay", ms: 1 });
    a.send("y");
    expect((await a.closed).code).toBe(1006);
  });
});

describe("freeze", () => {
  test("the server gives the client up, and the client is not told before it thaws", async () => {
    const lab = await server.open("09-heartbeat");
    // Time enough for B to answer.
    await server.verb(lab, "options", { io: { pingInterval: 100, pingTimeout: 1_500 } });
    const [a, b] = [await raw(lab, "A"), await raw(lab, "B")];
    await fault(lab, { fault: "freeze", client: "A" });
    const gone = await server.seen(lab, ({ kind, client }) => kind === "disconnect" && client === "A");
    expect(gone.data).toMatchObject({ reason: "1006" });
    b.send("more than a round trip");
    await b.next();
    expect(a.socket.readyState).toBe(a.socket.OPEN);
    await fault(lab, { fault: "thaw", client: "A" });
    expect((await a.closed).code).toBe(1006);
  });

  test("a frozen connection that the server has given up still counts, and ends with its lab", async () => {
    const own = await TestServer.start({ limits: { "address.connections": 4 } });
    const lab = await own.open("09-heartbeat");
    await own.verb(lab, "options", { io: { pingInterval: 100, pingTimeout: 100 } });
    const a = await own.webSocket(`${lab.ws}?client=A`);
    await own.verb(lab, "fault", { fault: "freeze", client: "A" });
    await own.seen(lab, ({ kind, client }) => kind === "disconnect" && client === "A");
    const connections = async () =>
      ((await (await own.fetch("/healthz")).json()) as { connections: number }).connections;
    const before = await connections();
    await own.delete(lab);
    expect((await a.closed).code).toBe(1006);
    await expect.poll(connections).toBeLessThan(before);
    await own.stop();
  });
});

describe("stop", () => {
  test("ends the lab's connections and refuses new ones by name, until a restart", async () => {
    const [lab, other] = [await server.open(), await server.open()];
    const [a, neighbour] = [await raw(lab, "A"), await raw(other, "A")];
    await fault(lab, { fault: "stop" });
    expect((await a.closed).code).toBe(1001);
    const refused = await server.fetch(`${lab.http}x`);
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: "lab.stopped" } }]);
    await expect(raw(lab, "B")).rejects.toThrow("Unexpected server response: 503");
    expect(await server.seen(lab, ({ kind }) => kind === "refusal")).toMatchObject({ data: { code: "lab.stopped" } });
    neighbour.send("and you?");
    expect(await neighbour.next()).toBe("and you?");
    await fault(lab, { fault: "restart" });
    expect((await server.fetch(`${lab.http}x`)).status).toBe(200);
    expect((await server.entries(lab)).filter(({ kind }) => kind === "fault" || kind === "restart")).toMatchObject([
      { data: { fault: "stop", target: "all" } },
      { data: { fault: "restart", target: "all" } },
      { kind: "restart" },
    ]);
  });
});

describe("two labs side by side", () => {
  test.each<[string, Record<string, unknown>]>([
    ["delay", { fault: "delay", ms: 10_000 }],
    ["throttle", { fault: "throttle", bytesPerSecond: 1 }],
    ["drop-after", { fault: "drop-after", bytes: 1 }],
    ["slow-101", { fault: "slow-101", ms: 10_000 }],
    ["slow-reader", { fault: "slow-reader", bytesPerSecond: 1 }],
  ])("%s in one leaves the other alone, on a connection that has carried both", async (_name, details) => {
    const [lab, other] = [await server.open(), await server.open()];
    const shared = await server.raw();
    shared.request(`GET ${lab.http}x HTTP/1.1`, "Host: localhost");
    await shared.until(/path \/x/);
    await fault(lab, details);
    shared.request(`GET ${other.http}y HTTP/1.1`, "Host: localhost");
    expect(await shared.until(/path \/y/)).toMatch(/^HTTP\/1\.1 200 /);
    const a = await raw(other, "A");
    a.send("x".repeat(60_000));
    expect(await a.next()).toHaveLength(60_000);
  });

  test("an answer that is held back belongs to its lab: healed, it comes, and the next is another lab's", async () => {
    const [lab, other] = [await server.open(), await server.open()];
    const shared = await server.raw();
    await fault(lab, { fault: "delay", ms: 10_000 });
    shared.request(`GET ${lab.http}x HTTP/1.1`, "Host: localhost");
    await server.seen(lab, ({ kind }) => kind === "request");
    await fault(lab, { fault: "heal" });
    expect(await shared.until(/path \/x/)).toMatch(/^HTTP\/1\.1 200 /);
    await fault(lab, { fault: "delay", ms: 10_000 });
    shared.request(`GET ${other.http}y HTTP/1.1`, "Host: localhost");
    expect(await shared.until(/path \/y/)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
