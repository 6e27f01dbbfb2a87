import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Cable, connectCables } from "./cable.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Plugged {
  client: Socket;
  socket: Socket;
  cable: Cable;
  /** `> bytes` from the client, `< bytes` from the server, and how it ended. */
  seen: string[];
  ended: Promise<void>;
}

/** A connection to an HTTP server, with a cable, upgraded: from there on it is a stream. */
async function plug(): Promise<Plugged> {
  const seen: string[] = [];
  let cable: Cable;
  let over: () => void;
  const ended = new Promise<void>((resolve) => (over = resolve));
  const server = createServer();
  servers.push(server);
  connectCables(server, (socket) => {
    cable = new Cable(socket, () => ({
      fromClient: (bytes) => seen.push(`> ${bytes}`),
      fromServer: (bytes) => seen.push(`< ${bytes}`),
      closed: (how, by) => {
        seen.push(`${how} by ${by}`);
        over();
      },
    }));
    return true;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {}); // `close` tells
  const upgraded = once(server, "upgrade") as Promise<[unknown, Socket]>;
  client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n");
  const [, socket] = await upgraded;
  expect(seen.splice(0)).toEqual([expect.stringMatching(/^> GET \/ HTTP/)]);
  socket.on("error", () => {}); // `close` tells
  return { client, socket, cable: cable!, seen, ended };
}

const text = async (stream: Socket): Promise<string> => String((await once(stream, "data"))[0]);

describe("what passes", () => {
  test("is seen on both ways, and arrives", async () => {
    const { client, socket, seen } = await plug();
    client.write("up");
    expect(await text(socket)).toBe("up");
    socket.write("down");
    expect(await text(client)).toBe("down");
    expect(seen).toEqual(["> up", "< down"]);
  });

  test("what one turn writes leaves as one, whatever it is made of", async () => {
    const { client, socket, seen } = await plug();
    socket.write("one ");
    socket.cork();
    socket.write(Buffer.from("two "));
    socket.write(new Uint8Array([0x33]));
    socket.uncork();
    await Promise.resolve();
    socket.write(" 0x34", "latin1");
    expect(await text(client)).toBe("one two 3 0x34");
    expect(seen).toEqual(["< one two 3 0x34"]);
  });

  test("the callback of each write is called, in order, once it has left", async () => {
    const { client, socket } = await plug();
    const called: number[] = [];
    const done = new Promise<void>((resolve) => {
      for (const i of [1, 2, 3]) socket.write(`${i}`, () => called.push(i) === 3 && resolve());
    });
    expect([called.length, await text(client)]).toEqual([0, "123"]);
    await done;
    expect(called).toEqual([1, 2, 3]);
  });

  test("what was written before the connection is destroyed still leaves, as from a socket without a cable", async () => {
    const { client, socket, seen, ended } = await plug();
    socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    socket.destroy();
    expect(await text(client)).toBe("HTTP/1.1 400 Bad Request\r\n\r\n");
    client.end();
    await ended;
    expect(seen).toEqual(["< HTTP/1.1 400 Bad Request\r\n\r\n", "end by server"]);
  });

  test("bytes that a client does not take are counted, and held back from whoever writes", async () => {
    const { client, socket } = await plug();
    client.pause();
    const piece = Buffer.alloc(1_048_576);
    let written = 0;
    while (socket.write(piece)) written += piece.length;
    for (let i = 0; i < 16; i++) socket.write(piece);
    // The system's own buffers hold some megabytes; these do not fit there.
    const waiting = socket.writableLength;
    expect(waiting).toBeGreaterThan(piece.length);
    let taken = 0;
    client.on("data", (bytes: Buffer) => (taken += bytes.length)).resume();
    await once(socket, "drain");
    expect(socket.writableLength).toBe(0);
    await expect.poll(() => taken).toBe(written + 17 * piece.length);
  });

  test("bytes that the server does not take are held back from the client", async () => {
    const { client, socket } = await plug();
    socket.pause();
    const piece = Buffer.alloc(1_048_576);
    for (let i = 0; i < 32; i++) client.write(piece);
    expect(client.write("x")).toBe(false);
    let taken = 0;
    await new Promise<void>((resolve) => {
      socket.on("data", (bytes: Buffer) => {
        taken += bytes.length;
        if (taken === 32 * piece.length + 1) resolve();
      });
      socket.resume();
    });
    expect(client.writableLength).toBe(0);
  });

  test("one direction may end before the other", async () => {
    const { client, socket, seen, ended } = await plug();
    socket.resume();
    client.end("last words");
    await once(socket, "end");
    socket.end("answer");
    expect(await text(client)).toBe("answer");
    await ended;
    expect(seen).toEqual(["> last words", "< answer", "end by client"]);
  });

  test("the socket is the one that the system gave: addresses, time-outs and all", async () => {
    const { client, socket, cable } = await plug();
    expect(cable.socket).toBe(socket);
    expect([socket.remotePort, socket.remoteAddress]).toEqual([client.localPort, "127.0.0.1"]);
    const timedOut = once(socket, "timeout");
    socket.setTimeout(1);
    await timedOut;
  });
});

describe("how a connection ends", () => {
  test.each<[string, (plugged: Plugged) => void, string]>([
    ["the client's FIN", ({ client }) => client.end(), "end by client"],
    ["the client's RST", ({ client }) => client.resetAndDestroy(), "reset by client"],
    ["the server's FIN", ({ socket }) => socket.end(), "end by server"],
    ["the server lets go", ({ socket }) => socket.destroy(), "end by server"],
    ["a cut", ({ cable }) => cable.cut(), "reset by lab"],
    ["a hang-up", ({ cable }) => cable.hangUp(), "end by lab"],
  ])("%s: %s", async (_name, end, how) => {
    const plugged = await plug();
    plugged.client.resume().on("end", () => plugged.client.end());
    plugged.socket.resume().on("end", () => plugged.socket.end());
    end(plugged);
    await plugged.ended;
    expect(plugged.seen).toEqual([how]);
  });

  test("a cut is RST for the client and the end for the server", async () => {
    const { client, socket, cable } = await plug();
    const error = once(client, "error");
    const closed = once(socket, "close");
    cable.cut();
    expect((await error)[0]).toMatchObject({ code: "ECONNRESET" });
    await closed;
  });

  test("a hang-up is FIN for both", async () => {
    const { client, socket, cable } = await plug();
    client.resume();
    socket.resume();
    const ended = Promise.all([once(client, "end"), once(socket, "end")]);
    cable.hangUp();
    expect(await ended).toEqual([[], []]);
  });
});

describe("frozen", () => {
  test("nothing passes and nothing is seen until it thaws; then all does, in order", async () => {
    const { client, socket, cable, seen } = await plug();
    const [up, down]: [string[], string[]] = [[], []];
    socket.on("data", (bytes: Buffer) => up.push(String(bytes)));
    client.on("data", (bytes: Buffer) => down.push(String(bytes)));
    cable.freeze();
    client.write("up");
    socket.write("down 1 ");
    await new Promise((resolve) => setImmediate(resolve));
    socket.end("down 2");
    // A second connection through the same event loop shows that time enough has passed for the first.
    const other = await plug();
    other.client.write("x");
    await text(other.socket);
    expect([seen, up, down]).toEqual([[], [], []]);
    const ended = once(client, "end");
    cable.thaw();
    await ended;
    expect(down.join("")).toBe("down 1 down 2");
    await expect.poll(() => up.join("")).toBe("up");
    expect(seen.filter((line) => line.startsWith("<")).join("")).toBe("< down 1 < down 2");
  });

  test("the client's end waits, too", async () => {
    const { client, socket, cable, seen } = await plug();
    socket.resume();
    cable.freeze();
    client.end();
    const other = await plug();
    other.client.end();
    await once(other.socket.resume(), "end");
    expect([seen, socket.readableEnded]).toEqual([[], false]);
    const ended = once(socket, "end");
    cable.thaw();
    await ended;
  });
});
