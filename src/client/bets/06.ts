/** Lesson 6: how many bytes of header does a message of 200 bytes cost? */
import type { Run } from "../missions/mission.ts";
import type { Frame } from "../missions/raw.ts";
import type { Bet, BetVerdict, Guess } from "./bet.ts";

const LENGTH = 200;

/** What each number would have been the header of. */
const MEANINGS: Readonly<Record<number, string>> = {
  2: "2 bytes are the header of a server's frame of up to 125 bytes.",
  4: "4 bytes are the header of the server's frame: it has no key.",
  6: "6 bytes are enough up to 125 bytes of payload: there the length fits into seven bits.",
  12: "The length takes 2 bytes more here, not 6.",
  14: "14 bytes are the header beyond 65,535 bytes of payload: there the length takes 64 bits.",
};

export const bet: Bet = {
  lesson: 6,
  question: `A page sends a text of ${LENGTH} bytes. How many bytes of header does its frame have?`,
  kind: "number",
  unit: "bytes",
  min: 0,
  max: 1_000,
  judge,
};

function judge(run: Run, guess: Guess): BetVerdict {
  const frame = run.entries.find(isLong);
  if (!frame) return { settled: false, reason: `Send a text of ${LENGTH} bytes in the lab: “x, many times” makes it.` };
  const { n, data } = frame;
  const right = guess === data.header;
  const why = right ? "" : ` ${MEANINGS[Number(guess)] ?? ""}`.trimEnd();
  const explanation = `Its header (n=${n}) has ${data.header} bytes: 2 as always, 2 for a length that needs ${data.lengthBits} bits, 4 for the key.${why}`;
  return { settled: true, right, answer: data.header, explanation, shownBy: [n] };
}

/** A right frame of a client: what breaks a rule, a longer form of the length too, is no frame entry. */
function isLong(entry: Run["entries"][number]): entry is Frame {
  return (
    entry.layer === "websocket" && entry.kind === "frame" && entry.from === "client" && entry.data.length === LENGTH
  );
}
