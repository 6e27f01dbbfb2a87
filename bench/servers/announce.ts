import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Prints where a server listens, in the form that the bench waits for. */
export function announce(http: Server): void {
  console.log(`ready: http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
}
