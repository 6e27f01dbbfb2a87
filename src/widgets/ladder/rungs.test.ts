import { expect, test } from "vitest";
import { recordRun, type LabClients } from "../../../e2e/support/record.ts";
import { TRACES } from "../../../e2e/support/traces.ts";
import { ladderOf } from "../../client/ladder.ts";
import { realLabs } from "../../client/real-lab.fixture.ts";
import { type Rung, rungsOf } from "./rungs.ts";

const labs = realLabs();

async function record(script: (clients: LabClients) => Promise<void>): Promise<Rung[]> {
  return rungsOf(ladderOf(await recordRun(labs.origin, "11-transports", script)));
}

/** Each rung in a line, without the ids. */
function told(rungs: readonly Rung[]): string[] {
  return rungs.map(({ id, layer, passed }) => {
    const texts = passed.map(({ from, text }) => `${from === "client" ? ">" : "<"} ${text.replace(/\{.*/, "{…}")}`);
    return [id, ...(texts.length > 0 ? [layer] : []), ...texts].join(" ");
  });
}

/** A connection that is held, then one that climbs: step by step, so that each time the same passes. */
const twoLadders = TRACES.find(({ lesson }) => lesson === "11")!.script;

test("a climb has all rungs, each with what passed, and what it cost", async () => {
  const rungs = await record(twoLadders);
  expect(told(rungs)).toEqual([
    "open http > GET < 0{…}",
    "ask http > POST 40 < 200 OK",
    "granted http > GET < 40{…}",
    "upgrade http > GET, Upgrade: websocket < 101 Switching Protocols",
    "probe websocket > 2probe < 3probe",
    "noop http > GET < 6",
    "move websocket > 5",
  ]);
  expect(rungs.map(({ refused, skipped }) => refused || skipped)).not.toContain(true);
  const [open, , , , probe, , move] = rungs;
  expect([probe, move]).toMatchObject([
    { up: 12, down: 8 },
    { up: 7, down: 0 },
  ]);
  expect(Math.min(open!.up, open!.down)).toBeGreaterThan(100);
});

test("a connection that is held ends on the rung that was refused", async () => {
  const { climbs } = ladderOf(await recordRun(labs.origin, "11-transports", twoLadders));
  const rungs = rungsOf({ climbs: climbs.slice(0, 1), refused: [] });
  expect(told(rungs).slice(3)).toEqual([
    "upgrade http > GET, Upgrade: websocket < 400 Bad Request",
    "probe",
    "noop",
    "move",
  ]);
  expect(rungs.map(({ refused }) => refused)).toEqual([false, false, false, true, false, false, false]);
});

test("where no poll waits when the trial begins, none has to be let go", async () => {
  const rungs = await record(async ({ text, webSocket }) => {
    const path = "socket.io/?EIO=4&transport=";
    const { sid } = JSON.parse((await text(`/${path}polling&client=A`)).slice(1)) as { sid: string };
    const a = await webSocket("A", `${path}websocket&sid=${sid}`);
    a.send("2probe");
    await a.next();
    a.send("5");
    a.send("40");
    await a.next();
    await a.close(1000);
  });
  expect(told(rungs)).toEqual([
    "open http > GET < 0{…}",
    "ask websocket > 40",
    "granted websocket < 40{…}",
    "upgrade http > GET, Upgrade: websocket < 101 Switching Protocols",
    "probe websocket > 2probe < 3probe",
    "noop",
    "move websocket > 5",
  ]);
  expect(rungs.map(({ skipped }) => skipped)).toEqual([false, false, false, false, false, true, false]);
});

test("over WebSocket alone there are four rungs, and the handshake is the first", async () => {
  const rungs = await record(async ({ socketIO }) => void (await socketIO("A")));
  expect(told(rungs)).toEqual([
    "upgrade http > GET, Upgrade: websocket < 101 Switching Protocols",
    "open websocket < 0{…}",
    "ask websocket > 40",
    "granted websocket < 40{…}",
  ]);
  expect(rungs.map(({ title }) => title)).toEqual(["A WebSocket", "A session", "In", "Let in"]);
});

test("who may use nothing else and is refused stands on the first, also after a connection that went well", async () => {
  const rungs = await record(async ({ socketIO, http }) => {
    (await socketIO("A")).disconnect();
    await http("POST", "/proxy/drop-upgrade");
    await socketIO("A", { reconnection: false }).catch(() => {});
  });
  expect(told(rungs)).toEqual(["upgrade http > GET, Upgrade: websocket < 400 Bad Request", "open", "ask", "granted"]);
  expect(rungs[0]!.refused).toBe(true);
});

test("before anyone has connected, all rungs are empty", () => {
  expect(told(rungsOf(ladderOf([])))).toEqual(["open", "ask", "granted", "upgrade", "probe", "noop", "move"]);
});
