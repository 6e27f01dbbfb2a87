/** What a scripted client tells its reader: what it does, what travels, and whether that is what was to be expected. */
import { isDeepStrictEqual } from "node:util";

export interface Transcript {
  /** A sentence or two before something happens. */
  say(text: string): void;
  /** One line for what a client sent … */
  sent(client: string, text: string): void;
  /** … or got. */
  got(client: string, text: string): void;
  /** @throws Error when `seen` is not equal to `expected`; else writes the claim down as true. */
  check(claim: string, seen: unknown, expected: unknown): void;
}

const WIDTH = 80;

/** @param write prints one line */
export function transcript(write: (line: string) => void): Transcript {
  return {
    say: (text) => write(`\n${wrap(text)}`),
    sent: (client, text) => write(`  ${client} → ${text}`),
    got: (client, text) => write(`  ${client} ← ${text}`),
    check(claim, seen, expected) {
      if (!isDeepStrictEqual(seen, expected))
        throw new Error(`${claim}: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}.`);
      write(`  ✓ ${claim}`);
    },
  };
}

function wrap(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = `${lines.at(-1)} ${word}`.trimStart();
    if (line.length <= WIDTH) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines.join("\n");
}
