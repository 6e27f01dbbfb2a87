/** What an opened capture is, in one sentence. */
import { visible } from "../../../protocol/summary.ts";
import type { OpenedCapture } from "../../client/inspector/opened.ts";

/** Names are somebody else's text: nothing in them may hide. */
export function labelOf({ name, header, count }: Pick<OpenedCapture, "header" | "count"> & { name: string }): string {
  const began = new Date(header.began);
  const when = Number.isNaN(began.getTime()) ? "an unknown day" : began.toISOString().slice(0, 16).replace("T", " ");
  const entries = `${count.entries} ${count.entries === 1 ? "entry" : "entries"} of the lab`;
  const page = count.page === 0 ? "" : ` and ${count.page} of the page`;
  return visible(`${name}: ${header.program}, begun ${when} UTC, ${entries}${page}.`);
}
