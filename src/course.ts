/**
 * The course: six parts, twenty-four lessons. The one place for a lesson's number, title and goal; its text, once
 * written, is `docs/lessons/<part.slug>/<lesson.slug>.mdx` (src/content.config.ts checks that the two agree).
 */
export interface Lesson {
  /** 1 to 24: also the number in the file name, in `examples/` and in a program's `about`. */
  number: number;
  /** `03-one-line-both-ways`: the file's name and the last part of the address. */
  slug: string;
  title: string;
  /** What the learner can do or explain afterwards: completes the sentence "You will see …". */
  goal: string;
}

export interface Part {
  number: number;
  /** `1-why-not-just-http`: the folder under docs/lessons/. */
  slug: string;
  title: string;
  lessons: readonly Lesson[];
}

const lesson = (number: number, name: string, title: string, goal: string): Lesson => ({
  number,
  slug: `${String(number).padStart(2, "0")}-${name}`,
  title,
  goal,
});

export const parts: readonly Part[] = [
  {
    number: 1,
    slug: "1-why-not-just-http",
    title: "Why not just HTTP?",
    lessons: [
      lesson(1, "the-server-cannot-speak-first", "The server cannot speak first", "what asking again and again costs"),
      lesson(
        2,
        "long-polling-and-sse",
        "Two HTTP answers: long polling and SSE",
        "how a held response lets news through",
      ),
      lesson(3, "one-line-both-ways", "One line, both ways", "either side speak whenever it has something to say"),
      lesson(4, "when-not-to-use-it", "When not to use it", "which need is served better by something simpler"),
    ],
  },
  {
    number: 2,
    slug: "2-the-protocol-under-the-api",
    title: "The protocol under the API",
    lessons: [
      lesson(5, "the-handshake", "The handshake", "an HTTP request turn into a WebSocket, header by header"),
      lesson(6, "frames", "Frames", "how two to fourteen bytes of header carry a message"),
      lesson(7, "the-browser-api", "The browser API", "what the page may know of its connection, and what it may not"),
      lesson(8, "saying-goodbye", "Saying goodbye", "who closes, with which code, and who learns of it"),
      lesson(9, "are-you-still-there", "Are you still there?", "why silence proves nothing, and what a ping does"),
    ],
  },
  {
    number: 3,
    slug: "3-socket-io-the-layer-on-top",
    title: "Socket.IO: the layer on top",
    lessons: [
      lesson(
        10,
        "socket-io-is-not-a-websocket",
        "Socket.IO is not a WebSocket",
        "two more protocols inside the frames, spoken by hand",
      ),
      lesson(
        11,
        "from-polling-to-websocket",
        "From polling to WebSocket",
        "a connection begin on HTTP and move over while it runs",
      ),
      lesson(
        12,
        "events-and-acknowledgements",
        "Events and acknowledgements",
        "a named event go out and its answer find the way back",
      ),
      lesson(13, "who-gets-it", "Who gets it?", "exactly which clients one emit reaches"),
      lesson(
        14,
        "rooms-namespaces-path",
        "Rooms, namespaces, path",
        "three things called an address, and what each changes",
      ),
      lesson(
        15,
        "what-fits-in-a-message",
        "What fits in a message",
        "what JSON loses, how bytes travel, where the limit is",
      ),
    ],
  },
  {
    number: 4,
    slug: "4-when-the-network-breaks",
    title: "When the network breaks",
    lessons: [
      lesson(
        16,
        "why-did-it-close",
        "Why did it close, and will it return?",
        "six ways to lose a connection and which of them heal",
      ),
      lesson(
        17,
        "the-message-that-rang-three-times",
        "The message that rang three times",
        "where listeners pile up, and where early events get lost",
      ),
      lesson(18, "lost-late-or-kept", "Lost, late or kept?", "what is buffered while you are away, and by whom"),
      lesson(
        19,
        "at-most-at-least-exactly-once",
        "At most, at least, exactly once",
        "one message handled three times, and its effect only once",
      ),
      lesson(20, "catching-up", "Catching up", "a client that was away get what it missed, without gap or double"),
    ],
  },
  {
    number: 5,
    slug: "5-safe-and-healthy",
    title: "Safe and healthy",
    lessons: [
      lesson(21, "who-may-connect", "Who may connect?", "what an origin protects, and what CORS does not"),
      lesson(22, "who-are-you", "Who are you?", "a user stay the same over tabs, reloads and connections"),
    ],
  },
  {
    number: 6,
    slug: "6-out-of-the-lab",
    title: "Out of the lab",
    lessons: [
      lesson(
        23,
        "proxies-tls-and-slow-readers",
        "Proxies, TLS and slow readers",
        "what stands between, and what it does to your bytes",
      ),
      lesson(24, "many-servers", "Many servers", "one chat over two nodes, and what has to be sticky"),
    ],
  },
];

export const lessons: readonly Lesson[] = parts.flatMap((part) => part.lessons);

/** The part that a lesson belongs to. */
export function partOf(lesson: Lesson): Part {
  const part = parts.find(({ lessons }) => lessons.includes(lesson));
  if (!part) throw new Error(`lesson ${lesson.number} is in no part of the course`);
  return part;
}

/** Where a lesson is on the site. */
export function lessonUrl(lesson: Lesson): string {
  return `/lessons/${lesson.slug}/`;
}
