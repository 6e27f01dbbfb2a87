import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { io as connectSocketIO } from "socket.io-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { assemble, type AssembleOptions, type Lab, type Program } from "./lab.ts";
import { listen } from "./run.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Assembles a program made of this function and lets it listen. */
async function start(
  main: Program["default"],
  { options = {}, added = {} }: { options?: Program["options"]; added?: AssembleOptions } = {},
) {
  const lab = assemble({ about: { title: "", lesson: 0, events: [] }, options, default: main }, added);
  cleanUps.push(lab.stop);
  const url = await listen(lab);
  return { ...lab, port: Number(new URL(url).port), url, ws: url.replace("http", "ws") };
}

async function openWebSocket(url: string): Promise<WebSocket> {
  const webSocket = new WebSocket(url);
  await once(webSocket, "open");
  return webSocket;
}

/** The status of the answer to an upgrade request, and its body. */
async function upgrade(port: number, path: string): Promise<{ status: number | undefined; body: string }> {
  const headers = {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
  };
  const asked = request({ host: "127.0.0.1", port, path, headers, agent: false }).end();
  return new Promise((resolve, reject) => {
    asked.once("error", reject);
    asked.once("upgrade", ({ statusCode: status }, socket) => {
      socket.destroy();
      resolve({ status, body: "" });
    });
    asked.once("response", async (answer) => resolve({ status: answer.statusCode, body: await text(answer) }));
  });
}

describe("requests", () => {
  test.each([
    ["/", 404, "Not Found\n"],
    ["/ws/more", 404, "Not Found\n"],
    ["/socket.io", 404, "Not Found\n"],
    ["/ws", 426, "Upgrade Required\n"],
    ["/ws?client=A", 426, "Upgrade Required\n"],
    ["/socket.io/?EIO=3&transport=polling", 400, '{"code":5,"message":"Unsupported protocol version"}'],
  ])("GET %s is answered with %i", async (path, status, body) => {
    const { url } = await start(() => {});
    const answer = await fetch(url + path);
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  test("426 names the protocol to upgrade to (RFC 9110 §15.5.22)", async () => {
    const { url } = await start(() => {});
    expect((await fetch(`${url}/ws`)).headers.get("upgrade")).toBe("websocket");
  });

  test("a program's listeners get what is neither Socket.IO's nor ws's", async () => {
    const seen: string[] = [];
    const { url } = await start(({ http }) => {
      http.on("request", ({ url }, response) => {
        seen.push(url!);
        response.end("from the program");
      });
    });
    expect(await (await fetch(`${url}/news?a=1`)).text()).toBe("from the program");
    expect((await fetch(`${url}/ws`)).status).toBe(426);
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(200);
    expect(seen).toEqual(["/news?a=1"]);
  });

  test("Socket.IO's path is the program's choice", async () => {
    const { url } = await start(() => {}, { options: { io: { path: "/chat", addTrailingSlash: false } } });
    expect((await fetch(`${url}/chat?EIO=4&transport=polling`)).status).toBe(200);
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(404);
  });
});

describe("upgrades", () => {
  test.each([
    ["/ws", 101, ""],
    ["/ws?client=A", 101, ""],
    ["/socket.io/?EIO=4&transport=websocket", 101, ""],
    ["/socket.io/?EIO=4&transport=pigeon", 400, "Transport unknown"],
    ["/other", 404, "Not Found\n"],
    ["/ws/", 404, "Not Found\n"],
  ])("of %s are answered with %i", async (path, status, body) => {
    const { port } = await start(() => {});
    expect(await upgrade(port, path)).toEqual({ status, body });
  });

  test("of Socket.IO's path get 404 where Socket.IO takes none", async () => {
    const { port } = await start(() => {}, { options: { io: { transports: ["polling"] } } });
    expect(await upgrade(port, "/socket.io/?EIO=4&transport=websocket")).toEqual({ status: 404, body: "Not Found\n" });
  });

  test("that the program takes itself are left to it", async () => {
    const { port } = await start(({ http }) => {
      http.on("upgrade", ({ url }, socket) => {
        if (url === "/other") socket.end("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
      });
    });
    expect(await upgrade(port, "/other")).toEqual({ status: 418, body: "" });
    expect(await upgrade(port, "/ws")).toEqual({ status: 101, body: "" });
  });

  test("are not cut by Socket.IO while the program takes its time over the answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    cleanUps.push(() => vi.useRealTimers());
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      void start(({ http }) => {
        http.on("upgrade", (_, socket) => {
          answer = () => socket.end("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
          resolve();
        });
      }).then(({ port }) => (answered = upgrade(port, "/slow")));
    });
    let answered: ReturnType<typeof upgrade> | undefined;
    await asked;
    vi.advanceTimersByTime(2_000);
    answer();
    expect(await answered).toEqual({ status: 418, body: "" });
  });
});

describe("options", () => {
  test("a program's own win over those of whoever assembles it", async () => {
    const { io, wss } = await start(() => {}, {
      options: { io: { maxHttpBufferSize: 10 }, ws: { maxPayload: 20 } },
      added: { io: { maxHttpBufferSize: 1, pingInterval: 30 }, ws: { maxPayload: 2, backlog: 3 } },
    });
    expect(io.engine.opts).toMatchObject({ maxHttpBufferSize: 10, pingInterval: 30 });
    expect(wss.options).toMatchObject({ maxPayload: 20, backlog: 3 });
  });

  test("prepare gets the servers before the program does", async () => {
    const calls: [string, Lab["io"]][] = [];
    const { io } = await start(({ io }) => void calls.push(["program", io]), {
      added: { prepare: ({ io }) => calls.push(["prepare", io]) },
    });
    expect(calls.map(([who]) => who)).toEqual(["prepare", "program"]);
    expect(calls.every(([, given]) => given === io)).toBe(true);
  });
});

describe("another server of the program", () => {
  test("has its own io and wss under its name, and knows nothing of the first", async () => {
    const { url, port, ws } = await start(({ io, another }) => {
      const { io: second, wss } = another("two");
      for (const [name, server] of [["one", io] as const, ["two", second] as const])
        server.on("connection", (socket) => server.emit("hello", name, socket.handshake.url));
      wss.on("connection", (webSocket) => webSocket.send("two"));
    });
    const [a, b] = ["/socket.io/", "/two/socket.io/"].map((path) => connectSocketIO(url, { path, forceNew: true }));
    const heard: string[] = [];
    for (const [client, socket] of Object.entries({ a: a!, b: b! })) {
      cleanUps.push(() => socket.disconnect());
      socket.on("hello", (name, path) => heard.push(`${client} ${name} ${path.split("?")[0]}`));
      await new Promise<void>((resolve) => socket.once("hello", () => resolve()));
    }
    // It sees a request as if it had come to itself.
    expect(heard).toEqual(["a one /socket.io/", "b two /socket.io/"]);
    const raw = new WebSocket(`${ws}/two/ws`);
    expect(String((await once(raw, "message"))[0])).toBe("two");
    expect((await fetch(`${url}/two/ws`)).status).toBe(426);
    expect((await fetch(`${url}/two`)).status).toBe(404);
    expect((await fetch(`${url}/three/ws`)).status).toBe(404);
    expect(await upgrade(port, "/two/other")).toMatchObject({ status: 404 });
    expect(await upgrade(port, "/three/ws")).toMatchObject({ status: 404 });
  });

  test("has the options of whoever assembles the program, and its own win", async () => {
    let options: object | undefined;
    const prepared: Lab["io"][] = [];
    const { io } = await start(
      ({ another }) => void (options = another("two", { io: { pingInterval: 30 } }).io.engine.opts),
      {
        options: { io: { pingTimeout: 5 } },
        added: { io: { pingInterval: 1, maxHttpBufferSize: 7 }, prepare: ({ io }) => prepared.push(io) },
      },
    );
    expect(options).toMatchObject({ pingInterval: 30, maxHttpBufferSize: 7, pingTimeout: 20_000 });
    expect(prepared.length).toBe(2);
    expect(prepared[0]).toBe(io);
  });

  test.each(["two", "", "a/b", "ws", "socket.io", "Two", "../x"])("%j cannot be taken, or not twice", async (name) => {
    const make = ({ another }: Lab) => {
      another("two");
      another(name);
    };
    await expect(start(make)).rejects.toThrow(`another("${name}")`);
  });

  test("ends with the first, with 1001", async () => {
    const { ws, stop } = await start(({ another }) => void another("two"));
    const raw = await openWebSocket(`${ws}/two/ws`);
    const closed = once(raw, "close");
    await stop();
    expect((await closed)[0]).toBe(1001);
  });
});

describe("the end", () => {
  test("every WebSocket, raw or Socket.IO's, is closed with 1001", async () => {
    const { ws, url, stop } = await start(() => {});
    const raw = await openWebSocket(`${ws}/ws`);
    const socket = connectSocketIO(url, { transports: ["websocket"], reconnection: false });
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    const codes = Promise.all([
      once(raw, "close").then(([code]) => code),
      new Promise((resolve) =>
        socket.io.engine.once("close", (_, why) => resolve((why as { context: { code: number } }).context.code)),
      ),
    ]);
    await stop();
    expect(await codes).toEqual([1001, 1001]);
  });

  test("a polling client's waiting request is answered", async () => {
    const { url, stop } = await start(() => {});
    const socket = connectSocketIO(url, { transports: ["polling"], reconnection: false });
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    const reason = new Promise((resolve) => socket.once("disconnect", resolve));
    await stop();
    expect(await reason).toMatch(/^transport (close|error)$/);
  });

  test("a peer that does not answer the close frame is cut off", async () => {
    const { port, stop } = await start(() => {});
    const mute = connect(port, "127.0.0.1");
    mute.write(
      "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    await once(mute, "data");
    const ended = new Promise((resolve) => mute.once("close", () => resolve("closed")).on("error", () => {}));
    await stop(); // whoever waited for the answer would wait longer than this test
    expect(await ended).toBe("closed");
  });

  test("begins with the program's own, which is told once and while everyone is still connected", async () => {
    const states: number[][] = [];
    const { stop, ws } = await start(({ wss }) => () => {
      states.push([...wss.clients].map(({ readyState }) => readyState));
    });
    await openWebSocket(`${ws}/ws`);
    await Promise.all([stop(), stop()]);
    expect(states).toEqual([[WebSocket.OPEN]]);
  });

  test("comes also for a program that fails to stop", async () => {
    const { stop, ws } = await start(() => () => {
      throw new Error("cannot stop");
    });
    const raw = await openWebSocket(`${ws}/ws`);
    const closed = once(raw, "close");
    cleanUps.length = 0;
    await expect(stop()).rejects.toThrow("cannot stop");
    expect((await closed)[0]).toBe(1001);
  });

  test("a program that throws leaves no server behind", async () => {
    let lab: Lab | undefined;
    const broken: Program = {
      about: { title: "", lesson: 0, events: [] },
      default(given) {
        lab = given;
        throw new Error("broken");
      },
    };
    expect(() => assemble(broken)).toThrow("broken");
    await once(lab!.wss, "close");
  });
});
