/** Sets what depends on figures from script: a `style` attribute in the page's HTML would break its policy. */
import type { Attachment } from "svelte/attachments";

/** How many columns of a grid an element spans. */
export function spanning(columns: number): Attachment<HTMLElement> {
  return (element) => {
    element.style.gridColumn = `span ${columns}`;
  };
}

/** How many columns of the same width a grid has. */
export function columns(count: number): Attachment<HTMLElement> {
  return (element) => {
    element.style.gridTemplateColumns = `repeat(${count}, minmax(0, 1fr))`;
  };
}

/** How far from the left edge an element stands, in pixels. */
export function left(pixels: number): Attachment<HTMLElement> {
  return (element) => {
    element.style.left = `${pixels}px`;
  };
}

/** Tells the width of an element in pixels, now and whenever it changes. */
export function width(tell: (pixels: number) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new ResizeObserver(([seen]) => tell(seen!.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  };
}
