/**
 * Puts the packets of two sides into common rows: what has the same task stands side by side, and where one side has
 * nothing to say its place stays empty.
 */
import type { Packet } from "./packets.ts";

export interface Row<P = Packet> {
  ws?: P;
  io?: P;
}

/**
 * The longest alignment that keeps the order of both sides and pairs only packets of the same task, direction and
 * client. Between two pairs, the packets without a partner follow each other, raw WebSocket first.
 */
export function align<P extends Pick<Packet, "role" | "from" | "client">>(
  ws: readonly P[],
  io: readonly P[],
): Row<P>[] {
  const pairs = longestCommon(ws.map(task), io.map(task));
  const rows: Row<P>[] = [];
  let left = 0;
  let right = 0;
  for (const [l, r] of [...pairs, [ws.length, io.length] as const]) {
    while (left < l) rows.push({ ws: ws[left++]! });
    while (right < r) rows.push({ io: io[right++]! });
    if (l < ws.length && r < io.length) rows.push({ ws: ws[left++]!, io: io[right++]! });
  }
  return rows;
}

function task({ role, from, client }: Pick<Packet, "role" | "from" | "client">): string {
  return `${role} ${from} ${client}`;
}

/** Places in `a` and `b` of a longest common subsequence. The lists are a dozen packets long. */
function longestCommon(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const longest: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}
