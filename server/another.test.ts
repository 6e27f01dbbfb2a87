/** A lab whose program has several servers. */
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Data } from "../protocol/log.ts";
import { TestServer, type LabAddress } from "./testing/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const PROGRAM = "13-every-emit";
const at = (lab: LabAddress, name: string): LabAddress => ({ ...lab, socketio: `${lab.http}${name}/socket.io/` });

async function emitsOf(lab: LabAddress) {
  const entries = await server.entries(lab);
  return entries
    .filter(({ layer, kind }) => layer === "app" && kind === "emit")
    .map(({ n, data }) => ({ n, ...(data as Data["app"]["emit"]) }))
    .filter(({ call }) => call === "broadcast")
    .map(({ n, to }) => ({
      to: to.map(({ client }) => client).sort(),
      packets: entries.filter(({ layer, cause }) => layer === "socket.io" && cause === n).map(({ client }) => client),
    }));
}

/** A and B at server one, C and D at server two; A has the row run. */
async function run(lab: LabAddress, row: string): Promise<void> {
  const sockets: Socket[] = [];
  for (const [letter, name] of Object.entries({ A: "one", B: "one", C: "two", D: "two" }))
    sockets.push(await server.socketIO(at(lab, name), letter));
  await sockets[0]!.emitWithAck("run", row);
  for (const socket of sockets) await socket.emitWithAck("fence", 1);
}

test("an adapter that tells other servers first: the emit has the receivers of all of them, and their packets name it", async () => {
  const lab = await server.open(PROGRAM);
  await run(lab, "servers-emit");
  const [emit, ...others] = await emitsOf(lab);
  expect(emit!.to).toEqual(["A", "B", "C", "D"]);
  expect(emit!.packets.toSorted()).toEqual(["A", "B", "C", "D"]);
  expect(others).toEqual([]);
});

test("and only those that it was handed to", async () => {
  const lab = await server.open(PROGRAM);
  await run(lab, "local");
  expect(await emitsOf(lab)).toMatchObject([{ to: ["A", "B"] }]);
});

test("the limits of a lab hold at each of its servers", async () => {
  const lab = await server.open(PROGRAM);
  const webSocket = await server.webSocket(`${at(lab, "two").socketio}?EIO=4&transport=websocket&client=A`);
  webSocket.send("40");
  webSocket.send(`42["hello",${"[".repeat(5_000)}${"]".repeat(5_000)}]`);
  expect(await webSocket.closed).toMatchObject({ code: 1008 });
  expect(await server.noted(lab, "refusal")).toMatchObject({ code: "message.depth" });
});

test("a restart ends and begins all of them", async () => {
  const lab = await server.open(PROGRAM);
  const before = await server.socketIO(at(lab, "two"), "A");
  const ended = new Promise((resolve) => before.once("disconnect", resolve));
  expect((await server.verb(lab, "restart")).status).toBe(204);
  await ended;
  const after = await server.socketIO(at(lab, "two"), "A");
  expect(await after.emitWithAck("add", 20, 22)).toBe(42);
});
