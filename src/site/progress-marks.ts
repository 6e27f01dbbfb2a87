/** Marks in every list of lessons what this browser's learner has begun and done. */
import { type LessonProgress, progressOf } from "../client/progress.ts";

const words = ({ bet, mission }: LessonProgress) => (mission ? "✓ done" : bet ? "begun" : "");

/** @param page with items `data-lesson="3"` that hold a `data-progress` */
export function markProgress(page: ParentNode): void {
  progressOf().subscribe(({ lessons }) => {
    for (const item of page.querySelectorAll<HTMLElement>("[data-lesson]")) {
      const progress = lessons[Number(item.dataset["lesson"])] ?? {};
      const state = item.querySelector<HTMLElement>("[data-progress]");
      if (state) state.textContent = words(progress);
      item.classList.toggle("done", progress.mission !== undefined);
    }
  });
}
