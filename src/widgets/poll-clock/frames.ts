/** Time that passes, for a picture that moves with it. */

/** Milliseconds between two pictures for who asked for less motion. */
const CALM = 1_000;

/** Tells the page's clock before each paint until the returned function is called; with less motion once a second. */
export function everyFrame(draw: (now: number) => void): () => void {
  draw(performance.now());
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const timer = setInterval(() => draw(performance.now()), CALM);
    return () => clearInterval(timer);
  }
  let frame = requestAnimationFrame(function next() {
    draw(performance.now());
    frame = requestAnimationFrame(next);
  });
  return () => cancelAnimationFrame(frame);
}
