/** A link as a QR code, for the camera of a neighbour's phone. */
import { encode } from "uqr";

export interface QrCode {
  /** Modules on each side, the quiet zone of four included. */
  size: number;
  /** The dark modules as an SVG path, one unit a module. */
  path: string;
}

export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const runs = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  return { size, path: runs.join("") };
}

/** Whether another machine can open this address: a loopback address means the reader's own machine everywhere. */
export function reachesOthers(link: string): boolean {
  const { hostname } = new URL(link);
  return !(hostname === "localhost" || hostname.endsWith(".localhost") || /^(127\.|\[::1\])/.test(hostname));
}
