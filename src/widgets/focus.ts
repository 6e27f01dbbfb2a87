/** The focus, where a control is disabled while its work goes on. */
import { tick } from "svelte";

/**
 * Remembers what has the focus. The returned function gives it back, once the page is up to date, if it was lost in the
 * meantime and went nowhere else: browsers take it from what is disabled.
 */
export function holdFocus(): () => Promise<void> {
  const held = document.activeElement;
  return async () => {
    await tick();
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && held instanceof HTMLElement) held.focus({ preventScroll: true });
  };
}
