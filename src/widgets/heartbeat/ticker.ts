/** Drawing that goes on while it can be seen: each frame, or for those who want nothing to move twice a second. */

/**
 * @param draw `still`: nothing is to move
 * @returns a function that ends it
 */
export function whileVisible(element: Element, draw: (still: boolean) => void): () => void {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    draw(reduced.matches);
    if (reduced.matches) timer = setTimeout(next, 500);
    else frame = requestAnimationFrame(next);
  }
  function stop(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  }

  const observer = new IntersectionObserver((entries) => {
    stop();
    if (entries.at(-1)!.isIntersecting) next();
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    stop();
  };
}
