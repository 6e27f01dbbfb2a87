/** The search index of the built site (Pagefind), loaded when the first question is asked. */

/** A page that answers a question, or the part of it that does. */
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
  meta: { title?: string };
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

export interface Pagefind {
  init(): Promise<void>;
  search(question: string): Promise<{ results: { data(): Promise<PagefindPage> }[] }>;
}

/** How many pages are shown: more than fit on a screen are not read. */
const MOST = 8;

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
 * Pages for a question, best first; under each page the heading that answers best. Those in which the words stand one
 * after the other come first: who searches for an error message has copied it.
 */
export async function find(question: string, index: () => Promise<Pagefind> = load): Promise<Found[]> {
  const words = question.replaceAll('"', " ").trim();
  if (words === "") return [];
  const pagefind = await index();
  const searches = await Promise.all([pagefind.search(`"${words}"`), pagefind.search(words)]);
  const loaded = await Promise.all(
    searches.flatMap(({ results }) => results.slice(0, MOST).map((result) => result.data())),
  );
  const pages = [...new Map(loaded.toReversed().map((page) => [page.url, page])).values()].toReversed();
  return pages.slice(0, MOST).map((page) => {
    const title = page.meta.title ?? page.url;
    const part = bestPart(page, title, words);
    return part
      ? { url: part.url, page: title, heading: part.title, excerpt: excerptPieces(part.excerpt) }
      : { url: page.url, page: title, excerpt: excerptPieces(page.excerpt) };
  });
}

/** The part under whose heading the words stand one after the other, or else most of them. */
function bestPart(page: PagefindPage, title: string, words: string): PagefindPart | undefined {
  const parts = page.sub_results.filter((part) => part.title !== title);
  const whole = parts.find((part) => textBelow(page, part).includes(words.toLowerCase()));
  const score = ({ weighted_locations: hits }: PagefindPart) =>
    hits.reduce((sum, { balanced_score }) => sum + balanced_score, 0);
  return whole ?? parts.toSorted((a, b) => score(b) - score(a))[0];
}

/** In lower case. */
function textBelow({ content, anchors }: PagefindPage, { anchor }: PagefindPart): string {
  if (!anchor) return "";
  const next = anchors.find(({ location }) => location > anchor.location);
  return content.split(/\s+/).slice(anchor.location, next?.location).join(" ").toLowerCase();
}
