import type { Lab } from "../lab.ts";

export const about = {
  title: "The handshake",
  lesson: 5,
  events: ["(handshake) → one message"],
};

export default function handshake({ wss }: Lab) {
  // ws has answered the handshake with 101 before this is called. What it refuses never comes here.
  wss.on("connection", (ws) => {
    ws.send("The handshake is over.");
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });
}
