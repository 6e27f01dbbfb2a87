/** What the canvas paints with, read from the page's styles: a canvas does not know their variables. */
import { LAYERS, type Layer } from "../../../protocol/log.ts";
import { layerClass } from "../layer.ts";
import type { Look } from "./paint.ts";

/** Elements that show each colour once; a colour of the theme is known only where it is used. */
const probes = new WeakMap<HTMLCanvasElement, Record<string, HTMLElement>>();

export function colours(canvas: HTMLCanvasElement): Look {
  const shown = probes.get(canvas) ?? probing(canvas);
  const colour = (name: string): string => getComputedStyle(shown[name]!).color;
  const { fontFamily, fontSize } = getComputedStyle(canvas);
  return {
    layers: Object.fromEntries(LAYERS.map((layer) => [layer, colour(layer)])) as Record<Layer, string>,
    ink: colour("ink"),
    soft: colour("ink-soft"),
    line: colour("line"),
    surface: colour("surface"),
    chosen: colour("accent-soft"),
    bad: colour("bad"),
    font: fontFamily,
    size: parseFloat(fontSize),
  };
}

function probing(canvas: HTMLCanvasElement): Record<string, HTMLElement> {
  const box = document.createElement("span");
  box.hidden = true;
  const add = (name: string, colour: string, className = ""): [string, HTMLElement] => {
    const probe = document.createElement("span");
    probe.className = className;
    probe.style.color = colour;
    box.append(probe);
    return [name, probe];
  };
  const shown = Object.fromEntries([
    ...LAYERS.map((layer) => add(layer, "var(--layer)", layerClass(layer))),
    ...["ink", "ink-soft", "line", "surface", "accent-soft", "bad"].map((name) => add(name, `var(--${name})`)),
  ]);
  canvas.after(box);
  probes.set(canvas, shown);
  return shown;
}
