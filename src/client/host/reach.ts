/** What a page can find out about a Socket.IO server elsewhere that it could not connect to. */

export type Reach =
  /** The page may read what it answers to the first request of a Socket.IO client. */
  | { found: "answer"; status: number; body: string }
  /** Something answers there, and does not let this page read what. */
  | { found: "hidden" }
  /** Something took the connection and said nothing. */
  | { found: "silence" }
  | { found: "nobody" };

/** How long an answer may take, in milliseconds. */
const PATIENCE = 3_000;
/** What is kept of an answer, in characters. */
const KEPT = 200;

/** @param url of the server; of its path nothing counts, as for a Socket.IO client */
export async function reach(ask: typeof fetch, url: string): Promise<Reach> {
  const signal = AbortSignal.timeout(PATIENCE);
  const always = { signal, cache: "no-store", credentials: "omit" } as const;
  try {
    const answer = await ask(new URL("/socket.io/?EIO=4&transport=polling", url), always);
    return { found: "answer", status: answer.status, body: (await answer.text()).slice(0, KEPT) };
  } catch {
    // The browser tells a page neither why nor whether there was an answer. Asked not to show it, it tells the second.
  }
  try {
    await ask(new URL("/", url), { ...always, mode: "no-cors" });
    return { found: "hidden" };
  } catch {
    return { found: signal.aborted ? "silence" : "nobody" };
  }
}
