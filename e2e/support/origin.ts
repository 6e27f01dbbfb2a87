/** Pages under other addresses than the one that the playground listens on. */
import type { test } from "@playwright/test";

/**
 * For `test.use` at the top of a file: its browser finds the playground at this address too, as if it listened there.
 * @param host with its port, e.g. `127.0.0.1:3000`; what of the machine really has that address does not matter
 */
export function servedAt(host: string): Parameters<typeof test.use>[0] {
  return {
    baseURL: `http://${host}`,
    launchOptions: [
      async ({ launchOptions }, use) => {
        const playground = new URL(process.env["WIRELIGHT_URL"]!).host;
        const rule = `--host-resolver-rules=MAP ${host} ${playground}`;
        await use({ ...launchOptions, args: [...(launchOptions.args ?? []), rule] });
      },
      { scope: "worker" },
    ],
  };
}
