/** Asks for the inspector: a page without it loads nothing of it until then. */
import type { Place } from "../../client/inspector/place.ts";
import type { LogStore } from "../../client/log/store.ts";

/** @param live more may come */
export async function inspect(log: LogStore, place: Place, live: boolean): Promise<void> {
  const { openInspector } = await import("./open.ts");
  openInspector(log, place, live);
}
