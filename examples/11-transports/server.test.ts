import { once } from "node:events";
import { connect } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { assemble, type Assembled } from "../lab.ts";
import { listen } from "../run.ts";
import * as program from "./server.ts";

let lab: Assembled;
let url: string;
const sockets: Socket[] = [];
beforeEach(async () => {
  lab = assemble(program);
  url = await listen(lab);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await lab.stop();
});

const tell = async (order: string) => (await fetch(`${url}/proxy/${order}`, { method: "POST" })).status;

function client(transports = ["polling", "websocket"]): Socket {
  const socket = io(url, { transports, forceNew: true, reconnection: false });
  sockets.push(socket);
  return socket;
}

/** What an upgrade of this path is answered with, and whether the connection ends after it. */
async function upgrade(path: string): Promise<{ status: number; body: string }> {
  const ws = new WebSocket(url.replace("http", "ws") + path);
  return new Promise((resolve) => {
    ws.once("open", () => {
      ws.close();
      resolve({ status: 101, body: "" });
    });
    ws.once("unexpected-response", async (_, response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode!, body });
    });
  });
}

test("a client climbs through the proxy", async () => {
  const socket = client();
  const { name } = await new Promise<{ name: string }>((resolve) => socket.io.engine.once("upgrade", resolve));
  expect(name).toBe("websocket");
});

test("without Upgrade the server sees a plain request for another transport: 400, code 3, and says why", async () => {
  expect(await tell("drop-upgrade")).toBe(204);
  const refused = once(lab.io.engine, "connection_error");
  const socket = client();
  await new Promise((resolve) => socket.io.engine.once("upgradeError", resolve));
  expect((await refused)[0]).toMatchObject({ code: 3, context: { name: "TRANSPORT_MISMATCH" } });
  expect(socket.io.engine.transport.name).toBe("polling");
  expect(await upgrade("/socket.io/?EIO=4&transport=websocket")).toEqual({
    status: 400,
    body: '{"code":3,"message":"Bad request"}',
  });
  expect(await tell("pass-upgrade")).toBe(204);
  expect(await upgrade("/socket.io/?EIO=4&transport=websocket")).toMatchObject({ status: 101 });
});

test("whatever is sent comes back", async () => {
  const socket = client(["websocket"]);
  for (const message of ["hello", "", 1, null, [{ a: 1 }], Buffer.from([1, 2, 255])]) {
    const back = new Promise((resolve) => socket.once("message", resolve));
    socket.emit("message", message);
    expect(await back).toEqual(message);
  }
});

test.each([
  ["/ws", 101],
  ["/behind/socket.io/?EIO=4&transport=websocket", 101],
  ["/nowhere", 404],
  ["/socket.io", 404],
  ["/proxy/drop-upgrade", 404],
])("an upgrade of %s is answered with %i, whether the proxy lets Upgrade pass or not", async (path, status) => {
  expect(await upgrade(path)).toMatchObject({ status });
  await tell("drop-upgrade");
  expect(await upgrade(path)).toMatchObject({ status });
});

test.each([
  ["GET", "/proxy/drop-upgrade"],
  ["POST", "/proxy/else"],
  ["POST", "/"],
])("%s %s is 404", async (method, path) => {
  expect((await fetch(url + path, { method })).status).toBe(404);
});

test("who hangs up in the middle of a refusal hurts nobody", async () => {
  await tell("drop-upgrade");
  const { port } = new URL(url);
  for (let i = 0; i < 20; i++) {
    const gone = connect(Number(port), "127.0.0.1");
    gone.on("error", () => {});
    await once(gone, "connect");
    gone.write(
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    gone.resetAndDestroy();
  }
  const socket = client(["polling"]);
  const said = new Promise((resolve) =>
    socket.once("connect", () => resolve("connected")).once("connect_error", resolve),
  );
  expect(await said).toBe("connected");
});
