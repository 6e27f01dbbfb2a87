/** Follows the news over a raw WebSocket. Nothing comes back by itself here: the page opens a new one. */
import { RawClient } from "../clients/raw.ts";
import { COMES_BACK, Follower } from "./follower.ts";
import { newsIn } from "./news.ts";

export class Socket extends Follower {
  protected override async follow(signal: AbortSignal): Promise<void> {
    // Once: who was refused a lab does not ask for one again and again.
    await this.lab.open();
    if (signal.aborted) return;
    const client = new RawClient(this.lab, this.letter);
    signal.addEventListener("abort", () => client.close(1000), { once: true });
    client.onMessage((message) => {
      // Until the server's close frame is here, messages may come.
      if (signal.aborted || typeof message !== "string") return;
      for (const news of newsIn(message)) this.hear(news);
    });
    client.state.subscribe(({ phase, problem }) => {
      if (signal.aborted) return;
      if (phase === "open" && this.state.get().phase !== "following") this.show({ phase: "following" });
      if (phase !== "closed") return;
      this.show({ phase: "away", problem: `${problem?.said ?? "closed"}. The page opens a new one.` });
      this.later(COMES_BACK, signal, () => void client.connect());
    });
    await client.connect();
  }
}
