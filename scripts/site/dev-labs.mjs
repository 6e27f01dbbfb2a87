/** Astro integration: in `npm run dev` the labs run inside Vite's HTTP server: one process, one origin, hot reload. */

/** @returns {import("astro").AstroIntegration} */
export function devLabs() {
  return {
    name: "dev-labs",
    hooks: {
      "astro:server:setup": async ({ server, logger }) => {
        if (!server.httpServer) throw new Error("the dev server has no HTTP server to attach the labs to");
        const { createApp } = await import("../../server/app.ts");
        const app = createApp({ site: null });
        await app.attach(server.httpServer);
        server.httpServer.once("close", () => void app.close());
        logger.info("labs run on the dev server's own port");
      },
    },
  };
}
