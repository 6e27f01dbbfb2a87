/** The search index of the built site (Pagefind), loaded when the first question is asked. */

/** What a question came to. */
export interface Answer {
  /** What was looked for: fewer words than were asked for where no page has them all. */
  asked: string;
  /** Best first; of a page that answers in several places, one after the other. */
  found: Found[];
}

/** A page that answers a question, or a part of it that does. */
export interface Found {
  url: string;
  /** The page's title. */
  page: string;
  /** The heading in that page, where the words stand under one. */
  heading?: string;
  excerpt: Piece[];
}

/** A run of text in an excerpt; `hit`: the words that were asked for. */
export interface Piece {
  text: string;
  hit: boolean;
}

interface PagefindPage {
  url: string;
  /** All its text. */
  content: string;
  /** Its headings; `location` counts words of the text. */
  anchors: { location: number }[];
  /** `weight`: what the page counts, `searchWeight` of src/content.config.ts. */
  meta: { title?: string; weight?: string };
  excerpt: string;
  sub_results: PagefindPart[];
}

/** A heading and what stands below it, in the page's order. */
interface PagefindPart {
  title: string;
  url: string;
  excerpt: string;
  anchor?: { location: number };
  /** Where the words stand. */
  weighted_locations: { balanced_score: number }[];
}

interface PagefindResult {
  /** Of the page. */
  id: string;
  score: number;
  data(): Promise<PagefindPage>;
}

export interface Pagefind {
  init(): Promise<void>;
  /** Pages that have all words; between quotation marks: one after the other. */
  search(question: string): Promise<{ results: PagefindResult[] }>;
}

/** How many pages are shown: more than fit on a screen are not read. */
const MOST = 8;

/** How many parts of one page are shown. */
const MOST_PARTS = 3;

const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/** Pagefind's excerpt: escaped text with `<mark>` around the hits. */
export function excerptPieces(excerpt: string): Piece[] {
  return excerpt
    .split(/(<mark>.*?<\/mark>)/s)
    .filter((part) => part !== "")
    .map((part) => {
      const hit = part.startsWith("<mark>");
      const escaped = hit ? part.slice("<mark>".length, -"</mark>".length) : part;
      return { hit, text: escaped.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity]!) };
    });
}

let loading: Promise<Pagefind> | undefined;

/** @throws where there is no index: in `npm run dev`, which builds none. */
function load(): Promise<Pagefind> {
  const address = "/pagefind/pagefind.js";
  loading ??= (import(/* @vite-ignore */ address) as Promise<Pagefind>).then(async (pagefind) => {
    await pagefind.init();
    return pagefind;
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * Pages in which the words stand one after the other come first: who searches for an error message has copied it. Where
 * no page has all words, some are better than none: a copied message often has a number or a name of its own.
 */
export async function find(question: string, index: () => Promise<Pagefind> = load): Promise<Answer> {
  const asked = question.replaceAll('"', " ").trim();
  if (asked === "") return { asked, found: [] };
  const pagefind = await index();
  const found = await findAll(asked, pagefind);
  if (found.length > 0) return { asked, found };
  const fewer = await mostOnOnePage(asked, pagefind);
  return { asked: fewer, found: fewer === "" ? [] : await findAll(fewer, pagefind) };
}

async function findAll(words: string, pagefind: Pagefind): Promise<Found[]> {
  const [whole, all] = await Promise.all([pagefind.search(`"${words}"`), pagefind.search(words)]);
  const wholeIds = new Set(whole.results.map(({ id }) => id));
  const isWhole = ({ id }: PagefindResult) => wholeIds.has(id);
  // Those that have them one after the other are loaded in any case, however far behind they are.
  const candidates = [
    ...all.results.filter(isWhole),
    ...all.results.filter((result) => !isWhole(result)).slice(0, 2 * MOST),
  ];
  const pages = await Promise.all(
    candidates.map(async (result) => {
      const page = await result.data();
      return { page, whole: isWhole(result), score: result.score * Number(page.meta.weight ?? 1) };
    }),
  );
  return pages
    .toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.score - a.score)
    .slice(0, MOST)
    .flatMap(({ page }) => foundIn(page, words));
}

/** The most of these words that one page has. */
async function mostOnOnePage(words: string, pagefind: Pagefind): Promise<string> {
  const pages = new Map<string, { words: string[]; score: number }>();
  for (const word of new Set(words.split(/\s+/))) {
    for (const { id, score } of (await pagefind.search(word)).results) {
      const page = pages.get(id) ?? { words: [], score: 0 };
      pages.set(id, { words: [...page.words, word], score: page.score + score });
    }
  }
  const [best] = [...pages.values()].toSorted((a, b) => b.words.length - a.words.length || b.score - a.score);
  return best?.words.join(" ") ?? "";
}

function foundIn(page: PagefindPage, words: string): Found[] {
  const title = page.meta.title ?? page.url;
  const parts = bestParts(page, title, words);
  if (parts.length === 0) return [{ url: page.url, page: title, excerpt: excerptPieces(page.excerpt) }];
  return parts.map(({ url, title: heading, excerpt }) => ({
    url,
    page: title,
    heading,
    excerpt: excerptPieces(excerpt),
  }));
}

/** Those under whose heading a message stands word for word, or else the one that has most of the words. */
function bestParts(page: PagefindPage, title: string, words: string): PagefindPart[] {
  const phrase = plain(words);
  const parts = page.sub_results
    .filter((part) => part.title !== title)
    .map((part) => {
      const text = textBelow(page, part);
      return {
        part,
        whole: text.includes(phrase),
        words: phrase.split(/(?= )/).filter((word) => text.includes(word)).length,
        score: part.weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0),
      };
    })
    .toSorted((a, b) => Number(b.whole) - Number(a.whole) || b.words - a.words || b.score - a.score);
  // A single word stands in many places: the best of them will do.
  const shown = phrase.includes(" ", 1) ? parts.filter(({ whole }) => whole).slice(0, MOST_PARTS) : [];
  return (shown.length > 0 ? shown : parts.slice(0, 1)).map(({ part }) => part);
}

/** Its words in lower case, each after one space: as messages are compared, whatever stands between their words. */
function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(" ")}`;
}

function textBelow({ content, anchors }: PagefindPage, { anchor }: PagefindPart): string {
  if (!anchor) return "";
  const next = anchors.find(({ location }) => location > anchor.location);
  return plain(content.split(/\s+/).slice(anchor.location, next?.location).join(" "));
}
