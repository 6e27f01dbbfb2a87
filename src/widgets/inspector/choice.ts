/** Which of a message's entries a view is about. */
import type { Entry, EntryOf } from "../../../protocol/log.ts";
import { keyOf } from "../../client/log/line.ts";
import type { Look } from "../../client/inspector/inspection.ts";

type Chosen = Pick<Look, "key" | "entries">;

/** The chosen entry, or, where that has no bytes, the uppermost one of its message that has. */
export function withBytes({ key, entries }: Chosen): Entry | null {
  const chosen = entries.find((entry) => keyOf(entry) === key);
  if (chosen && chosen.bytes.length > 0) return chosen;
  return entries.findLast(({ bytes, layer }) => bytes.length > 0 && layer !== "tcp") ?? entries.find(hasBytes) ?? null;
}

function hasBytes({ bytes }: Entry): boolean {
  return bytes.length > 0;
}

/** The chosen frame, or the last one that carried the message; null where none did. */
export function frameOf({ key, entries }: Chosen): EntryOf<"websocket", "frame"> | null {
  const frames = entries.filter((entry) => entry.layer === "websocket" && entry.kind === "frame");
  return frames.find((entry) => keyOf(entry) === key) ?? frames.at(-1) ?? null;
}
