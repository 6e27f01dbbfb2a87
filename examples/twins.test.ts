/** A program, what it says about itself, and its Flask twin name the same events. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Program } from "./lab.ts";

const folder = import.meta.dirname;
const programs = readdirSync(folder).filter((name) => existsSync(join(folder, name, "server.ts")));
const twins = programs.filter((name) => existsSync(join(folder, name, "server.py")));

const source = (name: string, file: string) => readFileSync(join(folder, name, file), "utf8");
/** First groups of all matches, sorted. */
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]).sort();

/** The events of its own that a program waits for: that a connection ends is Socket.IO's, an error its TCP socket's. */
function handledBy(name: string) {
  return found(source(name, "server.ts"), /\bsocket\.on\("(?!(?:disconnect|error)")(\w+)"/g);
}

async function aboutOf(name: string) {
  return ((await import(`./${name}/server.ts`)) as Program).about;
}

describe.each(programs)("%s", (name) => {
  test("has a title, its lesson's number and events", async () => {
    const about = await aboutOf(name);
    expect(about.title).toMatch(/./);
    // The chat has no number: it is the guide's, and lesson 12's second lab.
    expect(about.lesson).toBe(name === "chat" ? 12 : Number(name.slice(0, 2)));
    expect(about.events).not.toEqual([]);
  });

  test("tells all Socket.IO events that it handles, and no other", async () => {
    const told = (await aboutOf(name)).events.join("\n");
    const handled = handledBy(name);
    expect(found(told, /^(\w+) \(.*?\) →/gm)).toEqual(handled);
  });
});

test.each(twins)("the Flask twin of %s handles the same events", (name) => {
  const handled = handledBy(name);
  expect(found(source(name, "server.py"), /^@socketio\.on\("(?!connect"|disconnect")(\w+)"\)$/gm)).toEqual(handled);
  expect(handled).not.toEqual([]);
});
