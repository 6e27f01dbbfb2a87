import { satteri } from "@astrojs/markdown-satteri";
import mdx from "@astrojs/mdx";
import svelte from "@astrojs/svelte";
import { defineConfig } from "astro/config";
import { devLabs } from "./scripts/site/dev-labs.mjs";
import { guideLinks } from "./scripts/site/guide-links.mjs";
import { precompress } from "./scripts/site/precompress.mjs";
import { searchIndex } from "./scripts/site/search-index.mjs";
import { shiki } from "./src/shiki.ts";

/**
 * What every page, and what every page with a lab needs, as one file each. Left alone they become a dozen of a few
 * hundred bytes, and each costs as much again in headers.
 */
const groups = [
  { name: "site", test: /src\/(site\/display|client\/(progress|value|env))\.ts$/ },
  {
    // As the client of islands, which is in it: so its styles get the same name wherever they are built.
    name: "client",
    test: new RegExp(
      [
        String.raw`(protocol/log|src/client/inspector/place)\.ts$`,
        String.raw`src/client/(lab|lab-memory|comparison|missions/(raw|answers)|clients/(raw|socket-io|client))\.ts$`,
        String.raw`src/widgets/(log/(present|absence)|inspector/ask|copy-text|layer|focus|sentence|opened|bet/gate\.svelte|evidence/\w+)\.(ts|svelte)$`,
        "@astrojs/svelte/dist/client",
      ].join("|"),
    ),
  },
];

/** A widget whose code others use too would else become two files: that code, and one that only passes it on. */
const widgetsAsTheyAre = {
  name: "widgets-as-they-are",
  applyToEnvironment: ({ name }) => name === "client",
  options: (options) => ({ ...options, preserveEntrySignatures: "allow-extension" }),
};

export default defineConfig({
  trailingSlash: "always",
  // As in HTML, a line break between words is a space: the default takes it away beside an element.
  compressHTML: true,
  markdown: { shikiConfig: shiki, processor: satteri({ mdastPlugins: [guideLinks] }) },
  // The last two work on what the others have built, in this order: the index is compressed too.
  integrations: [mdx(), svelte({ configFile: false }), devLabs(), searchIndex(), precompress()],
  // A style sheet in the page would need a hash of its own in every page's policy; files are covered by 'self'.
  build: { inlineStylesheets: "never" },
  devToolbar: { enabled: false },
  vite: { plugins: [widgetsAsTheyAre], build: { rolldownOptions: { output: { codeSplitting: { groups } } } } },
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        // A learner may point a client at another server.
        "connect-src 'self' http: https: ws: wss:",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ],
      // Pagefind searches in WebAssembly.
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
      styleDirective: { resources: ["'self'"] },
    },
  },
});
