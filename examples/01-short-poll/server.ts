import type { Lab } from "../lab.ts";

export const about = {
  title: "The server cannot speak first",
  lesson: 1,
  events: ["GET /news?after=id → { news: [{ id, text, age }] }: what came after that one; age in milliseconds"],
};

interface News {
  id: number;
  text: string;
  made: number;
}

/** Milliseconds from one piece of news to the next: scaled, so that nobody has to wait for minutes. */
const EVERY = 2_000;
/** Older ones are forgotten. */
const KEPT = 20;
const HEADLINES = ["Rain in the north", "A bridge is opened", "The match ends in a draw", "Tomatoes are cheap again"];

export default function shortPoll({ http }: Lab) {
  const latest: News[] = [];
  let id = 0;
  const timer = setInterval(() => {
    id++;
    latest.push({ id, text: HEADLINES[id % HEADLINES.length]!, made: Date.now() });
    if (latest.length > KEPT) latest.shift();
    // This is the moment when somebody should be told. But nobody asked: there is no request that could be answered.
  }, EVERY);

  http.on("request", (request, response) => {
    const [path, query] = request.url!.split("?");
    if (request.method !== "GET" || path !== "/news") {
      response.writeHead(404).end();
      return;
    }
    const after = Number(new URLSearchParams(query).get("after"));
    // Who names a number that was not given yet has it from before a restart, and has seen none of these.
    const news = latest
      .filter((piece) => piece.id > after || after > id)
      .map(({ made, ...piece }) => ({ ...piece, age: Date.now() - made }));
    response.setHeader("Content-Type", "application/json");
    response.setHeader("Cache-Control", "no-store");
    response.end(JSON.stringify({ news }));
  });

  return () => clearInterval(timer);
}
