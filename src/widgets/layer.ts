/** How a layer is named and coloured in widgets. */
import type { Layer } from "../../protocol/log.ts";

const NAMES: Record<Layer, string> = {
  tcp: "TCP",
  http: "HTTP",
  websocket: "WebSocket",
  "engine.io": "Engine.IO",
  "socket.io": "Socket.IO",
  app: "program",
};

export function layerName(layer: Layer): string {
  return NAMES[layer];
}

/** The class of base.css that sets `--layer` and `--layer-soft`, e.g. `layer-engine-io`. */
export function layerClass(layer: Layer): string {
  return `layer-${layer.replace(".", "-")}`;
}
