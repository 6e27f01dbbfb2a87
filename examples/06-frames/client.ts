import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { run } from "../run.ts";
import { encodeMasked, encodeFrame, OPCODE, Receiver, type Event } from "./codec.ts";

/** What every server appends to the key (RFC 6455 §1.3). Lesson 5 does this step by step. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** So many bytes of a frame are shown. */
const SHOWN = 20;
const hex = (bytes: Buffer) =>
  bytes
    .subarray(0, SHOWN)
    .toString("hex")
    .replaceAll(/..(?!$)/g, "$& ") + (bytes.length > SHOWN ? " …" : "");

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  /** A WebSocket with nothing but TCP. */
  async function open() {
    const { hostname, port, host, pathname } = new URL(server.ws);
    const socket = connect(Number(port || 80), hostname);
    const key = randomBytes(16).toString("base64");
    const head = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
    ];
    socket.write([`GET ${pathname}?client=A HTTP/1.1`, `Host: ${host}`, ...head, "", ""].join("\r\n"));
    const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    let answer = Buffer.alloc(0);
    while (!answer.includes("\r\n\r\n")) {
      const { value, done } = await chunks.next();
      if (done) throw new Error("The server ended the connection too early.");
      answer = Buffer.concat([answer, value]);
    }
    const end = answer.indexOf("\r\n\r\n") + 4;
    const accept = createHash("sha1")
      .update(key + GUID)
      .digest("base64");
    if (!answer.toString("latin1", 0, end).includes(accept)) throw new Error("This is no WebSocket server.");

    const events = eventsOf(chunks, answer.subarray(end));
    return {
      send(frame: Buffer) {
        sent("A", hex(frame));
        socket.write(frame);
      },
      next: async () => (await events.next()).value as Event,
      end: () => socket.destroy(),
    };
  }

  async function* eventsOf(chunks: AsyncIterator<Buffer, undefined>, first: Buffer) {
    const receiver = new Receiver("server");
    for (let chunk: Buffer | undefined = first; chunk; chunk = (await chunks.next()).value) {
      if (chunk.length > 0) got("A", hex(chunk));
      yield* receiver.read(chunk);
    }
  }

  /** Sends one frame over a new connection, and waits for what the server says. */
  async function answerTo(...frames: Buffer[]): Promise<Event> {
    const ws = await open();
    frames.forEach(ws.send);
    const event = await ws.next();
    ws.end();
    return event;
  }

  const bytes = (text: string, encoding?: BufferEncoding) => Buffer.from(text, encoding);
  const text = (text: string): Event => ({ type: "text", text });
  const closed = (code: number): Event => ({ type: "close", code, reason: "" });

  say(
    "A text of two letters: 81 is a whole text message, 82 says masked and two bytes long; then the key, then the text under it.",
  );
  const ws = await open();
  const hi = encodeMasked(OPCODE.text, "hi");
  check("two bytes of text, six of header", hi.length, 8);
  ws.send(hi);
  check("the answer has no mask: 81 02 68 69", await ws.next(), text("hi"));

  say("Up to 125 bytes the length fits into seven bits. 126 says that 16 bits follow, 127 that 64 bits do.");
  for (const [length, header] of [
    [125, 6],
    [126, 8],
    [200, 8],
    [65_535, 8],
    [65_536, 14],
  ] as const) {
    const frame = encodeMasked(OPCODE.text, "x".repeat(length));
    check(`${length} bytes have ${header} bytes of header`, frame.length - length, header);
    ws.send(frame);
    check("the whole text came back", await ws.next(), text("x".repeat(length)));
  }

  say(
    "A message in three fragments. Only the last has FIN, only the first has the opcode. A ping may come in between.",
  );
  ws.send(encodeMasked(OPCODE.text, "in ", false));
  ws.send(encodeMasked(OPCODE.continuation, "three ", false));
  ws.send(encodeMasked(OPCODE.ping, "still there?"));
  ws.send(encodeMasked(OPCODE.continuation, "pieces"));
  check("the ping is answered first", await ws.next(), { type: "pong", data: bytes("still there?") });
  check("then the message, in one", await ws.next(), text("in three pieces"));
  ws.end();

  say("What breaks a rule ends the connection, with a code that says which kind of rule.");
  const unmasked = encodeFrame(OPCODE.text, bytes("hi"));
  check("a client's frame without a mask: 1002", await answerTo(unmasked), closed(1002));
  const reserved = encodeMasked(3, "hi");
  check("an opcode that means nothing: 1002", await answerTo(reserved), closed(1002));
  const lost = encodeMasked(OPCODE.continuation, "hi");
  check("the end of a message that never began: 1002", await answerTo(lost), closed(1002));
  const latin1 = encodeMasked(OPCODE.text, bytes("é", "latin1"));
  check("a text that is not UTF-8: 1007", await answerTo(latin1), closed(1007));
  const huge = encodeMasked(OPCODE.text, "x".repeat(65_537));
  check("more than the server takes: 1009", await answerTo(huge), closed(1009));
});
