/** Whether a Socket.IO client can leave polling: what the server offers, and what became of it. */
import type { Manager } from "socket.io-client";

/** Why it stays on polling: nothing was offered, or the WebSocket could not be opened. */
export type Stay = "no offer" | "failed";

/** To be called right after `socket.connect()`. @param onStay is called once for each connection that will stay on polling */
export function watchUpgrades(manager: Manager, onStay: (stay: Stay) => void): void {
  const listen = () => {
    const { engine } = manager;
    engine.once("handshake", ({ upgrades }: { upgrades: string[] }) => {
      // A client that was told to use nothing but a WebSocket has it already.
      if (engine.transport.name === "polling" && !upgrades.includes("websocket")) onStay("no offer");
    });
    engine.once("upgradeError", () => {
      // The connection may have ended in the middle: then there is nothing to stay on.
      if (engine.readyState === "open") onStay("failed");
    });
  };
  listen();
  // Each attempt is a new engine, made right after this event.
  manager.on("reconnect_attempt", () => queueMicrotask(listen));
}
