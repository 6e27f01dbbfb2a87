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

const index: Pagefind = {
  init: async () => {},
  search: async (question) => ({
    results: [
      {
        data: async () => ({
          url: "/lessons/05-the-handshake/",
          meta: { title: "The handshake" },
          excerpt: "about it",
          sub_results: [
            { title: "The handshake", url: "/lessons/05-the-handshake/", excerpt: "first" },
            { title: "The answer", url: "/lessons/05-the-handshake/#the-answer", excerpt: `<mark>${question}</mark>` },
          ],
        }),
      },
      { data: async () => ({ url: "/guides/x/", meta: {}, excerpt: "whole", sub_results: [] }) },
    ],
  }),
};

it("names the page and the heading under which the words stand", async () => {
  expect(await find("101", async () => index)).toEqual([
    {
      url: "/lessons/05-the-handshake/#the-answer",
      page: "The handshake",
      heading: "The answer",
      excerpt: [{ text: "101", hit: true }],
    },
    { url: "/guides/x/", page: "/guides/x/", excerpt: [{ text: "whole", hit: false }] },
  ]);
});

it("loads nothing for an empty question", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  expect(await find("  ", load)).toEqual([]);
});
