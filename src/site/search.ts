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
  meta: { title?: string };
  excerpt: string;
  sub_results: { title: string; url: string; excerpt: string }[];
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

/** Pages for a question, best first; under each page the heading that answers best. */
export async function find(question: string, index: () => Promise<Pagefind> = load): Promise<Found[]> {
  if (question.trim() === "") return [];
  const { results } = await (await index()).search(question);
  const pages = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
  return pages.map((page) => {
    const title = page.meta.title ?? page.url;
    const part = page.sub_results.find(({ title: heading }) => heading !== title);
    return part
      ? { url: part.url, page: title, heading: part.title, excerpt: excerptPieces(part.excerpt) }
      : { url: page.url, page: title, excerpt: excerptPieces(page.excerpt) };
  });
}
