/** Astro integration: in `npm run dev` the labs run inside Vite's HTTP server: one process, one origin, hot reload. */

/** @returns {import("astro").AstroIntegration} */
export function devLabs() {
  return {
    name: "dev-labs",
    hooks: {
      "astro:server:setup": async ({ server, logger }) => {
        // Null in Vite's middleware mode, of HTTP/2 with certificates: Astro uses neither.
        const httpServer = /** @type {import("node:http").Server} */ (server.httpServer);
        const { createApp } = await import("../../server/app.ts");
        const app = await createApp();
        app.attach(httpServer);
        httpServer.once("close", () => void app.close());
        logger.info("labs run on the dev server's own port");
      },
    },
  };
}
