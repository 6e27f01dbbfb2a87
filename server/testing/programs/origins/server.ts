/** For the server's own tests: looks at origins itself, and lets everyone in. */
import type { Lab, ProgramOptions } from "../../../../examples/lab.ts";

export const about = { title: "Origins", lesson: 0, events: [] };

export const options: ProgramOptions = {
  io: { cors: { origin: /evil/ } },
  ws: { verifyClient: () => true },
};

export default function origins({ http }: Lab) {
  http.on("request", (_request, response) => void response.end("hello"));
}
