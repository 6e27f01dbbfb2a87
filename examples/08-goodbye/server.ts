import type { Lab } from "../lab.ts";

export const about = {
  title: "Saying goodbye",
  lesson: 8,
  events: [
    '"close 4001 why" → the server closes with this code and reason; "close" → without a code',
    '"vanish" → the server cuts the line, without a word',
    "more than 1,024 bytes → close 1009",
    "other text → the same text",
    "GET /goodbyes → [{ client, code, reason }]: what the server saw at the end of each connection",
  ],
};

/** Larger messages end the connection with 1009: small, so that one can write one. */
export const options = { ws: { maxPayload: 1_024 } };

interface Goodbye {
  client: string;
  /** 1005: there was a close frame without a code. 1006: there was none at all. Neither is ever sent. */
  code: number;
  reason: string;
}

/** Only the last ones are kept. */
const KEPT = 50;

export default function goodbye({ wss, http }: Lab) {
  const goodbyes: Goodbye[] = [];

  wss.on("connection", (ws, request) => {
    const client = new URLSearchParams(request.url!.split("?")[1]).get("client") ?? "somebody";

    ws.on("message", (data, isBinary) => {
      const [word, code, ...reason] = isBinary ? [] : data.toString().split(" ");
      if (word === "vanish") ws.terminate();
      else if (word === "close" && code === undefined) ws.close();
      else if (word === "close" && mayBeSent(Number(code))) ws.close(Number(code), reason.join(" ").slice(0, 40));
      else ws.send(data, { binary: isBinary });
    });

    ws.on("close", (code, reason) => {
      goodbyes.push({ client, code, reason: reason.toString() });
      if (goodbyes.length > KEPT) goodbyes.shift();
    });

    // ws closes with 1009 what is too large. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });

  http.on("request", (request, response) => {
    if (request.method === "GET" && request.url!.split("?")[0] === "/goodbyes")
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(goodbyes));
    else response.writeHead(404).end();
  });
}

/** RFC 6455 §7.4: 1004 to 1006 and 1015 say what happened without a code; 3000 and up are for libraries and programs. */
function mayBeSent(code: number): boolean {
  if (code >= 3000) return Number.isInteger(code) && code < 5000;
  return [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014].includes(code);
}
