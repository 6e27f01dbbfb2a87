/**
 * The row that a key leads to, or undefined for a key that moves nothing.
 * @param at index of the row that has the focus
 * @param page rows that can be seen at once
 */
export function rowAfter(key: string, at: number, page: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    // One row of the page before stays in sight.
    PageDown: at + Math.max(1, page - 1),
    PageUp: at - Math.max(1, page - 1),
    Home: 0,
    End: count - 1,
  };
  const next = Object.hasOwn(steps, key) ? steps[key]! : undefined;
  return next === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, next));
}
