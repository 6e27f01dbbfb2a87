import { expect, test } from "vitest";
import { realLabs, until, untilRun } from "../real-lab.fixture.ts";
import { SocketIoClient } from "./socket-io.ts";

const labs = realLabs();

test("an acknowledgement that a broken line swallows: the work was done, and who asked hears of nothing but the end", async () => {
  const session = await labs.open("12-ack");
  const client = session.own(new SocketIoClient(session, "A"));
  await client.connect({ transports: ["websocket"], reconnection: false });
  await until(client.state, ({ phase }) => phase === "open");
  // Late enough for the line to be frozen before, however busy the machine is.
  const answer = client.emitWithAck(60_000, "late", 2_500).then(
    () => "answered",
    (error: Error) => error.message,
  );
  await untilRun(session, ({ entries }) => entries.some(({ kind, layer }) => layer === "app" && kind === "event"));
  await session.verb({ verb: "fault", fault: { fault: "freeze", client: "A" } });
  const run = await untilRun(session, ({ entries }) =>
    entries.some((entry) => entry.layer === "app" && entry.kind === "emit" && entry.data.call === "ack"),
  );
  expect(run.entries.some(({ layer, kind }) => layer === "socket.io" && kind === "ack")).toBe(false);
  await session.verb({ verb: "fault", fault: { fault: "cut", client: "A" } });
  expect(await answer).toBe("socket has been disconnected");
});
