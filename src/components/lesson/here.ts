/** The lesson whose page is being made: its widgets need its number and its program, and its MDX need not repeat them. */
import { getEntry } from "astro:content";

/** @param astro the component's `Astro` */
export async function lessonHere(astro: { params: Record<string, string | undefined> }) {
  const entry = await getEntry("lessons", astro.params["slug"] ?? "");
  if (!entry) throw new Error("This component belongs on the page of a lesson");
  return { lesson: entry.data.lesson, program: entry.data.program };
}

/**
 * The program of a widget's lab, and the lesson whose bet comes before it.
 * @param program given where there is no lesson: then there is no bet to wait for
 */
export async function labHere(
  astro: Parameters<typeof lessonHere>[0],
  program?: string,
): Promise<{ program: string; lesson?: number }> {
  return program === undefined ? lessonHere(astro) : { program };
}
