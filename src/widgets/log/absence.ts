/** Why an entry that an address names cannot be shown, in words. */
import { visible } from "../../../protocol/summary.ts";

/**
 * @param key as in `#n=17`, of an entry that is not held; an address can name anything
 * @param lastN the last n that has come
 */
export function absenceOf(key: string, lastN: number): string {
  if (/^p\d{1,15}$/.test(key)) return `Entry ${key} of the page has not come yet, or is not held any more.`;
  if (!/^\d{1,15}$/.test(key) || Number(key) === 0)
    return `There is no entry “${visible(key.slice(0, 20))}”: entries are named by numbers, such as 17, or p3 in the page.`;
  if (Number(key) <= lastN) return `Entry ${key} is not held any more.`;
  return `Entry ${key} has not come yet. It is opened as soon as it comes.`;
}
