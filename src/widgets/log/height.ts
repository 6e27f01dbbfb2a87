/** Sets an element's height from script: a `style` attribute in the page's HTML would break the content security policy. */
import type { Attachment } from "svelte/attachments";

export function height(pixels: () => number): Attachment<HTMLElement> {
  return (element) => {
    element.style.height = `${pixels()}px`;
  };
}
