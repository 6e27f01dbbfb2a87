/** What came of the frames that were sent by hand, as it stands in the log. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";
import { HAND } from "../../client/by-hand.ts";
import { CLOSE_MEANINGS } from "../../client/clients/close-meanings.ts";

export interface Talk {
  /** What the server made of it, in a sentence. */
  said: string;
  tone: "good" | "bad" | "waiting";
  /** n of the entries that show it: what was sent, and what came. */
  shownBy: number[];
}

type Passed = EntryOf<"websocket", "frame"> | EntryOf<"websocket", "violation">;

/**
 * What was said about the frames that were sent last.
 * @param after the last n before they were sent
 */
export function talkOf(entries: readonly Entry[], after: number): Talk | null {
  const own = entries.filter(({ client, n }) => client === HAND && n > after);
  const passed = own.filter((entry): entry is Passed => entry.layer === "websocket");
  if (passed.length === 0) {
    const chunk = own.findLast((e) => e.layer === "tcp" && e.kind === "chunk" && e.from === "client");
    return chunk ? { said: HALF, tone: "waiting", shownBy: [chunk.n] } : null;
  }
  const shownBy = passed.slice(-MOST).map(({ n }) => n);
  const answers = passed.filter((entry): entry is EntryOf<"websocket", "frame"> => isAnswer(entry));
  const close = answers.find(({ data }) => data.name === "close");
  if (close) return { ...closed(close, passed), shownBy };
  if (answers.length > 0) return { said: answers.map(answered).join(" "), tone: "good", shownBy };
  const ended = own.find(({ layer, kind }) => layer === "tcp" && kind === "close");
  if (ended) return { said: "The connection ended without an answer.", tone: "bad", shownBy: [...shownBy, ended.n] };
  return { said: waits(passed.at(-1)!), tone: "waiting", shownBy };
}

/** Entries that are named at the most. */
const MOST = 8;

const HALF =
  "The server says nothing: what it has is no whole frame yet. It waits for the bytes that the length promises.";

function isAnswer({ from, kind }: Passed): boolean {
  return from === "server" && kind === "frame";
}

function answered({ data }: EntryOf<"websocket", "frame">): string {
  if (data.name === "pong") return "The server answered the ping with a pong.";
  const what = data.text === undefined || data.text.length > 40 ? `${data.length} bytes` : `“${visible(data.text)}”`;
  return `The server took it, and sent the message back: ${what}, without a mask.`;
}

function closed({ n, data }: EntryOf<"websocket", "frame">, passed: readonly Passed[]): Pick<Talk, "said" | "tone"> {
  const broken = passed.find((entry) => entry.kind === "violation" && entry.from === "client" && entry.n < n);
  if (data.code === undefined) return { said: "The server answered the close frame with its own.", tone: "good" };
  const rule = broken?.kind === "violation" ? ` ${broken.data.message} (${broken.data.rule})` : "";
  const meaning = CLOSE_MEANINGS[data.code] ?? "";
  const said = `The server closed the connection with ${data.code}. ${meaning}${rule}`.trimEnd();
  return { said, tone: data.code === 1000 ? "good" : "bad" };
}

function waits(last: Passed): string {
  if (last.kind === "frame" && last.data.name === "pong")
    return "The server says nothing: nobody has to answer a pong.";
  if (last.kind === "frame" && !last.data.fin)
    return "The server says nothing: a frame without FIN is a part, and it waits for the rest of the message.";
  return "The answer has not come yet.";
}
