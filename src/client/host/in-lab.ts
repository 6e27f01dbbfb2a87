/** Addresses inside of a lab, from paths that somebody typed. */
import { HostError } from "./host.ts";

/**
 * @param base of the lab, e.g. `ws://127.0.0.1:3000/labs/<id>/`
 * @param path with or without its query, e.g. `socket.io/?EIO=4&transport=websocket`
 * @param client what `?client=` says: before whatever else the query names, because the first one counts
 * @throws {HostError} for a path that leads out of the lab
 */
export function addressInLab(base: string, path: string, client: string): string {
  // Put together as text, so that no path can be read as another host; then read as the browser will read it.
  const url = new URL(base + path.trim().replace(/^\//, ""));
  url.hash = "";
  url.search = `?client=${encodeURIComponent(client)}${url.search.replace("?", "&")}`;
  if (url.href.startsWith(base)) return url.href;
  throw new HostError("page.path", "This path leads out of the lab.", "Leave out the dots.");
}
