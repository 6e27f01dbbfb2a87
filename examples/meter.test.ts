import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { Meter } from "./meter.ts";

test("a text with characters of several bytes is posted whole, and the connection can be used again", async () => {
  const server = createServer(async (request, response) => response.end(await text(request)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const meter = new Meter();
  onTestFinished(() => {
    meter.close();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const body of ["Grüße 👋", "again"]) expect((await meter.post(url, body)).body).toBe(body);
});
