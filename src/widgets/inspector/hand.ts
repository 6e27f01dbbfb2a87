/** Moving a picture by hand: dragged or wheeled to pan, wheeled with Ctrl or ⌘ to zoom, pressed to point. */
import type { Attachment } from "svelte/attachments";

export interface Hand {
  /** Pixels, larger than 0 towards later times. */
  pan(pixels: number): void;
  /** @param factor larger than 1 to see less time, larger, @param y about where */
  zoom(factor: number, y: number): void;
  point(y: number): void;
}

/** Movements smaller than this, in pixels, are a press. */
const STILL = 4;

export function movedBy({ pan, zoom, point }: Hand): Attachment<HTMLElement> {
  return (element) => {
    let held: { y: number; moved: boolean } | null = null;
    const ends = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(type: K, heed: (event: HTMLElementEventMap[K]) => void): void =>
      // Not passive: the page must not scroll under a picture that moves.
      element.addEventListener(type, heed, { signal: ends.signal, passive: false });
    on("wheel", (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 200), event.offsetY);
      else pan(event.deltaY);
    });
    on("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      held = { y: event.offsetY, moved: false };
    });
    on("pointermove", (event) => {
      if (!held || (!held.moved && Math.abs(event.offsetY - held.y) < STILL)) return;
      pan(held.y - event.offsetY);
      held = { y: event.offsetY, moved: true };
    });
    on("pointerup", (event) => {
      if (held && !held.moved) point(event.offsetY);
      held = null;
    });
    on("pointercancel", () => (held = null));
    return () => ends.abort();
  };
}
