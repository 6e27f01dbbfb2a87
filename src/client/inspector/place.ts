/** What the inspector shows, as an address: `#n=17&view=bits`. Other parts of the fragment (`lab=…`) stay as they are. */

export const VIEWS = ["timeline", "layers", "bits", "hex"] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Place {
  /** `17`, or `p3` for one of the page's own entries. */
  key: string | null;
  view: ViewName;
}

/** @returns null where the fragment does not ask for the inspector */
export function placeIn(hash: string): Place | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const view = VIEWS.find((name) => name === parts.get("view"));
  if (!view) return null;
  const key = parts.get("n");
  return { key: key !== null && /^p?\d{1,15}$/.test(key) ? key : null, view };
}

/** The fragment with this place in it, or without any. */
export function hashWith(hash: string, place: Place | null): string {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  parts.delete("n");
  parts.delete("view");
  if (place?.key) parts.set("n", place.key);
  if (place) parts.set("view", place.view);
  const text = parts.toString();
  return text === "" ? "" : `#${text}`;
}
