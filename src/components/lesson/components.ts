/**
 * What a lesson's MDX may use without importing it: what nearly every lesson has. Its own widgets it imports, so that
 * the pages of the others need not load their styles.
 */
import Bet from "./Bet.astro";
import Code from "./Code.astro";
import Facts from "./Facts.astro";
import Lab from "./Lab.astro";
import LessonLink from "./LessonLink.astro";
import Log from "./Log.astro";
import Mission from "./Mission.astro";
import Outside from "./Outside.astro";
import Recall from "./Recall.astro";
import Source from "./Source.astro";
import Twin from "./Twin.astro";

export const components = {
  Bet,
  Code,
  Facts,
  Lab,
  LessonLink,
  Log,
  Mission,
  Outside,
  Recall,
  Source,
  Twin,
};
