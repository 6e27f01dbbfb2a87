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

const part = (title: string, location: number, scores: number[]) => ({
  title,
  url: `/lessons/05-the-handshake/#${title.replace(" ", "-")}`,
  excerpt: `about <mark>${title}</mark>`,
  anchor: { location },
  weighted_locations: scores.map((balanced_score) => ({ balanced_score })),
});

/** One page with three headings, one without any. */
const index: Pagefind = {
  init: async () => {},
  search: async () => ({
    results: [
      {
        data: async () => ({
          url: "/lessons/05-the-handshake/",
          content:
            "The handshake. First words. The request A key is sent. The answer The key, sent back. The end Sent.",
          anchors: [{ location: 4 }, { location: 10 }, { location: 16 }],
          meta: { title: "The handshake" },
          excerpt: "about it",
          sub_results: [
            part("The handshake", 0, [9]),
            part("The request", 4, [1, 1]),
            part("The answer", 10, [1, 2]),
            part("The end", 16, [2]),
          ],
        }),
      },
      {
        data: async () => ({
          url: "/guides/x/",
          content: "",
          anchors: [],
          meta: {},
          excerpt: "whole",
          sub_results: [],
        }),
      },
    ],
  }),
};

test.each([
  ["the heading under which the words stand one after the other", "Key is sent", "The request"],
  ["the heading under which most of the words stand", "sent key", "The answer"],
  ["the same, with quotes", '"sent" key', "The answer"],
])("a page is found with %s", async (_name, question, heading) => {
  expect(await find(question, async () => index)).toEqual([
    {
      url: `/lessons/05-the-handshake/#${heading.replace(" ", "-")}`,
      page: "The handshake",
      heading,
      excerpt: [
        { text: "about ", hit: false },
        { text: heading, hit: true },
      ],
    },
    { url: "/guides/x/", page: "/guides/x/", excerpt: [{ text: "whole", hit: false }] },
  ]);
});

it("loads nothing for an empty question", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  expect(await find("  ", load)).toEqual([]);
});
