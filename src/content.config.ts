/** Lessons, guides and reference: Markdown outside of src/, so that they can be read in the repository too. */
import { glob } from "astro/loaders";
import { z } from "astro/zod";
import { defineCollection } from "astro:content";
import { lessons as course } from "./course.ts";

const lessons = defineCollection({
  // The address has no part in it: a lesson may move to another part and keep its links.
  loader: glob({
    base: "docs/lessons",
    pattern: "*/*.mdx",
    generateId: ({ entry }) => entry.replace(/^.*\/|\.mdx$/g, ""),
  }),
  schema: z.object({
    /** The lesson's number in src/course.ts, which has its title and goal. */
    lesson: z.number().int().min(1).max(course.length),
    /** One sentence for search engines, shared links and the search. */
    description: z.string().min(40).max(200),
    /** How long a learner takes with text, bet and mission. */
    minutes: z.number().int().min(5).max(20),
    /** The program that its lab runs: a folder of examples/. */
    program: z.string().regex(/^\d\d-[a-z0-9-]+$/),
  }),
});

/** What a page counts in the search: 1, or less where few readers look for it or it has every word. */
const searchWeight = z.number().positive().max(1).default(1);

const guides = defineCollection({
  loader: glob({ base: "docs/guides", pattern: "*.{md,mdx}" }),
  schema: z.object({
    /** One sentence for search engines and the list of guides. The title is the guide's first heading. */
    description: z.string().optional(),
    searchWeight,
  }),
});

/** Pages to look things up in. */
const reference = defineCollection({
  loader: glob({ base: "docs/reference", pattern: "*.mdx" }),
  schema: z.object({
    title: z.string(),
    /** One sentence for search engines, the search and the list of these pages. */
    description: z.string().min(40).max(200),
    searchWeight,
  }),
});

export const collections = { lessons, guides, reference };
