/** What a request's target names. The router and the exchange tracker must read it in the same way. */

/** A path of a lab: `/labs/<id>` and what follows, as the lab's own servers see it. */
export interface LabTarget {
  id: string;
  /** With its query; always begins with `/`. */
  target: string;
}

const LAB = /^\/labs\/([A-Za-z0-9_-]{1,64})(?=[/?]|$)/;
const CLIENT_LIMIT = 40;

/** @param target as in the request line: a path, or (to a proxy, RFC 9112 §3.2.2) a whole URL */
export function originForm(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  if (!absolute) return target;
  const rest = target.slice(absolute[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

export function pathOf(target: string): string {
  return target.split("?", 1)[0]!;
}

export function labTarget(target: string): LabTarget | undefined {
  const path = originForm(target);
  const match = LAB.exec(path);
  if (!match) return undefined;
  const rest = path.slice(match[0].length);
  return { id: match[1]!, target: rest.startsWith("/") ? rest : `/${rest}` };
}

/** The log of a lab, which is never recorded itself. */
export function isLog({ target }: LabTarget): boolean {
  return pathOf(target) === "/log";
}

/** A parameter of the query; undefined where it is absent or empty. */
export function queryOf(target: string, name: string): string | undefined {
  const query = target.indexOf("?");
  if (query < 0) return undefined;
  return new URLSearchParams(target.slice(query)).get(name) || undefined;
}

/** The name that our pages and scripts give their client: `?client=A`. */
export function clientOf(target: string): string | undefined {
  return target.includes("client=") ? queryOf(target, "client")?.slice(0, CLIENT_LIMIT) : undefined;
}
