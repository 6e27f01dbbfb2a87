/** A lesson shows nothing before the bet: what would show it stays shut until the bet is placed, or for whoever teaches. */
import { onMount } from "svelte";
import { progressOf } from "../../client/progress.ts";

/**
 * For a component's script.
 * @param lesson whose bet; none: there is nothing to wait for
 */
export function betGate(lesson: () => number | undefined): { readonly open: boolean } {
  let placed = $state(false);
  onMount(() => {
    const progress = progressOf();
    return progress.subscribe(() => {
      const number = lesson();
      placed = number !== undefined && progress.mayReveal(number);
    });
  });
  return {
    get open() {
      return placed || lesson() === undefined;
    },
  };
}
