/** Lesson 5: three handshakes refused, each for its own reason, then one that is right, with the Accept value typed. */
import { answerOf } from "./answers.ts";
import { type Exchange, exchangesOf, headerOf } from "./exchanges.ts";
import type { Mission, Run, Verdict } from "./mission.ts";

export const mission: Mission = {
  lesson: 5,
  hints: [
    "A page cannot write these headers. Under “Write a handshake by hand” you can, and your server sends them; so can a terminal.",
    "The status says what was missing: 426 asks for Upgrade, a 400 with Sec-WebSocket-Version names the versions that the server knows.",
    "Begin each time with the right request, and change one thing: leave out Upgrade and Connection, then write version 12, then a key that is too short.",
    "For the last part: append 258EAFA5-E914-47DA-95CA-C5AB0DC85B11 to the key, take the SHA-1, write it in base64; the lab shows the steps.",
  ],
  check,
};

interface Part {
  text: string;
  /** What fulfils it. */
  found: Exchange | undefined;
}

function check(run: Run): Verdict {
  const exchanges = exchangesOf(run.entries);
  const parts: Part[] = [
    { text: "426: a request without Upgrade", found: exchanges.find(asksForUpgrade) },
    {
      text: "400: a version that the server does not know; its answer lists those it does",
      found: exchanges.find(namesVersions),
    },
    { text: "400: a key that is missing or is not 16 bytes in base64", found: exchanges.find(refusesKey) },
    {
      text: "101, with the Accept value that you typed for its key",
      found: exchanges.find((exchange) => isTyped(exchange, run)),
    },
  ];
  const proof = parts.map(({ found }) => found?.response?.n);
  if (proof.every((n) => n !== undefined)) return { done: true, proof };
  const steps = parts.map(({ text, found }) => ({ text, done: found !== undefined }));
  return { done: false, ...reasonOf(run, exchanges, parts), steps };
}

function reasonOf(
  run: Run,
  exchanges: readonly Exchange[],
  parts: readonly Part[],
): { reason: string; refutedBy?: number } {
  const typed = answerOf(run, "accept");
  if (typed && !parts[3]!.found) {
    const { response } = exchanges.findLast(({ request }) => keyOf(request) === typed.key) ?? {};
    const right = response && headerOf(response.data.headers, "sec-websocket-accept");
    if (right === undefined) return { reason: `No handshake with the key ${typed.key} was accepted in this run.` };
    const reason = `For the key ${typed.key} you typed ${typed.accept}; the server answered ${right} (n=${response!.n}).`;
    return { reason, refutedBy: response!.n };
  }
  const missing = parts.filter(({ found }) => !found);
  const last = exchanges.findLast(({ response }) => response);
  if (!last) return { reason: "No handshake was tried yet." };
  const counts = parts.some(({ found }) => found === last);
  const { status, reason: phrase } = last.response!.data;
  const wanted = `Still missing: ${missing.map(({ text }) => text.split(/[:,;]/)[0]).join(", ")}.`;
  if (counts) return { reason: wanted };
  return {
    reason: `The last answer was ${status} ${phrase} (n=${last.response!.n}). ${wanted}`,
    refutedBy: last.response!.n,
  };
}

function asksForUpgrade({ request, response }: Exchange): boolean {
  return response?.data.status === 426 && headerOf(request.data.headers, "upgrade") === undefined;
}

function namesVersions({ response }: Pick<Exchange, "response">): boolean {
  const versions = response && headerOf(response.data.headers, "sec-websocket-version");
  return response?.data.status === 400 && (versions?.split(/\s*,\s*/).includes("13") ?? false);
}

/** Everything else is as it should be, so it was the key. */
function refusesKey({ request, response }: Exchange): boolean {
  const { headers, method } = request.data;
  const upgrades = headerOf(headers, "upgrade")?.toLowerCase() === "websocket";
  const key = headerOf(headers, "sec-websocket-key");
  const wrong = key === undefined || !/^[+/0-9A-Za-z]{22}==$/.test(key);
  return response?.data.status === 400 && method === "GET" && upgrades && wrong && !namesVersions({ response });
}

function isTyped({ request, response }: Exchange, run: Run): boolean {
  const typed = answerOf(run, "accept");
  if (!typed || response?.data.status !== 101 || keyOf(request) !== typed.key) return false;
  return headerOf(response.data.headers, "sec-websocket-accept") === typed.accept;
}

function keyOf(request: Exchange["request"]): string | undefined {
  return headerOf(request.data.headers, "sec-websocket-key");
}
