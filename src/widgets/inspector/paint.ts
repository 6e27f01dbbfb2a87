/** Paints the timeline: a lane for each client and the server, time downwards, and each message as an arrow. */
import { LAYERS, type Layer } from "../../../protocol/log.ts";
import type { Row } from "../../client/log/line.ts";
import { type Scale, ticks, yOf } from "../../client/inspector/scale.ts";
import { layerName } from "../layer.ts";
import { labelled, type Mark, type Picture } from "./picture.ts";

/** What is read from the page's own styles: its theme and its size of type. */
export interface Look {
  layers: Record<Layer, string>;
  ink: string;
  soft: string;
  line: string;
  surface: string;
  chosen: string;
  bad: string;
  font: string;
  /** Pixels of the text. */
  size: number;
}

export interface Scene {
  scale: Scale;
  picture: Picture;
  width: number;
  /** Clients from left to right; null stands for those without a name. The server's lane comes after them. */
  clients: readonly (string | null)[];
  chosen: Row | null;
  /** A message that is shown on its way, and how far it is, from 0 to 1. */
  flight: { row: Row; way: number } | null;
  textOf: (mark: Mark) => string;
}

/** The lanes' places and the room for labels, for a width. */
export function columnsOf(
  width: number,
  clients: number,
  size: number,
): { first: number; apart: number; text: number } {
  const first = size * 5.5;
  const lanes = Math.min(width * 0.62, first + size * 9 * clients) - first;
  return { first, apart: clients > 0 ? lanes / clients : 0, text: first + lanes + size };
}

export function paint(context: CanvasRenderingContext2D, scene: Scene, look: Look): void {
  const { scale, width, clients, picture } = scene;
  const columns = columnsOf(width, clients.length, look.size);
  const laneX = (lane: number): number => columns.first + lane * columns.apart;
  const server = laneX(clients.length);
  const xOf = ({ client }: Mark): number => laneX(Math.max(0, clients.indexOf(client)));
  context.clearRect(0, 0, width, scale.height);
  context.font = `${look.size}px ${look.font}`;
  context.textBaseline = "middle";
  const chosen = picture.marks.find(({ row }) => row === scene.chosen);
  if (chosen) paintBand(chosen);
  paintTime();
  paintLanes();
  for (const layer of LAYERS) paintArrows(layer);
  for (const mark of picture.marks) if (!isArrow(mark)) paintDot(mark);
  for (const mark of labelled(picture.marks, look.size * 1.3, scene.chosen)) paintLabel(mark);
  const flying = scene.flight && picture.marks.find(({ row }) => row === scene.flight!.row);
  if (flying) paintFlight(flying, scene.flight!.way);

  function paintTime(): void {
    context.lineWidth = 1;
    context.strokeStyle = look.line;
    context.fillStyle = look.soft;
    context.textAlign = "right";
    for (const { t, text } of ticks(scale, look.size * 4)) {
      const y = Math.round(yOf(scale, t)) + 0.5;
      line(columns.first - look.size * 0.75, y, width, y);
      context.fillText(text, columns.first - look.size, y);
    }
    // How much passed at each moment, where arrows can no longer tell.
    context.fillStyle = look.line;
    picture.density.forEach((count, y) => {
      if (count > 1) context.fillRect(0, y, Math.min(look.size, 2 + 2 * Math.log2(count)), 1);
    });
  }

  function paintLanes(): void {
    context.lineWidth = 2;
    context.strokeStyle = look.soft;
    for (let lane = 0; lane <= clients.length; lane++) line(laneX(lane), 0, laneX(lane), scale.height);
  }

  function paintBand({ y }: Mark): void {
    context.fillStyle = look.chosen;
    context.fillRect(0, y - look.size * 0.75, width, look.size * 1.5);
  }

  /** All arrows of a layer in one go: a change of colour costs more than a line. */
  function paintArrows(layer: Layer): void {
    context.strokeStyle = context.fillStyle = look.layers[layer];
    context.lineWidth = 2;
    context.beginPath();
    for (const mark of picture.marks) {
      if (mark.layer !== layer || !isArrow(mark)) continue;
      const [from, to] = ends(mark);
      const tip = Math.sign(to - from) * look.size * 0.5;
      context.moveTo(from, mark.y);
      context.lineTo(to, mark.y);
      context.lineTo(to - tip, mark.y - look.size * 0.3);
      context.moveTo(to, mark.y);
      context.lineTo(to - tip, mark.y + look.size * 0.3);
    }
    context.stroke();
  }

  function ends(mark: Mark): [from: number, to: number] {
    return mark.way === "to-server" ? [xOf(mark), server] : [server, xOf(mark)];
  }

  function paintDot(mark: Mark): void {
    const x = mark.way === "in-client" ? xOf(mark) : server;
    context.fillStyle = mark.bad ? look.bad : look.layers[mark.layer];
    context.beginPath();
    if (mark.way === "in-lab") context.rect(x - 4, mark.y - 4, 8, 8);
    else context.arc(x, mark.y, 4, 0, 2 * Math.PI);
    context.fill();
  }

  function paintLabel(mark: Mark): void {
    const room = width - columns.text;
    context.textAlign = "left";
    context.fillStyle = mark.bad ? look.bad : look.layers[mark.layer];
    const name = `${layerName(mark.layer)} `;
    context.fillText(name, columns.text, mark.y);
    const used = context.measureText(name).width;
    context.fillStyle = look.ink;
    context.fillText(fitting(context, scene.textOf(mark), room - used), columns.text + used, mark.y);
  }

  function paintFlight(mark: Mark, way: number): void {
    const [from, to] = isArrow(mark) ? ends(mark) : [xOf(mark), xOf(mark)];
    const [length, height] = [look.size * 1.75, look.size];
    context.fillStyle = look.layers[mark.layer];
    context.strokeStyle = look.surface;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(from + (to - from) * way - length / 2, mark.y - height / 2, length, height, height / 2);
    context.fill();
    context.stroke();
  }

  function line(x1: number, y1: number, x2: number, y2: number): void {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
}

export function isArrow({ way }: Mark): boolean {
  return way === "to-server" || way === "to-client";
}

/** As much of a text as fits, measured only as often as halving takes. */
function fitting(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? "" : `${text.slice(0, fits)}…`;
}
