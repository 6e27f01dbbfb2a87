/** What a lesson's MDX may use without importing it. */
import Code from "./Code.astro";
import Facts from "./Facts.astro";
import Lab from "./Lab.astro";
import Outside from "./Outside.astro";
import Source from "./Source.astro";
import Twin from "./Twin.astro";

export const components = { Code, Facts, Lab, Outside, Source, Twin };
