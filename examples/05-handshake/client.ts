import { createHash, randomBytes } from "node:crypto";
import { on } from "node:events";
import { connect } from "node:net";
import { run } from "../run.ts";

/** What every server appends to the key (RFC 6455 §1.3): nobody who does not know WebSocket would think of it. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The last line of a head, and the empty line after it. */
const END_OF_HEAD = "\r\n\r\n";

void run(import.meta.url, async (server, { say, sent, got, check }) => {
  const { hostname, port, host, pathname } = new URL(server.ws);

  /** Opens a TCP connection, sends a request by hand and reads the head of the answer. */
  async function ask(...headers: string[]) {
    const socket = connect(Number(port || 80), hostname);
    const chunks = on(socket, "data", { close: ["end"] });
    let bytes = Buffer.alloc(0);
    /** Takes the first bytes of what has come, as soon as `count` knows how many of them it wants. */
    const take = async (count: (bytes: Buffer) => number | undefined) => {
      for (;;) {
        const wanted = count(bytes);
        if (wanted !== undefined && wanted <= bytes.length) {
          const taken = bytes.subarray(0, wanted);
          bytes = bytes.subarray(wanted);
          return taken;
        }
        const { value, done } = await chunks.next();
        if (done) throw new Error("The server ended the connection too early");
        bytes = Buffer.concat([bytes, value[0]]);
      }
    };

    const request = [`GET ${pathname}?client=A HTTP/1.1`, `Host: ${host}`, ...headers];
    request.forEach((line) => sent("A", line));
    socket.write(request.join("\r\n") + END_OF_HEAD);

    const head = await take((bytes) => {
      const end = bytes.indexOf(END_OF_HEAD);
      return end < 0 ? undefined : end + END_OF_HEAD.length;
    });
    const answer = head.toString("latin1").trimEnd().split("\r\n");
    answer.forEach((line) => got("A", line));
    return { socket, take, status: answer[0], headers: answer.slice(1) };
  }

  say("First an ordinary request. This path has nothing for it: whoever comes here must ask to switch protocols.");
  const plain = await ask();
  check("426 Upgrade Required", plain.status, "HTTP/1.1 426 Upgrade Required");
  check("and it names the protocol", plain.headers.includes("Upgrade: websocket"), true);
  plain.socket.destroy();

  const upgrade = ["Upgrade: websocket", "Connection: Upgrade"];
  const key = randomBytes(16).toString("base64");

  say("Now with Upgrade, but in version 12: a number that was never used (RFC 6455 §11.6).");
  const old = await ask(...upgrade, `Sec-WebSocket-Key: ${key}`, "Sec-WebSocket-Version: 12");
  check("400 Bad Request", old.status, "HTTP/1.1 400 Bad Request");
  check("and the versions it does speak", old.headers.includes("Sec-WebSocket-Version: 13, 8"), true);
  old.socket.destroy();

  say("The right version, but a key that is not 16 bytes in base64.");
  const short = await ask(...upgrade, "Sec-WebSocket-Key: c2hvcnQ=", "Sec-WebSocket-Version: 13");
  check("400 Bad Request", short.status, "HTTP/1.1 400 Bad Request");
  short.socket.destroy();

  say(
    `All of it right. The answer must hold the SHA-1 of our key with ${GUID} after it, in base64: whoever can do that has read the key and knows WebSocket.`,
  );
  const { socket, take, status, headers } = await ask(
    ...upgrade,
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
  );
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  check("101 Switching Protocols", status, "HTTP/1.1 101 Switching Protocols");
  check(`Sec-WebSocket-Accept is ${accept}`, headers.includes(`Sec-WebSocket-Accept: ${accept}`), true);

  say(
    "That was HTTP. The next byte on this connection belongs to a WebSocket frame: 81, a whole text message; then its length; then the text.",
  );
  const frame = await take((bytes) => (bytes.length < 2 ? undefined : 2 + bytes[1]!));
  got("A", frame.toString("hex"));
  check("the program's message", frame.subarray(2).toString(), "The handshake is over.");

  say("A close frame with code 1000 (03e8). A client masks: a fresh key of four bytes, and each byte XORed with it.");
  const mask = randomBytes(4);
  const code = Buffer.from([0x03, 0xe8]).map((byte, i) => byte ^ mask[i]!);
  const close = Buffer.concat([Buffer.from([0x88, 0x80 | code.length]), mask, code]);
  sent("A", close.toString("hex"));
  socket.write(close);
  const answer = (await take(() => 4)).toString("hex");
  got("A", answer);
  check("the server answers with the same code, unmasked", answer, "880203e8");
  socket.destroy();
});
