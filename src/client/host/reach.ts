/** What a page can find out about a Socket.IO server elsewhere that it could not connect to. */

export type Reach =
  /** The page may read what it answers to the first request of a Socket.IO client. */
  | { found: "answer"; status: number; body: string }
  /** Something answers there, and does not let this page read what. */
  | { found: "hidden" }
  /** Something took the connection and said nothing. */
  | { found: "silence" }
  /** Nothing, or a server that lets no page from elsewhere ask: to a page that is the same. */
  | { found: "nobody" };

/** How long an answer may take, in milliseconds. */
const PATIENCE = 3_000;
/** What is kept of an answer, in characters. */
const KEPT = 200;

/** @param url of the server; of its path nothing counts, as for a Socket.IO client */
export async function reach(ask: typeof fetch, url: string): Promise<Reach> {
  const address = new URL("/socket.io/?EIO=4&transport=polling", url);
  const signal = AbortSignal.timeout(PATIENCE);
  const always = { signal, cache: "no-store", credentials: "omit" } as const;
  try {
    const answer = await ask(address, always);
    return { found: "answer", status: answer.status, body: (await answer.text()).slice(0, KEPT) };
  } catch {
    // The browser tells a page neither why nor whether there was an answer. Asked not to show it, it tells the second.
  }
  try {
    // The same again: a web server around it may forbid its own pages to other origins (Cross-Origin-Resource-Policy).
    await ask(address, { ...always, mode: "no-cors" });
    return { found: "hidden" };
  } catch {
    return { found: signal.aborted ? "silence" : "nobody" };
  }
}
