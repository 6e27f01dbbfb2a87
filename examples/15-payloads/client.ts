import { createHash, randomBytes } from "node:crypto";
import { io } from "socket.io-client";
import type { ManagerOptions, Socket } from "socket.io-client";
import { run } from "../run.ts";
import type { Transcript } from "../transcript.ts";

/** The program's limit, and room for what stands around the bytes of a piece. */
const LIMIT = 20_000;
const PIECE = 12_000;
const TIMEOUT = 5_000;

void run(import.meta.url, async ({ origin, path }, { say, sent, got, check }) => {
  const connect = async (client: string, transport: "websocket" | "polling"): Promise<Socket> => {
    const options: Partial<ManagerOptions> = { path, query: { client }, transports: [transport] };
    const socket = io(origin, { ...options, forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
    return socket;
  };
  // Where a Flask server has no WebSocket library it offers polling alone.
  const wire = (await offers(origin, path)) ? "websocket" : "polling";
  const socket = await connect("A", wire);
  const packets = watchPackets(socket, { sent, got });
  const mirror = (value: unknown) => socket.timeout(TIMEOUT).emitWithAck("mirror", value) as Promise<{ type: string }>;

  say("What JSON cannot say is lost on the way, and nobody is told.");
  const { type } = await mirror(new Map([["a", 1]]));
  const flask = type === "dict";
  check("a Map became an empty object", packets.splice(0, 1), ['420["mirror",{}]']);
  check("a Date is a text there", (await mirror(new Date(0))).type, flask ? "str" : "string");
  check("NaN is null", (await mirror(Number.NaN)).type, flask ? "NoneType" : "null");
  packets.length = 0;
  await mirror({ gone: undefined, list: [undefined] });
  check("undefined: gone from an object, null in a list", packets[0], '423["mirror",{"list":[null]}]');
  check("a BigInt throws here", await thrown(() => mirror(10n as never)), "Do not know how to serialize a BigInt");
  check(
    "so does a name that Socket.IO uses itself",
    await thrown(() => socket.emit("disconnect")),
    '"disconnect" is a reserved event name',
  );

  say("Bytes do not go through JSON. They travel behind the text, which says where they belong.");
  packets.length = 0;
  const bytes = await mirror(Uint8Array.of(1, 2, 3, 255));
  check("they arrived as bytes", bytes.type, flask ? "bytes" : "Buffer");
  const [text, attachment] = packets;
  check(
    "a text with a placeholder",
    text?.replace(/^451-\d+/, "451-n"),
    '451-n["mirror",{"_placeholder":true,"num":0}]',
  );
  check("and the bytes behind it", attachment, "<01 02 03 ff>");

  say("A Map and a Date can be sent in another form, if both sides agree on how they are put together again.");
  const map = new Map<unknown, string>([[1, "a number"], ["1", "a text"]]); // prettier-ignore
  const rules = { map: "new Map(value)", date: "new Date(value)", bytes: "value" };
  const parts = { map: [...map], date: new Date(0).toISOString(), bytes: Uint8Array.of(1) };
  const has = (await socket.timeout(TIMEOUT).emitWithAck("rebuild", rules, parts)) as Record<string, { type: string }>;
  const types = Object.values(has).map((part) => part.type);
  check("a map, a date and bytes", types, flask ? ["dict", "datetime", "bytes"] : ["Map", "Date", "Buffer"]);

  say(`The server takes ${LIMIT} bytes at once. A message with one byte more ends the connection.`);
  if (wire === "websocket") {
    const b = await connect("B", wire);
    const size = (length: number) => b.timeout(TIMEOUT).emitWithAck("size", length, new Uint8Array(length));
    check(`${LIMIT} bytes fit`, await size(LIMIT), LIMIT);
    const ended = new Promise((resolve) => b.once("disconnect", resolve));
    const failed = thrown(() => size(LIMIT + 1));
    check(`${LIMIT + 1} do not`, await ended, "transport close");
    check("whoever waits for an answer is told at once", await failed, "socket has been disconnected");
  }
  // Debian's Flask-SocketIO does not answer what is too large over polling.
  if (!flask) {
    const c = await connect("C", "polling");
    const size = (length: number) => c.timeout(TIMEOUT).emitWithAck("size", length, new Uint8Array(length));
    check("over polling 14,000 bytes fit", await size(14_000), 14_000);
    const ended = new Promise((resolve) => c.once("disconnect", resolve));
    const failed = thrown(() => size(16_000));
    check("16,000 do not: as base64 they are 21,336", await ended, "transport error");
    await failed;
  }

  say("What is larger goes in pieces, and each is acknowledged before the next one goes.");
  const all = randomBytes(300_000);
  packets.mute();
  let acks = 0;
  for (let at = 0; at < all.length; at += PIECE) {
    const kept = await socket.timeout(TIMEOUT).emitWithAck("piece", at, all.subarray(at, at + PIECE));
    if (kept === Math.min(at + PIECE, all.length)) acks++;
  }
  check(`${all.length / PIECE} pieces, each acknowledged with what is there by then`, acks, all.length / PIECE);
  const sha1 = createHash("sha1").update(all).digest("hex");
  const whole = await socket.timeout(TIMEOUT).emitWithAck("whole");
  check("the same length and the same SHA-1 there", whole, { length: all.length, sha1 });

  socket.disconnect();
});

/** Whether the server has WebSockets. */
async function offers(origin: string, path: string): Promise<boolean> {
  const open = await (await fetch(`${origin}${path}?EIO=4&transport=polling`)).text();
  return (JSON.parse(open.slice(1)) as { upgrades: string[] }).upgrades.includes("websocket");
}

/** Socket.IO's packets as they travel, those of the client alone: 42 is an event, 45 one with bytes. */
function watchPackets(socket: Socket, { sent, got }: Pick<Transcript, "sent" | "got">) {
  let shown = true;
  const packets = Object.assign([] as string[], { mute: () => (shown = false) });
  const textOf = (data: unknown) =>
    typeof data === "string"
      ? `4${data}`
      : `<${Buffer.from(data as ArrayBuffer)
          .toString("hex")
          .replace(/..(?=.)/g, "$& ")}>`;
  const { engine } = socket.io;
  engine.on("packetCreate", ({ type, data }: { type: string; data?: unknown }) => {
    if (type !== "message" || !shown) return;
    packets.push(textOf(data));
    sent("A", textOf(data));
  });
  engine.on("packet", ({ type, data }: { type: string; data?: unknown }) => {
    if (type === "message" && shown) got("A", textOf(data));
  });
  return packets;
}

/** What it threw, or what its promise was rejected with. */
async function thrown(act: () => unknown): Promise<string> {
  try {
    await act();
    return "nothing";
  } catch (error) {
    return (error as Error).message;
  }
}
