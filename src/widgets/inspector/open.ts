/** Opens the inspector over the page. Loaded, with all that it needs, when someone asks for it. */
import { mount, unmount } from "svelte";
import { Inspection } from "../../client/inspector/inspection.ts";
import type { Place } from "../../client/inspector/place.ts";
import type { LogStore } from "../../client/log/store.ts";
import Inspector from "./Inspector.svelte";

interface Open {
  log: LogStore;
  inspection: Inspection;
  close: () => void;
}

/** There is one on a page. */
let open: Open | null = null;

/**
 * Shows an entry of this log, in the view that the place says.
 * @param live more may come
 */
export function openInspector(log: LogStore, place: Place, live: boolean): void {
  if (open?.log !== log) {
    open?.close();
    open = start(log, live);
  }
  open.inspection.show(place.view);
  if (place.key !== null) open.inspection.open(place.key);
}

function start(log: LogStore, live: boolean): Open {
  const inspection = new Inspection(log);
  const asked = document.activeElement;
  const close = (): void => {
    open = null;
    void unmount(dock);
    if (asked instanceof HTMLElement) asked.focus({ preventScroll: true });
  };
  const dock = mount(Inspector, { target: document.body, props: { inspection, log, live, onclose: close } });
  return { log, inspection, close };
}
