/** One connection's end as the panel tells it: what passed, and a sentence about who was told what. */
import type { PageEntry } from "../../../protocol/log.ts";
import { visible } from "../../../protocol/summary.ts";
import { closeFrameOf, type Goodbye, NO_CODE, NO_FRAME, type Told } from "../../client/goodbyes.ts";
import type { Frame } from "../../client/missions/raw.ts";

/** One line of the wire: which way it went, and what it was. */
export interface Passed {
  n: number;
  from: "client" | "server" | "lab";
  layer: "websocket" | "tcp";
  text: string;
}

/** Frames of one connection that are shown; the others are in the log. */
const MOST = 6;

export function wireOf({ frames, tcp }: Goodbye): Passed[] {
  const passed: Passed[] = frames
    .slice(-MOST)
    .map((frame) => ({ n: frame.n, from: frame.from, layer: "websocket", text: frameText(frame) }));
  if (tcp) passed.push({ n: tcp.n, from: tcp.data.by, layer: "tcp", text: tcpText(tcp.data) });
  return passed;
}

function frameText({ data }: Frame): string {
  if (data.name === "close")
    return data.code === undefined ? "close frame, empty" : `close frame, ${codeText(data.code, data.reason ?? "")}`;
  if (data.text !== undefined && data.text.length <= 40) return `${data.name} “${visible(data.text)}”`;
  return `${data.name}, ${data.length.toLocaleString("en")} bytes`;
}

/** `4001 “out of turn”`. */
export function codeText(code: number, reason: string): string {
  return reason === "" ? String(code) : `${code} “${visible(reason)}”`;
}

function tcpText({ how, by }: NonNullable<Goodbye["tcp"]>["data"]): string {
  if (by === "lab") return how === "reset" ? "RST to both ends, from the cable" : "FIN to both ends, from the cable";
  const who = by === "client" ? "the browser" : "the server";
  return how === "reset" ? `RST, from ${who}` : `FIN, ${who} first`;
}

/** 1005 and 1006 are what a side says of itself: they came from nowhere. */
export function wasNeverSent({ code }: Told): boolean {
  return code === NO_CODE || code === NO_FRAME;
}

/**
 * What it comes to, in a sentence or two.
 * @param refused the client's last call of `close` that threw
 */
export function storyOf(
  client: string,
  goodbye: Goodbye | undefined,
  page: Told | undefined,
  refused: PageEntry | undefined,
): string {
  return `${client}: ${endOf(goodbye, page, refused)}`;
}

function endOf(goodbye: Goodbye | undefined, page: Told | undefined, refused: PageEntry | undefined): string {
  if (!goodbye) return "is connecting.";
  const { server, tcp } = goodbye;
  const close = closeFrameOf(goodbye);
  if (!tcp && !close) return stillOpen(goodbye, refused);
  if (!tcp || !page || !server) return "it is ending.";
  if (!close) return `nobody said goodbye. Both sides were told ${page.code}: it stands for that, and nobody sent it.`;
  const [first, other] = close.from === "client" ? ["the page", "the server"] : ["the server", "the page"];
  const code = close.data.code ?? "no code";
  if (page.code !== server.code) {
    const deaf = page.code === NO_FRAME ? "page" : "server";
    return `${first} sent ${code}. The page was told ${page.code}, the server ${server.code}: each side is told the code of the close frame that it read, and the ${deaf} read none.`;
  }
  if (close.data.code === undefined)
    return `${first} sent a close frame without a code, and ${other} answered with one. Both sides were told ${NO_CODE}: it stands for that, and nobody sent it.`;
  return `${first} sent ${code}, and ${other} answered with the same. Both sides were told ${page.code}.`;
}

function stillOpen({ frames }: Goodbye, refused: PageEntry | undefined): string {
  const last = frames.at(-1);
  if (refused && (!last || refused.after >= last.n))
    return `nothing went out, and it is still connected. The browser threw ${refused.summary}`;
  if (last?.from === "server") return "the server sent the text back. Nothing has ended: it is still connected.";
  return "it is still connected.";
}
