import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RawClient } from "../server/testing/raw-client.ts";
import { openLine, type Line } from "./line.ts";

let server: Server;
let line: Line;
/** Is left alone: what passes here shows how far the first one could have come by now. */
let other: Line;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  line = await openLine(address);
  other = await openLine(address);
});
afterEach(async () => {
  await Promise.all([line.close(), other.close()]);
  server.close();
});

interface Ends {
  client: RawClient;
  server: RawClient;
}

/** Both ends of a connection over a line. What each has got is in `text`. */
async function connectBoth({ port } = line): Promise<Ends> {
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = await RawClient.connect(port);
  return { client, server: new RawClient((await accepted)[0]) };
}

/** Resolves when what was sent before would have come by now, and its end too. */
async function fence(): Promise<void> {
  const ends = await connectBoth(other);
  await greet(ends);
  ends.server.socket.destroy();
  await ends.client.closed;
}

/** A round trip that is over when both sides have heard of the other. */
async function greet({ client, server }: Ends): Promise<void> {
  client.write("hello\n");
  await server.until(/hello\n/);
  server.write("well met\n");
  await client.until(/well met\n/);
}

/** The next so many bytes that come. */
function receive({ socket }: RawClient, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  return new Promise((resolve) => {
    socket.removeAllListeners("data").on("data", (bytes: Buffer) => {
      pieces.push(bytes);
      if (pieces.reduce((sum, { length }) => sum + length, 0) >= count) resolve(Buffer.concat(pieces));
    });
  });
}

test("hands on every byte, in both directions, also of what does not fit into it at once", async () => {
  const { client, server } = await connectBoth();
  const [up, down] = [randomBytes(300_000), randomBytes(200_000)];
  const got = Promise.all([receive(server, up.length), receive(client, down.length)]);
  client.write(up);
  server.write(down);
  expect((await got).map((bytes, i) => bytes.equals([up, down][i]!))).toEqual([true, true]);
});

test("a side that has nothing more to say still hears the other", async () => {
  const { client, server } = await connectBoth();
  const ended = once(server.socket, "end");
  client.socket.end("the last word");
  await ended;
  server.write("but");
  await client.until(/but/);
  server.socket.end();
  expect([server.text, await client.closed]).toEqual(["the last word", "end"]);
});

test("a side that resets the connection resets it for the other", async () => {
  const ends = await connectBoth();
  await greet(ends);
  ends.server.socket.resetAndDestroy();
  expect(await ends.client.closed).toBe("reset");
});

test("who connects to a server that is not there is reset", async () => {
  const nowhere = await openLine({ host: "127.0.0.1", port: 1 });
  const client = await RawClient.connect(nowhere.port);
  expect(await client.closed).toBe("reset");
  await nowhere.close();
});

describe("what can be done to it", () => {
  test("cut: both sides learn it by RST", async () => {
    const ends = await connectBoth();
    await greet(ends);
    line.cut();
    expect(await Promise.all([ends.client.closed, ends.server.closed])).toEqual(["reset", "reset"]);
  });

  test("end: both sides learn it by FIN, after what was on its way", async () => {
    const { client, server } = await connectBoth();
    await greet({ client, server });
    line.delay(50);
    client.write("before");
    await fence();
    line.end();
    await once(server.socket, "end");
    expect(server.text).toBe("before");
    server.socket.end();
    expect(await client.closed).toBe("end");
  });

  test("freeze: nothing passes in either direction, until it thaws; then all of it", async () => {
    const { client, server } = await connectBoth();
    await greet({ client, server });
    line.freeze();
    client.write("up");
    server.write("down");
    await fence();
    expect([server.text, client.text]).toEqual(["", ""]);
    line.thaw();
    await Promise.all([server.until(/up/), client.until(/down/)]);
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ["FIN", (socket) => socket.destroy(), "end"],
    ["RST", (socket) => socket.resetAndDestroy(), "error"],
  ])("freeze: a side that ends the connection by %s is not heard until it thaws", async (_, leave, event) => {
    const { client, server } = await connectBoth();
    await greet({ client, server });
    line.freeze();
    leave(server.socket);
    await fence();
    expect([client.socket.readableEnded, client.socket.destroyed]).toEqual([false, false]);
    const heard = new Promise((resolve) => client.socket.once(event, resolve));
    line.thaw();
    await heard;
  });

  test("delay: each direction takes so much longer, and what comes later stays behind what came before", async () => {
    const { client, server } = await connectBoth();
    await greet({ client, server });
    line.delay(150);
    const began = performance.now();
    client.write("a");
    await server.until(/a/);
    expect(performance.now() - began).toBeGreaterThan(145);
    server.write("b");
    await client.until(/b/);
    expect(performance.now() - began).toBeGreaterThan(290);
    line.delay(60_000);
    client.write("1");
    await fence();
    line.delay(10);
    client.write("2");
    await server.until(/12/);
  });

  test("pieces that come one after the other are not late one after the other", async () => {
    const { client, server } = await connectBoth();
    line.delay(500);
    const began = performance.now();
    for (let i = 0; i < 10; i++) {
      client.write(String(i));
      await wait(10);
    }
    await server.until(/0123456789/);
    expect(performance.now() - began).toBeLessThan((10 * 500) / 2);
  });

  test("throttle: so many bytes in a second, and whoever sends more has to wait", async () => {
    const { client, server } = await connectBoth();
    await greet({ client, server });
    line.throttle(100_000);
    const began = performance.now();
    client.write("x".repeat(30_000));
    await receive(server, 30_000);
    expect(performance.now() - began).toBeGreaterThan(270);

    const bytes = 20_000_000; // more than the buffers of the system take
    const all = receive(server, bytes);
    client.write(Buffer.alloc(bytes));
    await fence();
    expect(client.socket.writableLength).toBeGreaterThan(0);
    line.throttle(Infinity);
    await all;
  });
});
