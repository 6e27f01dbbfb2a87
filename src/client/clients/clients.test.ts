/** What both kinds of clients have in common. */
import type { Socket } from "socket.io-client";
import { describe, expect, test } from "vitest";
import type { LabSession } from "../lab.ts";
import type { PageEvent } from "../log/store.ts";
import { realLabs, until } from "../real-lab.fixture.ts";
import { RawClient } from "./raw.ts";
import { SocketIoClient } from "./socket-io.ts";
import { told } from "./told.fixture.ts";

const labs = realLabs();

describe.each([
  ["a raw WebSocket", RawClient, "03-ws-echo"],
  ["a Socket.IO client", SocketIoClient, "12-ack"],
] as const)("%s", (_, Client, program) => {
  test("closed while the lab was still on its way does not connect any more", async () => {
    const session = await labs.open(program);
    const client = session.own(new Client(session, "A"));
    const connecting = client.connect();
    client.close();
    expect(client.state.get()).toEqual({ phase: "closed", transport: null });
    await connecting;
    expect([client.state.get().phase, told(session)]).toEqual(["closed", []]);
    expect(client).not.toHaveProperty("socket", expect.anything());
  });

  test("has no error of its own when the lab is refused after it was closed", async () => {
    const { host } = await labs.open(program);
    const asked: unknown[] = [];
    const refused = Promise.withResolvers<never>();
    const log = { now: () => 0, page: (event: PageEvent) => asked.push(event) };
    const client = new Client({ host, open: () => refused.promise, log }, "A");
    const connecting = client.connect();
    client.close();
    refused.reject(new Error("no lab"));
    await connecting;
    expect([client.state.get(), asked]).toEqual([{ phase: "closed", transport: null }, []]);
  });
});

describe("a call was when it was made, however long it takes", () => {
  /** A lab in whose page no time passes but in the calls that are `slow`. */
  function still({ host, open }: Pick<LabSession, "host" | "open">) {
    let clock = 1;
    const made: [call: string, at: number][] = [];
    const page = ({ summary }: PageEvent, at = clock) => made.push([summary.replace(/".*"/, "…"), at]);
    function slow<F extends (...args: never[]) => unknown>(call: F): F {
      return ((...args: Parameters<F>) => {
        const result = call(...args);
        clock += 100;
        return result;
      }) as F;
    }
    return { lab: { host, open, log: { now: () => clock, page } }, made, slow };
  }

  test("of a raw WebSocket", async () => {
    const session = await labs.open("03-ws-echo");
    const { lab, made, slow } = still({ host: { ...session.host }, open: () => session.open() });
    lab.host.webSocket = slow((...args) => session.host.webSocket(...args));
    const client = session.own(new RawClient(lab, "A"));
    await client.connect();
    await until(client.state, ({ phase }) => phase === "open");
    const socket = client.socket!;
    Object.assign(socket, { send: slow(socket.send.bind(socket)), close: slow(socket.close.bind(socket)) });
    client.send("hi");
    client.close(1000);
    expect(made).toEqual([
      ["new WebSocket(…)", 1],
      ["open: readyState is 1", 101],
      ["ws.send(…)", 101],
      ["ws.close(1000)", 201],
    ]);
  });

  test("of a Socket.IO client", async () => {
    const session = await labs.open("12-ack");
    const { lab, made, slow } = still({ host: { ...session.host }, open: () => session.open() });
    let socket: Socket | undefined;
    lab.host.socketIO = async (...how) => (socket = await session.host.socketIO(...how));
    const client = session.own(new SocketIoClient(lab, "A"));
    await client.connect({ transports: ["websocket"] });
    await until(client.state, ({ phase }) => phase === "open");
    Object.assign(socket!, { emit: slow(socket!.emit.bind(socket)), send: slow(socket!.send.bind(socket)) });
    made.length = 0;
    client.emit("hi");
    client.send("hi");
    expect(made).toEqual([
      ["socket.emit(…)", 1],
      ["socket.send(…)", 101],
    ]);
  });
});
