/** The packets that pass while a row runs, as lines to read. */

/** One Engine.IO message. */
export interface Line {
  client: string;
  /** From the server, or to it. */
  way: "←" | "→";
  /** As on the wire; an attachment as `<01 02 ff>`. */
  text: string;
  /** The frame that carried it was compressed. */
  compressed?: true;
}

/** Lines with the same text and way are one, with all its clients. */
export interface Packet extends Omit<Line, "client"> {
  clients: string;
}

/** What this example uses to run a row: not part of the row. */
const SCAFFOLDING = /^42(\/chat,)?(\d+)\["(rows|place|run|fence)"/;
const ANSWER = /^43(\/chat,)?(\d+)\[/;

/** The lines without those of the scaffolding, questions and answers. */
function ofTheRow(lines: readonly Line[]): Line[] {
  const asked = new Set<string>();
  return lines.filter(({ client, way, text }) => {
    const [pattern, other] = way === "→" ? [SCAFFOLDING, false] : [ANSWER, true];
    const match = pattern.exec(text);
    if (!match) return true;
    const key = `${client} ${match[1] ?? ""}${match[2]}`;
    if (other) return !asked.has(key);
    asked.add(key);
    return false;
  });
}

/**
 * The packets in the order in which the first of each kind passed. What passed one way for several clients, each its own,
 * stands in the order of their letters: which of them was first is chance.
 */
export function packetsOf(lines: readonly Line[]): Packet[] {
  const packets: Packet[] = [];
  for (const { client, ...line } of ofTheRow(lines)) {
    const same = packets.find((packet) => isSame(packet, line) && !packet.clients.includes(client));
    if (same) same.clients = inOrder(same.clients + client);
    else packets.push({ ...line, clients: client });
  }
  const runs: Packet[][] = [];
  for (const packet of packets) {
    const run = runs.at(-1);
    if (run?.[0]!.way === packet.way && run.every(({ clients }) => !overlap(clients, packet.clients))) run.push(packet);
    else runs.push([packet]);
  }
  return runs.flatMap((run) => run.sort((a, b) => (a.clients < b.clients ? -1 : 1)));
}

function inOrder(letters: string): string {
  return [...letters].sort().join("");
}

function isSame(a: Omit<Packet, "clients">, b: Omit<Packet, "clients">): boolean {
  return a.way === b.way && a.text === b.text && a.compressed === b.compressed;
}

function overlap(some: string, others: string): boolean {
  return [...some].some((letter) => others.includes(letter));
}
