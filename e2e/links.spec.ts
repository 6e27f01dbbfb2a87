/** Every link within the site leads to a page that is there, and to a place on it that is there. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { PAGES, site } from "./pages.ts";

const attributes = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1]!);

test("links and their fragments exist", async ({ request, baseURL }) => {
  const ids = new Map<string, Set<string>>();
  const links: { from: string; to: URL }[] = [];
  for (const path of PAGES) {
    const html = await (await request.get(path)).text();
    ids.set(path, new Set(attributes(html, /\sid="([^"]+)"/g)));
    for (const href of attributes(html, /<a\s[^>]*?href="([^"]+)"/g)) {
      const to = new URL(href.replaceAll("&amp;", "&"), new URL(path, baseURL));
      if (to.origin === new URL(baseURL!).origin) links.push({ from: path, to });
    }
  }
  const broken = links
    .filter(({ to }) => {
      const targets = ids.get(to.pathname);
      // `#n=17` opens an entry of the log: made by script.
      return (
        !targets || !(to.hash === "" || to.hash.startsWith("#n=") || targets.has(decodeURIComponent(to.hash.slice(1))))
      );
    })
    .map(({ from, to }) => `${from} → ${to.pathname}${to.hash}`);
  expect(links.length).toBeGreaterThan(PAGES.length);
  expect(broken).toEqual([]);
});

test("every file that a script names is there", () => {
  const missing = globSync("_astro/*.js", { cwd: site }).flatMap((script) =>
    attributes(readFileSync(join(site, script), "utf8"), /["'`](?:\.\/|\/?_astro\/)([\w.-]+\.(?:js|css))["'`]/g)
      .filter((name) => !existsSync(join(site, "_astro", name)))
      .map((name) => `${script} names ${name}`),
  );
  expect(missing).toEqual([]);
});
