/** Astro integration: the search index over the built pages, in dist/pagefind/ (only `data-pagefind-body` is searched). */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { close, createIndex } from "pagefind";

/** @returns {import("astro").AstroIntegration} */
export function searchIndex() {
  return {
    name: "search-index",
    hooks: {
      "astro:build:done": async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const { index, errors } = await createIndex();
        if (!index) throw new Error(`Pagefind: ${errors.join(", ")}`);
        const added = await index.addDirectory({ path: folder });
        const written = await index.writeFiles({ outputPath: join(folder, "pagefind") });
        const problems = [...added.errors, ...written.errors];
        if (problems.length > 0) throw new Error(`Pagefind: ${problems.join(", ")}`);
        await close();
        logger.info(`${added.page_count} pages are searchable`);
      },
    },
  };
}
