import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { createApp } from "./app.ts";
import type { App } from "./options.ts";
import { WebSocketClient } from "./testing/web-socket-client.ts";

let app: App;
let other: Server;
let url: string;
beforeAll(async () => {
  // As Vite does: a request listener from the start, an upgrade listener for its own protocol.
  other = createServer((request, response) => void response.end(`theirs: ${request.method} ${request.url}`));
  const theirs = new WebSocketServer({ noServer: true });
  other.on("upgrade", (request, socket, head) =>
    theirs.handleUpgrade(request, socket, head, (webSocket) => webSocket.send(`theirs: ${request.url}`)),
  );
  app = await createApp();
  app.attach(other);
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  url = `127.0.0.1:${(other.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  other.closeAllConnections();
  other.close();
});

const open = async (program: string) =>
  (await (await fetch(`http://${url}/api/labs`, { method: "POST", body: JSON.stringify({ program }) })).json()) as {
    ws: string;
    log: string;
    http: string;
  };

test("our paths are ours, everything else is theirs", async () => {
  expect((await fetch(`http://${url}/healthz`)).headers.get("content-type")).toMatch("application/json");
  expect((await fetch(`http://${url}/labs/unknown/`)).status).toBe(404);
  expect(await (await fetch(`http://${url}/src/page.ts`, { method: "POST" })).text()).toBe("theirs: POST /src/page.ts");
});

test("a lab's log has the true bytes of handshake and frames", async () => {
  const lab = await open("03-ws-echo");
  const client = new WebSocketClient(`ws://${url}${lab.ws}?client=A`);
  await client.opened;
  client.send("hello");
  await client.next();
  client.close();
  const log = await (await fetch(`http://${url}${lab.log}?follow=0`)).text();
  const requests = log.split("\n").filter((line) => line.includes('"kind":"request"'));
  expect(requests).toEqual([expect.stringContaining(`"target":"${lab.ws}?client=A"`)]);
  expect(log).toContain('"text":"hello"');
});

test("upgrades of other paths, and Vite's of any path, are theirs", async () => {
  const lab = await open("03-ws-echo");
  for (const [path, protocols] of [
    ["/", ["vite-hmr"]],
    [lab.ws, ["vite-ping"]],
    ["/elsewhere", []],
  ] as const) {
    const client = new WebSocketClient(`ws://${url}${path}`, {}, [...protocols]);
    expect(await client.next()).toBe(`theirs: ${path}`);
    client.close();
  }
});

test("strangers are refused at our doors, and at theirs as they like", async () => {
  const headers = { Origin: "http://evil.example" };
  expect((await fetch(`http://${url}/healthz`, { headers })).status).toBe(403);
  expect(await (await fetch(`http://${url}/page`, { headers })).text()).toBe("theirs: GET /page");
});
