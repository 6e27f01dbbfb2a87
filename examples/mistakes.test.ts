/**
 * The common mistakes, each made on purpose against real servers: what the page /reference/common-mistakes/ says of them
 * is what happens here. It names this file as its source.
 */
import { on, once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Server, type ServerOptions } from "socket.io";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { afterEach, describe, expect, it, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(server: HttpServer): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Socket.IO server on a port of its own. */
async function socketIO(options: Partial<ServerOptions> = {}) {
  const http = createServer((_request, response) => response.writeHead(404).end());
  const server = new Server(http, options);
  closers.push(() => server.close());
  return { server, host: await listen(http) };
}

/** A ws server on a port of its own: an echo. */
async function webSockets(options: ConstructorParameters<typeof WebSocketServer>[0] = {}) {
  const http = createServer((_request, response) => response.writeHead(426).end());
  const wss = new WebSocketServer({ ...options, server: http });
  wss.on("connection", (ws) => ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary })));
  return { wss, host: await listen(http) };
}

function client(address: string, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const socket = io(address, { forceNew: true, reconnection: false, ...options });
  closers.push(() => socket.disconnect());
  return socket;
}

const failure = async (socket: Socket) =>
  ((await new Promise((fail) => socket.once("connect_error", fail))) as Error).message;
const connected = (socket: Socket) => new Promise<void>((resolve) => socket.once("connect", resolve));

function raw(url: string, protocols?: string[]): WebSocket {
  const ws = new WebSocket(url, protocols);
  ws.on("error", () => {}); // `close` tells
  closers.push(() => ws.terminate());
  return ws;
}

const nextText = async (ws: WebSocket) => String(((await once(ws, "message")) as [Buffer])[0]);
const refusal = async (ws: WebSocket) => ((await once(ws, "error")) as [Error])[0].message;

describe("a plain WebSocket and Socket.IO", () => {
  it("do connect at /socket.io/, and the first word is Engine.IO's open packet; nothing follows before 40 is said", async () => {
    const { host, server } = await socketIO({ pingInterval: 100 });
    const joined: string[] = [];
    server.on("connection", ({ id }) => joined.push(id));
    const ws = raw(`ws://${host}/socket.io/?EIO=4&transport=websocket`);
    expect(await nextText(ws)).toMatch(/^0\{"sid":/);
    expect([await nextText(ws), joined]).toEqual(["2", []]);
    ws.send("3");
    ws.send("40");
    expect(await nextText(ws)).toMatch(/^40\{"sid":/);
    expect(joined).toHaveLength(1);
  });

  it("do not connect elsewhere: the server never answers, and hangs up", async () => {
    const { host } = await socketIO({ destroyUpgradeTimeout: 50 } as Partial<ServerOptions>);
    const ws = raw(`ws://${host}/`);
    expect(await refusal(ws)).toBe("socket hang up");
  });

  it("a plain ws server answers io() with 426: xhr poll error", async () => {
    const { host } = await webSockets();
    expect(await failure(client(`http://${host}`))).toBe("xhr poll error");
  });

  it("with WebSockets alone the line opens, and the client waits for a word of Socket.IO in vain: timeout", async () => {
    const { host, wss } = await webSockets();
    const seen = once(wss, "connection");
    expect(await failure(client(`http://${host}`, { transports: ["websocket"], timeout: 200 }))).toBe("timeout");
    const [, request] = (await seen) as [unknown, { url: string }];
    expect(request.url).toMatch(/^\/socket\.io\/\?EIO=4/);
  });
});

test("the server pings anew only after an answer: the one that nobody answers is the last", async () => {
  const { host } = await socketIO({ pingInterval: 20, pingTimeout: 200 });
  const ws = raw(`ws://${host}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  ws.on("message", (data) => {
    heard.push(String(data).slice(0, 1));
    if (heard.length === 2) ws.send("3");
  });
  await once(ws, "close");
  expect(heard).toEqual(["0", "2", "2"]);
});

test("an older protocol over a WebSocket is switched to first: the refusal stands where a frame should be", async () => {
  const { host } = await socketIO();
  const line = connect(Number(host.split(":")[1]), "127.0.0.1");
  closers.push(() => line.destroy());
  line.write(
    `GET /socket.io/?EIO=3&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  const [switched, refusal] = (await text(line)).split(/(?<=\r\n\r\n)(?=HTTP)/);
  expect(switched).toMatch(/^HTTP\/1\.1 101 /);
  expect(refusal).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*Unsupported protocol version$/);
});

test("Engine.IO's close, 1, is not heeded over a WebSocket: the session goes on", async () => {
  const { host } = await socketIO();
  const ws = new WebSocket(`ws://${host}/socket.io/?EIO=4&transport=websocket`);
  closers.push(() => ws.terminate());
  const heard = on(ws, "message");
  const next = async () => String(((await heard.next()).value as [Buffer])[0]);
  expect(await next()).toMatch(/^0\{/);
  ws.send("1");
  ws.send("40");
  expect(await next()).toMatch(/^40\{/);
});

test.each([
  ["an older protocol", "EIO=3&transport=polling", 5, "Unsupported protocol version"],
  ["a session that this server does not know", "EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown"],
  ["a WebSocket whose Upgrade header a proxy has dropped", "EIO=4&transport=websocket", 3, "Bad request"],
])("%s is answered with 400 and a code", async (_name, query, code, message) => {
  const { host } = await socketIO();
  const answer = await fetch(`http://${host}/socket.io/?${query}`);
  expect([answer.status, await answer.json()]).toEqual([400, { code, message }]);
});

describe("subprotocols", () => {
  it("that the client offers and the server does not choose end the handshake", async () => {
    const { host } = await webSockets({ handleProtocols: () => false });
    expect(await refusal(raw(`ws://${host}/`, ["chat.v1"]))).toBe("Server sent no subprotocol");
  });

  it("that the client offers are not looked at where nobody has told ws to: it takes the first one", async () => {
    const { host } = await webSockets();
    const ws = raw(`ws://${host}/`, ["chat.v1", "chat.v2"]);
    await once(ws, "open");
    expect(ws.protocol).toBe("chat.v1");
  });

  it("are chosen by the server out of those that were offered", async () => {
    const { host } = await webSockets({ handleProtocols: (offered) => [...offered].at(-1)! });
    const ws = raw(`ws://${host}/`, ["chat.v1", "chat.v2"]);
    await once(ws, "open");
    expect(ws.protocol).toBe("chat.v2");
  });
});

describe("CORS", () => {
  const Origin = "http://elsewhere.example";

  it("leaves polling from another origin without the header that its browser wants; the answer is there all the same", async () => {
    const { host } = await socketIO({ cors: { origin: "http://ours.example" } });
    const answer = await fetch(`http://${host}/socket.io/?EIO=4&transport=polling`, { headers: { Origin } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "http://ours.example"]);
    expect(await answer.text()).toMatch(/^0\{/);
  });

  it("does not stop a WebSocket: the server takes any origin", async () => {
    const { host } = await socketIO({ cors: { origin: "http://ours.example" } });
    const ws = new WebSocket(`ws://${host}/socket.io/?EIO=4&transport=websocket`, { headers: { Origin } });
    closers.push(() => ws.terminate());
    expect(await nextText(ws)).toMatch(/^0\{/);
  });

  it("allowRequest stops both: 403 for polling, 400 for a WebSocket", async () => {
    const { host } = await socketIO({ allowRequest: ({ headers }, decide) => decide(null, headers.origin !== Origin) });
    const polled = await fetch(`http://${host}/socket.io/?EIO=4&transport=polling`, { headers: { Origin } });
    expect(polled.status).toBe(403);
    const ws = new WebSocket(`ws://${host}/socket.io/?EIO=4&transport=websocket`, { headers: { Origin } });
    expect(await refusal(ws)).toBe("Unexpected server response: 400");
  });
});

describe("two servers on one port", () => {
  async function both(noServer: boolean): Promise<string> {
    const http = createServer();
    const server = new Server(http, { destroyUpgrade: !noServer });
    closers.push(() => server.close());
    const wss = noServer ? new WebSocketServer({ noServer }) : new WebSocketServer({ server: http, path: "/raw" });
    if (noServer)
      http.on("upgrade", (request, socket, head) => {
        if (request.url === "/raw") wss.handleUpgrade(request, socket, head, (ws) => ws.send("raw"));
      });
    return listen(http);
  }

  it("that both take upgrades: ws refuses Socket.IO's with 400, so that its clients stay on polling", async () => {
    const host = await both(false);
    expect(await failure(client(`http://${host}`, { transports: ["websocket"] }))).toBe("websocket error");
    const socket = client(`http://${host}`);
    const refused = new Promise((resolve) =>
      socket.io.once("open", () => socket.io.engine.once("upgradeError", resolve)),
    );
    await connected(socket);
    await refused;
    expect(socket.io.engine.transport.name).toBe("polling");
  });

  test.each([
    ["ws", "Unexpected server response: 400"],
    ["Socket.IO", "Invalid WebSocket frame: RSV1 must be clear"],
  ])("where %s was made first, a client of Socket.IO's path is told: %s", async (first, said) => {
    const http = createServer();
    const withSocketIO = () => {
      const server = new Server(http);
      closers.push(() => server.close());
    };
    if (first === "Socket.IO") withSocketIO();
    new WebSocketServer({ server: http, path: "/raw" });
    if (first === "ws") withSocketIO();
    expect(await refusal(raw(`ws://${await listen(http)}/socket.io/?EIO=4&transport=websocket`))).toBe(said);
  });

  it("with one listener that looks at the path, both work", async () => {
    const host = await both(true);
    const socket = client(`http://${host}`, { transports: ["websocket"] });
    await connected(socket);
    expect(await nextText(raw(`ws://${host}/raw`))).toBe("raw");
  });
});

test("without other transports to try, a client does not fall back to polling: it tries the WebSocket again", async () => {
  const { host } = await socketIO({ transports: ["polling"] });
  const again = client(`http://${host}`, { transports: ["websocket"], reconnection: true, reconnectionDelay: 10 });
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(await failure(again)).toBe("websocket error");
    expect([again.active, again.io.engine.transport.name]).toEqual([true, "websocket"]);
  }
  const socket = client(`http://${host}`, { transports: ["websocket", "polling"], tryAllTransports: true });
  await connected(socket);
  expect(socket.io.engine.transport.name).toBe("polling");
});

describe("a path and a namespace", () => {
  it("what stands behind the address in io() is a namespace: unknown ones are refused, and not tried again", async () => {
    const { host } = await socketIO();
    const socket = client(`http://${host}/nope`, { reconnection: true });
    expect([await failure(socket), socket.active]).toEqual(["Invalid namespace", false]);
  });

  it("the path is an option of both sides", async () => {
    const { host, server } = await socketIO({ path: "/chat/" });
    server.of("/admin");
    const socket = client(`http://${host}/admin`, { path: "/chat/" });
    await connected(socket);
    expect(await failure(client(`http://${host}/admin`))).toBe("xhr poll error");
  });
});

test("ws throws what is sent while it connects; Socket.IO keeps it until it is connected", async () => {
  const { host } = await webSockets();
  const ws = raw(`ws://${host}/`);
  expect(() => ws.send("early")).toThrow("WebSocket is not open: readyState 0 (CONNECTING)");
  const { host: other, server } = await socketIO();
  const arrived = new Promise((resolve) => server.on("connection", (socket) => socket.on("early", resolve)));
  client(`http://${other}`).emit("early", "kept");
  expect(await arrived).toBe("kept");
});

test("a dead port, a wrong path and a refusal look the same to a client that may not see the answer: close 1006", async () => {
  const { host } = await webSockets({ path: "/here" });
  const { host: refusing } = await webSockets({ verifyClient: () => false });
  const dead = createServer();
  const deadHost = await listen(dead);
  dead.close();
  for (const url of [`ws://${deadHost}/`, `ws://${host}/elsewhere`, `ws://${refusing}/`]) {
    // Node's own WebSocket is the browser's: it tells no more.
    const ws = new globalThis.WebSocket(url);
    const { code, reason } = await new Promise<CloseEvent>((resolve) => (ws.onclose = resolve));
    expect([code, reason]).toEqual([1006, ""]);
  }
});

describe("a message that is too large", () => {
  it("over a WebSocket: the client hears transport close, the server transport error", async () => {
    const { host, server } = await socketIO({ maxHttpBufferSize: 1_000 });
    const there = new Promise((resolve) => server.on("connection", (socket) => socket.on("disconnect", resolve)));
    const socket = client(`http://${host}`, { transports: ["websocket"] });
    await connected(socket);
    const here = new Promise((resolve) => socket.once("disconnect", resolve));
    socket.emit("large", "x".repeat(1_000));
    expect([await here, await there]).toEqual(["transport close", "transport error"]);
  });

  it("over polling: 413, and the other way round", async () => {
    const { host, server } = await socketIO({ maxHttpBufferSize: 1_000 });
    const there = new Promise((resolve) => server.on("connection", (socket) => socket.on("disconnect", resolve)));
    const socket = client(`http://${host}`, { transports: ["polling"] });
    await connected(socket);
    const here = new Promise((resolve) => socket.once("disconnect", resolve));
    socket.emit("large", "x".repeat(1_000));
    expect([await here, await there]).toEqual(["transport error", "transport close"]);
  });
});

test("what JSON cannot say is lost: dates become text, maps and sets empty objects, undefined in a list null", async () => {
  const { host, server } = await socketIO();
  const arrived = new Promise((resolve) => server.on("connection", (socket) => socket.on("values", resolve)));
  const made = new Date(0);
  client(`http://${host}`).emit("values", { made, map: new Map([[1, 2]]), set: new Set([1]), list: [undefined, NaN] });
  expect(await arrived).toEqual({ made: "1970-01-01T00:00:00.000Z", map: {}, set: {}, list: [null, null] });
});

test("bytes travel beside the text that announces them, in a frame of their own", async () => {
  const { host } = await socketIO();
  const socket = client(`http://${host}`, { transports: ["websocket"] });
  const packets: unknown[] = [];
  await connected(socket);
  socket.io.engine.on("packetCreate", ({ data }) => packets.push(data));
  socket.emit("bin", new Uint8Array([1, 2, 255]));
  expect(packets).toEqual(['51-["bin",{"_placeholder":true,"num":0}]', new Uint8Array([1, 2, 255])]);
});

test("io.emit with an acknowledgement needs a time-out: without one an error comes before the answers", async () => {
  const { host, server } = await socketIO();
  const socket = client(`http://${host}`);
  const asked = new Promise<(value: string) => void>((resolve) => socket.once("ask", resolve));
  await connected(socket);
  // The time-out is none, so the timer runs out at once: only an answer within a millisecond would be in time.
  const without = await new Promise((resolve) => server.emit("ask", (...values: unknown[]) => resolve(values)));
  expect(without).toEqual([expect.any(Error), []]);
  (await asked)("too late");

  socket.on("ask", (answer: (value: string) => void) => answer("here"));
  expect(await server.timeout(5_000).emitWithAck("ask")).toEqual(["here"]);
});
