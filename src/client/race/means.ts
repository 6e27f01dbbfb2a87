/** The means that a card offers, and the lane of the race that shows what each costs. */
import type { LaneId } from "./lanes.ts";

export type Means = "request" | "cached" | "poll" | "long" | "sse" | "socket";

export const MEANS: Readonly<Record<Means, { label: string; lane: LaneId }>> = {
  request: { label: "One HTTP request, when it is needed", lane: "post" },
  cached: { label: "HTTP requests, with a cache in between", lane: "cached" },
  poll: { label: "Polling: ask again every so often", lane: "poll" },
  long: { label: "Long polling: answers that are held", lane: "long" },
  sse: { label: "SSE: one answer that goes on", lane: "sse" },
  socket: { label: "A WebSocket", lane: "socket" },
};
