/** What the client code needs of its surroundings, so that it runs in Node tests as in a page. */
export interface Env {
  /** Of the page, e.g. `http://127.0.0.1:3000`. */
  origin: string;
  /** The page's address without its fragment, and the fragment with its `#`. */
  href(): string;
  hash(): string;
  /** Takes the fragment out of the page's address: a reload, or a bookmark, has none. */
  dropHash(): void;
  /** Where things are kept between visits; null where the browser forbids it. */
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** The same, as long as the tab is open. */
  tabStorage: Pick<Storage, "getItem" | "setItem"> | null;
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  EventSource: typeof EventSource;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs `work` before the next paint; in a hidden page, where nothing is painted, within a second. */
  frame(work: () => void): void;
  /** Runs `work` when the page has nothing else to do; `isOver` says that it has again. */
  idle(work: (isOver: () => boolean) => void): void;
  /** Runs `work` when the page is left. */
  leaving(work: () => void): void;
  /** Runs `work` after that many milliseconds; the returned function cancels it. */
  after(ms: number, work: () => void): () => void;
}

let env: Env | undefined;

/** The page's own surroundings. Looked up at the first call: importing this file on a server is harmless. */
export function browserEnv(): Env {
  return (env ??= {
    origin: location.origin,
    href,
    hash: () => location.hash,
    dropHash: () => history.replaceState(history.state, "", href()),
    storage: storageOf(() => window.localStorage),
    tabStorage: storageOf(() => window.sessionStorage),
    fetch: window.fetch.bind(window),
    WebSocket: window.WebSocket,
    EventSource: window.EventSource,
    now: () => performance.now(),
    frame: oncePerFrame,
    idle: whenIdle,
    leaving: (work) => addEventListener("pagehide", work),
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
}

function href(): string {
  return location.href.replace(/#.*$/, "");
}

/** A hidden page gets no animation frames but must still drain what comes in: a timer races the frame. */
function oncePerFrame(work: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    work();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, 500);
}

/** Safari has no idle callbacks: there it is a moment now and then. */
function whenIdle(work: (isOver: () => boolean) => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback((deadline) => work(() => deadline.timeRemaining() < 1));
  else
    setTimeout(() => {
      const end = performance.now() + 4;
      work(() => performance.now() > end);
    }, 50);
}

/** Reading `localStorage` throws where the user has blocked site data. */
function storageOf(read: () => Storage): Storage | null {
  try {
    return read();
  } catch {
    return null;
  }
}
