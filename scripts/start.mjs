/** `npm start`: sets up what is missing, then runs the playground. Arguments are the server's: `npm start -- --help`. */
import { setUp } from "./set-up.mjs";
import { buildSiteIfChanged } from "./site.mjs";

await setUp(buildSiteIfChanged);
await import("../server/main.ts");
