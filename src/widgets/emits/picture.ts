/** A row's outcome in the terms of the page: who stands where, who got something, and what is said of it. */
import { SERVERS, type Station } from "../../../examples/13-every-emit/crowd.ts";
import type { Outcome } from "../../../examples/13-every-emit/outcome.ts";

/** A server and the clients that are connected to it. */
export interface Stand {
  /** As in an outcome's receivers. */
  server: string;
  /** What is written on it. */
  name: string;
  clients: string[];
}

export function standsOf(station: Station): Stand[] {
  const stands: Stand[] = [];
  for (const [letter, path] of Object.entries(SERVERS[station])) {
    // The one that makes the call is the server; of two, the other has a name of its own.
    const server = path === "two" ? path : "server";
    const stand = stands.find((each) => each.server === server);
    if (stand) stand.clients.push(letter);
    else stands.push({ server, name: station === "servers" ? `server ${path}` : "server", clients: [letter] });
  }
  return stands;
}

/** For those who do not see the avatars: "A, B and the server got it." */
export function sayReceivers({ receivers }: Pick<Outcome, "receivers">): string {
  if (receivers.length === 0) return "Nobody got anything.";
  const names = receivers.map((name) => (name === "server" ? "the server" : name === "two" ? "server two" : name));
  const last = names.pop()!;
  return `${names.length ? `${names.join(", ")} and ${last}` : last} got it.`.replace(/^./, (letter) =>
    letter.toUpperCase(),
  );
}

/** A packet's text before, in and after the number of a question or an answer, where it has one. */
export function numbered(text: string): { before: string; number: string; after: string } {
  const [, before = text, number = "", after = ""] =
    /^(4(?:[23]|[56]\d+-)(?:\/[\w-]+,)?)(\d+)(\[.*)$/s.exec(text) ?? [];
  return { before, number, after };
}
