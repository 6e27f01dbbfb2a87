import type { Lab } from "../lab.ts";

export const about = {
  title: "Frames",
  lesson: 6,
  events: ["text → the same text", "bytes → the same bytes", "what breaks a rule → close 1002, 1007 or 1009"],
};

/** Larger messages end the connection with 1009. */
export const options = { ws: { maxPayload: 65_536 } };

export default function frames({ wss }: Lab) {
  // What ws hands over are whole messages: it has put fragments together, taken masks off and answered pings.
  wss.on("connection", (ws) => {
    ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
    // ws has answered a broken frame by closing. Without a listener the error would end the whole process.
    ws.on("error", () => {});
  });
}
