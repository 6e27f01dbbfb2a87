import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "../protocol/errors.ts";
import { Neighbourhood } from "./testing/neighbour.ts";
import type { LabAddress } from "./testing/server.ts";
import type { WebSocketClient } from "./testing/web-socket-client.ts";

const neighbourhood = new Neighbourhood();

describe("Socket.IO packets", () => {
  /** A client that speaks Engine.IO by hand, with its namespace joined or not. */
  async function speak(lab: LabAddress, join = true): Promise<WebSocketClient> {
    const client = await neighbourhood.server.webSocket(`${lab.socketio}?EIO=4&transport=websocket`);
    expect(await client.next()).toMatch(/^0\{/);
    if (!join) return client;
    client.send("40");
    expect(await client.next()).toMatch(/^40\{/);
    return client;
  }
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const many = JSON.stringify(["echo", ...Array.from({ length: 10_000 }, () => 0)]);

  test.each<[string, string, ErrorCode]>([
    ["an event nested 5,000 deep", `42["echo",${nested(5_000)}]`, "message.depth"],
    ["objects nested 33 deep", `42["echo",${'{"a":'.repeat(33)}1${"}".repeat(33)}]`, "message.depth"],
    ["an acknowledgement nested 5,000 deep", `430[${nested(5_000)}]`, "message.depth"],
    ["a binary event nested 5,000 deep", `451-["echo",${nested(5_000)}]`, "message.depth"],
    ["an event with 10,000 arguments", `42${many}`, "message.arguments"],
    [
      "an event with 21 arguments",
      `42${JSON.stringify(["echo", ...Array.from({ length: 21 }, () => 0)])}`,
      "message.arguments",
    ],
    ["an acknowledgement with 10,000 arguments", `430${many}`, "message.arguments"],
    ["an unknown type", "49", "message.malformed"],
    ["an event that is no array", '42{"echo":1}', "message.malformed"],
    ["an event without a name", "42[]", "message.malformed"],
    ["an event with a reserved name", '42["disconnect"]', "message.malformed"],
    ["malformed JSON", '42["echo"', "message.malformed"],
    ["attachments that are not counted", '45["echo"]', "message.malformed"],
    ["1,000 attachments", '451000-["echo"]', "message.malformed"],
  ])("%s: closed by name, others go on", async (_name, packet, code) => {
    const lab = await neighbourhood.server.open();
    const [client, other] = [await speak(lab), await speak(lab)];
    client.send(packet);
    expect(await client.closed).toEqual({
      code: (ERRORS[code] as { close: number }).close,
      reason: ERRORS[code].message,
    });
    expect(await neighbourhood.refusal(lab, code)).toMatchObject({ hint: ERRORS[code].hint });
    other.send('420["join","r"]');
    expect(await other.next()).toBe("430[]");
  });

  test("40,000 arguments are more than one message may have", async () => {
    const lab = await neighbourhood.server.open();
    const client = await speak(lab);
    client.send(`42["echo"${",0".repeat(40_000)}]`);
    expect((await client.closed).code).toBe(1009);
    expect(await neighbourhood.refusal(lab, "message.large")).toMatchObject({ hint: ERRORS["message.large"].hint });
  });

  test.each<[string, string, ErrorCode]>([
    ["nested 5,000 deep", `40{"a":${nested(5_000)}}`, "message.depth"],
    ["that is no object", "40[1]", "message.malformed"],
  ])("a CONNECT payload %s", async (_name, packet, code) => {
    const lab = await neighbourhood.server.open();
    const client = await speak(lab, false);
    client.send(packet);
    expect((await client.closed).reason).toBe(ERRORS[code].message);
    expect(await neighbourhood.refusal(lab, code)).toMatchObject({ hint: ERRORS[code].hint });
  });

  test("attachments that never come: the next packet shows it", async () => {
    const lab = await neighbourhood.server.open();
    const client = await speak(lab);
    client.send('451-["echo",{"_placeholder":true,"num":0}]');
    client.send('42["echo"]');
    expect((await client.closed).code).toBe(1007);
    expect(await neighbourhood.refusal(lab, "message.malformed")).toMatchObject({
      hint: ERRORS["message.malformed"].hint,
    });
    await neighbourhood.server.seen(lab, ({ layer, kind }) => layer === "socket.io" && kind === "violation");
  });

  test("20 arguments and 31 levels are as many as there may be", async () => {
    const client = await speak(await neighbourhood.server.open());
    const packet = `42${JSON.stringify(["echo", ...Array.from({ length: 19 }, () => 0), "last"])}`;
    client.send(packet);
    expect(await client.next()).toBe(packet);
    client.send(`42["echo",${nested(31)}]`);
    expect(await client.next()).toBe(`42["echo",${nested(31)}]`);
  });

  test("the same over polling", async () => {
    const lab = await neighbourhood.server.open();
    const at = `${lab.socketio}?EIO=4&transport=polling`;
    const post = (sid: string, body: string) =>
      neighbourhood.server.fetch(`${at}&sid=${sid}`, { method: "POST", body });
    const { sid } = JSON.parse((await (await neighbourhood.server.fetch(at)).text()).slice(1)) as { sid: string };
    await post(sid, "40");
    await (await neighbourhood.server.fetch(`${at}&sid=${sid}`)).text();
    await post(sid, `42["echo",${nested(5_000)}]`);
    expect(await neighbourhood.refusal(lab, "message.depth")).toMatchObject({ hint: ERRORS["message.depth"].hint });
    expect((await post(sid, '42["echo"]')).status).toBe(400); // the session is gone
  });

  test.each([
    ["an unknown session", "?EIO=4&transport=polling&sid=nothing", "(Session ID unknown, code 1)"],
    ["an old protocol", "?EIO=3&transport=polling", "(Unsupported protocol version, code 5)"],
    ["an unknown transport", "?EIO=4&transport=pigeon", "(Transport unknown, code 0)"],
  ])("%s is refused by Engine.IO, and in the log", async (_name, query, detail) => {
    const lab = await neighbourhood.server.open();
    expect((await neighbourhood.server.fetch(lab.socketio + query)).status).toBe(400);
    expect(await neighbourhood.server.noted(lab, "refusal")).toMatchObject({
      code: "engine.refused",
      message: `${ERRORS["engine.refused"].message} ${detail}`,
    });
  });

  test("bytes that are no Engine.IO packet end the session", async () => {
    const lab = await neighbourhood.server.open();
    const client = await speak(lab);
    client.send("hello");
    await client.closed;
    const violation = await neighbourhood.server.seen(
      lab,
      ({ layer, kind }) => layer === "engine.io" && kind === "violation",
    );
    expect(violation.data).toMatchObject({ code: "engine.io.packet-type" });
  });
});
