/** How time becomes height: a true scale, so twice as far apart is twice as long. Values are never changed in place. */

export interface Scale {
  /** Milliseconds at the upper edge. */
  top: number;
  /** Pixels of a millisecond. */
  zoom: number;
  /** Pixels from the upper to the lower edge. */
  height: number;
}

/** Six days to 720 pixels, and 5 µs to one: no clock of a browser or server tells more. */
const [LEAST, MOST] = [1e-6, 200];

/** Room above the first and below the last message, as a part of the height. */
const MARGIN = 0.08;

export function yOf({ top, zoom }: Scale, t: number): number {
  return (t - top) * zoom;
}

export function timeAt({ top, zoom }: Scale, y: number): number {
  return top + y / zoom;
}

/** @param factor larger than 1 to see less time, larger, @param y what stays where it is */
export function zoomed(scale: Scale, factor: number, y: number): Scale {
  const zoom = Math.min(MOST, Math.max(LEAST, scale.zoom * factor));
  return { ...scale, zoom, top: timeAt(scale, y) - y / zoom };
}

/** @param pixels larger than 0: to later times */
export function panned(scale: Scale, pixels: number): Scale {
  return { ...scale, top: scale.top + pixels / scale.zoom };
}

/** The whole of a stretch of time, with some room. */
export function fitted(scale: Scale, first: number, last: number): Scale {
  const zoom = Math.min(MOST, Math.max(LEAST, ((1 - 2 * MARGIN) * scale.height) / Math.max(last - first, 1e-3)));
  const middle = (first + last) / 2;
  return { ...scale, zoom, top: middle - scale.height / 2 / zoom };
}

/** Moves just so far that this moment is in view, in the middle if it was not. */
export function revealing(scale: Scale, t: number): Scale {
  const y = yOf(scale, t);
  if (y >= scale.height * MARGIN && y <= scale.height * (1 - MARGIN)) return scale;
  return { ...scale, top: t - scale.height / 2 / scale.zoom };
}

/** No further away than half a picture before the first or after the last message: time has no other landmarks. */
export function bounded(scale: Scale, first: number, last: number): Scale {
  const half = scale.height / 2 / scale.zoom;
  const top = Math.min(last - half, Math.max(first - half, scale.top));
  return top === scale.top ? scale : { ...scale, top };
}

/** The newest moment stands near the lower edge. */
export function following(scale: Scale, last: number): Scale {
  return { ...scale, top: last - (scale.height * (1 - MARGIN)) / scale.zoom };
}

export interface Tick {
  t: number;
  text: string;
}

/** Round moments in view, at least `apart` pixels from each other. */
export function ticks(scale: Scale, apart: number): Tick[] {
  const step = roundUp(apart / scale.zoom);
  const list: Tick[] = [];
  const end = timeAt(scale, scale.height);
  for (let i = Math.max(0, Math.ceil(scale.top / step)); i * step <= end; i++)
    list.push({ t: i * step, text: momentText(i * step, step) });
  return list;
}

/** 1, 2 or 5 times a power of ten, not smaller than this. */
function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

/** Seconds, with as many digits as the step needs, e.g. `1.05 s`. */
function momentText(t: number, step: number): string {
  const digits = Math.max(0, Math.ceil(3 - Math.log10(step) - 1e-9));
  return `${(t / 1_000).toFixed(Math.min(digits, 7))} s`;
}

/** What a length of time is called, e.g. `25 ms`, `300 µs`, `1.2 s`. */
export function lengthText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  if (ms >= 1) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  return `${Math.round(ms * 1_000)} µs`;
}
