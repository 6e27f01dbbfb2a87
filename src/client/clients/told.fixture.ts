/** What clients under test have told the page's half of the log; and an address for those that are to fail. */
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { LabSession } from "../lab.ts";
import { untilRun } from "../real-lab.fixture.ts";

/** `A note: new WebSocket("…")` for each entry, in order of p. */
export function told(session: LabSession): string[] {
  return session.run().page.map(({ client, kind, summary }) => `${client} ${kind}: ${summary}`);
}

/** The same, once there are so many. */
export async function untilTold(session: LabSession, count: number): Promise<string[]> {
  await untilRun(session, ({ page }) => page.length >= count);
  return told(session);
}

/** An address at which nobody listens. */
export async function deadPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}
