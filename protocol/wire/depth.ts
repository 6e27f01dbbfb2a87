/** JSON values of strangers may be nested thousands deep: whoever walks them, or writes them again, would fall. */

/** Below this depth a value is cut off. */
export const DEPTH_LIMIT = 64;
/** Stands where something was cut off. */
export const TOO_DEEP = "… nested deeper than 64 levels";

/** The value itself, or, where it is nested too deep, a copy that is cut off. */
export function boundedDepth(value: unknown): unknown {
  return isDeeper(value, DEPTH_LIMIT) ? mapJson(value, () => undefined) : value;
}

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (limit === 0) return true;
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], limit - 1)) return true;
  return false;
}

/** A copy of a JSON value, cut off below `DEPTH_LIMIT`, with `replace(object)` where that gives something. */
export function mapJson(value: unknown, replace: (object: Record<string, unknown>) => unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_LIMIT) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => mapJson(item, replace, depth + 1));
  const replaced = replace(value as Record<string, unknown>);
  if (replaced !== undefined) return replaced;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapJson(item, replace, depth + 1)]));
}
