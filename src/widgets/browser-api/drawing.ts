/** Where the figure's boxes and arrows stand, in its own units: 340 wide. */
import type { Phase } from "../../client/clients/client.ts";
import type { Way } from "./trail.ts";

export const SIZE = { width: 340, height: 190, box: { width: 118, height: 46 } } as const;

/** What readyState says, and what becomes of send(). */
export const STATES: readonly { phase: Phase; name: string; number: number; send: string; x: number; y: number }[] = [
  { phase: "connecting", name: "CONNECTING", number: 0, send: "send() throws", x: 2, y: 28 },
  { phase: "open", name: "OPEN", number: 1, send: "send() sends", x: 220, y: 28 },
  { phase: "closed", name: "CLOSED", number: 3, send: "send() is lost", x: 2, y: 142 },
  { phase: "closing", name: "CLOSING", number: 2, send: "send() is lost", x: 220, y: 142 },
];

export interface Arrow {
  way: Way;
  path: string;
  /** The point of the arrow, and where it points: degrees, clockwise from the right. */
  tip: readonly [x: number, y: number, degrees: number];
  /** An event, or a call. */
  label: string;
  at: readonly [x: number, y: number, anchor: "start" | "middle" | "end"];
}

export const ARROWS: readonly Arrow[] = [
  { way: "new", path: "M61 4V22", tip: [61, 27, 90], label: "new WebSocket()", at: [70, 15, "start"] },
  { way: "open", path: "M120 51H214", tip: [219, 51, 0], label: "open", at: [168, 44, "middle"] },
  {
    way: "message",
    path: "M262 28V14Q262 6 270 6H288Q296 6 296 14V22",
    tip: [296, 27, 90],
    label: "message",
    at: [255, 15, "end"],
  },
  { way: "fail", path: "M61 74V136", tip: [61, 141, 90], label: "error, close", at: [69, 114, "start"] },
  { way: "closing", path: "M279 74V136", tip: [279, 141, 90], label: "close()", at: [271, 114, "end"] },
  { way: "abort", path: "M112 74L221.5 138.5", tip: [226, 141, 30.5], label: "close()", at: [124, 96, "end"] },
  { way: "lost", path: "M228 74L118.5 138.5", tip: [114, 141, 149.5], label: "close", at: [217, 96, "start"] },
  { way: "closed", path: "M220 165H126", tip: [121, 165, 180], label: "close", at: [168, 180, "middle"] },
];
