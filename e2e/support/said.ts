/** What a page says for a moment only: who looks now and then can miss it. */
import type { Locator } from "@playwright/test";

/**
 * Keeps each text that this place has from now on, all that stands in it as one. To be begun before what brings the
 * text about.
 */
export async function allSaid(place: Locator): Promise<() => Promise<string[]>> {
  const texts = await place.evaluateHandle((element) => {
    const said: string[] = [];
    const listen = () => said.push(element.textContent.replace(/\s+/g, " ").trim());
    new MutationObserver(listen).observe(element, { characterData: true, childList: true, subtree: true });
    return said;
  });
  return () => texts.jsonValue();
}
