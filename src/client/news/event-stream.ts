/** Follows the news over server-sent events, with what the browser has for it: an EventSource. */
import { COMES_BACK, Follower } from "./follower.ts";
import { newsIn } from "./news.ts";

/** readyState of an EventSource that does not try again. */
const CLOSED = 2;

export class EventStream extends Follower {
  /**
   * What is done when the stream breaks: nothing, since the browser comes back by itself; or the page opens a new one,
   * which knows nothing of the old one.
   */
  anew = false;

  protected override async follow(signal: AbortSignal): Promise<void> {
    const address = await this.lab.open();
    if (signal.aborted) return;
    const path = `events?client=${this.letter}`;
    const at = this.lab.log.now();
    const source = this.lab.host.eventSource(address, path);
    const close = () => {
      this.note("note", "events.close()", { call: "close" });
      source.close();
    };
    signal.addEventListener("abort", close, { once: true });
    this.note("note", `new EventSource("…/${path}")`, { url: source.url }, at);
    source.onopen = () => {
      this.note("connection", "open: readyState is 1");
      this.show({ phase: "following" });
    };
    source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      this.note("event", `message ${data}`, { event: "message", args: [data], lastEventId });
      for (const news of newsIn(data)) this.hear(news);
    };
    source.onerror = () => {
      this.note("error", `error: readyState is ${source.readyState}`, { event: "error" });
      if (this.anew) {
        signal.removeEventListener("abort", close);
        close();
        this.show({ phase: "away", problem: "The page opens a new stream." });
        this.later(COMES_BACK, signal, () => void this.follow(signal).catch((error: Error) => this.end(error.message)));
      } else if (source.readyState === CLOSED) {
        this.end("The browser gives up: what came was no stream of events.");
      } else this.show({ phase: "away", problem: "The browser comes back by itself." });
    };
  }
}
