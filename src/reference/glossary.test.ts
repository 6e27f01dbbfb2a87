/** The glossary as it is written: docs/reference/glossary.mdx. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lessons } from "../course.ts";

const text = readFileSync(new URL("../../docs/reference/glossary.mdx", import.meta.url), "utf8");
const terms = [...text.matchAll(/^<Term([^>]*)>\n\n## (.+)\n\n(.+)\n\n<\/Term>$/gm)].map(
  ([, attributes, name, meaning]) => ({ attributes: attributes!, name: name!, meaning: meaning! }),
);

/** Words that the lessons do not explain each time. */
const WORDS = [
  "Acknowledgement",
  "Back-pressure",
  "Broadcast",
  "bufferedAmount",
  "Cable",
  "Chunk",
  "Close code",
  "CORS",
  "Extension",
  "Fragment",
  "Frame",
  "Full duplex",
  "Half-open",
  "Handshake",
  "Head and header",
  "Long polling",
  "Mask",
  "Namespace",
  "Opcode",
  "Origin",
  "Packet",
  "Ping and pong",
  "Polling",
  "Room",
  "SSE",
  "Stretch",
  "Subprotocol",
  "Transport",
];

test("it has the words of the field, each in one paragraph, in the order of the alphabet", () => {
  const names = terms.map(({ name }) => name);
  expect(text.match(/<Term/g)).toHaveLength(terms.length);
  expect(names).toEqual(expect.arrayContaining(WORDS));
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "en")));
});

describe.each(terms)("$name", ({ attributes, meaning }) => {
  test("is met in a lesson of the course, or is Wirelight's own word", () => {
    const lesson = /lesson=\{(\d+)\}/.exec(attributes)?.[1];
    const isOwn = /\bown\b/.test(attributes);
    expect(lessons.some(({ number }) => number === Number(lesson)) || isOwn).toBe(true);
    expect(lesson === undefined || Number(lesson) <= lessons.length).toBe(true);
  });

  test("has two to four sentences, and a source, or a guide for what is our own", () => {
    const sentences = meaning.replace(/<Source.*?(\/>|<\/Source>)/g, "").match(/[.:?](?=\s|$)/g);
    expect(sentences?.length).toBeGreaterThanOrEqual(2);
    expect(sentences?.length).toBeLessThanOrEqual(4);
    expect(meaning).toMatch(attributes.includes("own") ? /\]\(\/guides\/|<Source / : /<Source /);
  });
});
