import { expect, test } from "vitest";
import type { ClientState } from "../../client/clients/client.ts";
import { opened } from "../../client/clients/opened.ts";
import { RawClient } from "../../client/clients/raw.ts";
import { realLabs, until } from "../../client/real-lab.fixture.ts";
import { follow, NOWHERE, type Trail } from "./trail.ts";

const labs = realLabs();

/** A real client, and the trail of all that happens to it. */
async function watched(...faults: Record<string, unknown>[]) {
  const session = await labs.open("07-browser-api");
  for (const fault of faults) await session.verb({ verb: "fault", fault });
  const client = session.own(new RawClient(session, "A"));
  const seen: { trail: Trail } = { trail: NOWHERE };
  client.state.subscribe((state) => (seen.trail = follow(seen.trail, state)));
  const trail = () => ({ ...seen.trail, gone: [...seen.trail.gone] });
  return { session, client, trail };
}

const closed = (client: RawClient) => until(client.state, ({ phase }) => phase === "closed");

test("nothing yet", async () => {
  const { trail } = await watched();
  expect(trail()).toMatchObject({ phase: "idle", last: null, gone: [] });
});

test("a whole life, step by step", async () => {
  const { client, trail } = await watched();
  await client.connect();
  expect(trail()).toMatchObject({ phase: "connecting", last: "new" });
  await opened(client);
  expect(trail()).toMatchObject({ phase: "open", last: "open" });
  client.send("hi");
  await until(client.state, ({ event }) => event === "message");
  expect(trail()).toMatchObject({ phase: "open", last: "message" });
  client.close(1000);
  expect(trail()).toMatchObject({ phase: "closing", last: "closing" });
  await closed(client);
  expect(trail()).toMatchObject({
    phase: "closed",
    last: "closed",
    gone: ["new", "open", "message", "closing", "closed"],
  });
});

test("an exception changes nothing", async () => {
  const { client, trail } = await watched({ fault: "slow-101", ms: 200 });
  await client.connect();
  client.send("too early");
  expect(trail()).toMatchObject({ phase: "connecting", last: "new", gone: ["new"] });
  await until(client.state, ({ phase }) => phase === "open");
  expect(trail()).toMatchObject({ phase: "open", gone: ["new", "open"] });
});

test("a refused handshake, and a new attempt, which begins anew", async () => {
  const { client, trail } = await watched();
  await client.connect({ path: "nothing" });
  await closed(client);
  expect(trail()).toMatchObject({ phase: "closed", last: "fail", gone: ["new", "fail"] });
  expect(trail().said).toMatch(/error and close/);
  await client.connect();
  expect(trail()).toMatchObject({ phase: "connecting", gone: ["new"] });
});

test("a connection that is cut", async () => {
  const { session, client, trail } = await watched();
  await client.connect();
  await opened(client);
  await session.verb({ verb: "fault", fault: { fault: "cut" } });
  await closed(client);
  expect(trail()).toMatchObject({ phase: "closed", last: "lost", gone: ["new", "open", "lost"] });
});

/** What a browser tells, and Node not in this order. */
test("a handshake that is given up: CLOSING, then error and close", () => {
  const states: ClientState[] = [
    { phase: "connecting", transport: null },
    { phase: "closing", transport: null },
    { phase: "closed", transport: null, event: "close" },
  ];
  const trail = states.reduce(follow, NOWHERE);
  expect(trail).toMatchObject({ phase: "closed", last: "closed" });
  expect(trail.said).toMatch(/error and close/);
  expect([...trail.gone]).toEqual(["new", "abort", "closed"]);
});

test("where no WebSocket was made, none is shown", () => {
  const states: ClientState[] = [
    { phase: "connecting", transport: null },
    { phase: "closed", transport: null, problem: { said: "labs.full", meaning: "…" } },
  ];
  expect(states.reduce(follow, NOWHERE)).toMatchObject({ phase: "closed", last: null, said: "No WebSocket was made." });
});
