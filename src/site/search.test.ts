import { expect, it, test } from "vitest";
import { excerptPieces, find, type Pagefind } from "./search.ts";

test.each([
  ["plain", [{ text: "plain", hit: false }]],
  [
    "the <mark>101</mark> answer",
    [
      { text: "the ", hit: false },
      { text: "101", hit: true },
      { text: " answer", hit: false },
    ],
  ],
  [
    "<mark>&lt;b&gt;</mark> &amp;lt;",
    [
      { text: "<b>", hit: true },
      { text: " &lt;", hit: false },
    ],
  ],
  ["<img src=x>", [{ text: "<img src=x>", hit: false }]],
  ["", []],
])("the excerpt %j is shown as text", (excerpt, pieces) => {
  expect(excerptPieces(excerpt)).toEqual(pieces);
});

/** A page: what stands below each heading. */
interface Page {
  url: string;
  title?: string;
  score?: number;
  weight?: string;
  parts: Record<string, string>;
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** An index over these pages: words are found in any case, and without what stands between them. */
function indexOf(pages: readonly Page[]): () => Promise<Pagefind> {
  const loaded = pages.map(({ url, title, score = 1, weight, parts }) => {
    const headings = Object.entries({ ...(title !== undefined && { [title]: "" }), ...parts });
    const texts = headings.map(([heading, text]) => `${heading}. ${text}`.trim());
    const location = (at: number) => texts.slice(0, at).join(" ").split(/\s+/).filter(Boolean).length;
    const anchors = headings.map((_, at) => ({ location: location(at) }));
    const content = texts.join(" ");
    const has = (text: string, question: string) => {
      const exact = /^"(.*)"$/.exec(question)?.[1];
      const words = wordsOf(text);
      return exact === undefined
        ? wordsOf(question).every((word) => words.includes(word))
        : ` ${words.join(" ")} `.includes(` ${wordsOf(exact).join(" ")} `);
    };
    const data = (question: string) => ({
      url,
      content,
      anchors,
      meta: { ...(title !== undefined && { title }), ...(weight !== undefined && { weight }) },
      excerpt: "whole",
      sub_results: headings
        .map(([heading], at) => {
          const hits = wordsOf(texts[at]!).filter((word) => wordsOf(question).includes(word));
          return {
            title: heading,
            url: `${url}#${heading.replaceAll(" ", "-")}`,
            excerpt: `about <mark>${heading}</mark>`,
            anchor: anchors[at]!,
            weighted_locations: hits.map(() => ({ balanced_score: 1 })),
          };
        })
        .filter((part) => part.weighted_locations.length > 0),
    });
    return { id: url, score, found: (question: string) => has(content, question), data };
  });
  return async () => ({
    init: async () => {},
    search: async (question) => ({
      results: loaded
        .filter(({ found }) => found(question))
        .map(({ id, score, data }) => ({ id, score, data: async () => data(question) })),
    }),
  });
}

const HANDSHAKE: Page = {
  url: "/lessons/05-the-handshake/",
  title: "The handshake",
  parts: {
    "The request": "A key is sent, sent, sent.",
    "The answer": "The server's key, sent back with accept.",
    "The end": "A 'key' is-sent: accept!",
  },
};

const found = async (question: string, ...pages: Page[]) => {
  const answer = await find(question, indexOf(pages));
  return [
    answer.asked,
    ...answer.found.map(({ page, heading }) => (heading === undefined ? page : `${page}: ${heading}`)),
  ];
};

test.each<[string, string, string[]]>([
  ["all headings under which a message stands, word for word", "Key is sent", ["The request", "The end"]],
  ["the same, whatever stands between its words", "key 'is' (sent)", ["The request", "The end"]],
  ["the one heading under which it stands", "is sent: accept", ["The end"]],
  ["the heading under which most different words stand", "sent back accept server", ["The answer"]],
  ["one heading for a single word", "sent", ["The request"]],
  ["the words, without their quotation marks", '"back" sent', ["The answer"]],
])("a page is found with %s", async (_name, question, headings) => {
  const [, ...places] = await found(question, HANDSHAKE);
  expect(places).toEqual(headings.map((heading) => `The handshake: ${heading}`));
});

it("shows the excerpt of the heading, or of the page where the words stand under none", async () => {
  expect(await find("back", indexOf([HANDSHAKE]))).toEqual({
    asked: "back",
    found: [
      {
        url: "/lessons/05-the-handshake/#The-answer",
        page: "The handshake",
        heading: "The answer",
        excerpt: [
          { text: "about ", hit: false },
          { text: "The answer", hit: true },
        ],
      },
    ],
  });
  const titleOnly: Page = { url: "/guides/x/", title: "Alone", parts: {} };
  expect(await find("alone", indexOf([titleOnly]))).toEqual({
    asked: "alone",
    found: [{ url: "/guides/x/", page: "Alone", excerpt: [{ text: "whole", hit: false }] }],
  });
});

const page = (url: string, score: number, text: string, weight?: string): Page => ({
  url,
  title: url,
  score,
  ...(weight && { weight }),
  parts: { Part: text },
});

test.each<[string, Page[], string[]]>([
  [
    "those with the words one after the other, however little they score",
    [page("/a/", 9, "close the transport"), page("/b/", 1, "transport close")],
    ["/b/", "/a/"],
  ],
  [
    "also behind many others",
    [
      ...Array.from({ length: 30 }, (_, i) => page(`/${i}/`, 9, "close the transport")),
      page("/b/", 1, "transport close"),
    ],
    ["/b/", ...Array.from({ length: 7 }, (_, i) => `/${i}/`)],
  ],
  [
    "those that count more",
    [
      page("/little/", 4, "transport close", "0.2"),
      page("/half/", 3, "transport close", "0.5"),
      page("/whole/", 2, "transport close"),
    ],
    ["/whole/", "/half/", "/little/"],
  ],
])("first come %s", async (_name, pages, urls) => {
  const { found: places } = await find("transport close", indexOf(pages));
  expect(places.map(({ page: url }) => url)).toEqual(urls);
});

it("shows no more than three parts of one page", async () => {
  const parts = Object.fromEntries(["one", "two", "three", "four"].map((name) => [name, "xhr poll error"]));
  expect(await found("xhr poll error", { url: "/m/", title: "M", parts })).toEqual([
    "xhr poll error",
    "M: one",
    "M: two",
    "M: three",
  ]);
});

it("leaves out words that no page has beside the others, and says which are left", async () => {
  const pages = [page("/a/", 1, "xhr error"), page("/b/", 1, "error 404"), page("/c/", 1, "xhr poll error")];
  expect(await found("xhr poll error 404", ...pages)).toEqual(["xhr poll error", "/c/: Part"]);
  expect(await found("nothing here", ...pages)).toEqual([""]);
});

it("loads nothing for an empty question", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  expect(await find("  ", load)).toEqual({ asked: "", found: [] });
});
