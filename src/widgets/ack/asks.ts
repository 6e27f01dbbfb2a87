/** What the widget of lesson 12 offers to emit: ready-made events, and reading what the learner typed. */

export interface Offer {
  event: string;
  /** Arguments as typed: JSON values with commas between them. */
  args: string;
  /** What its handler does with a question. */
  about: string;
  /** The handler in examples/12-ack/server.ts and its twin in server.py, cut to what matters. */
  typescript: string;
  python: string;
}

export const OFFERS: readonly Offer[] = [
  {
    event: "add",
    args: "2, 3",
    about: "calls its acknowledgement with the sum",
    typescript: 'socket.on("add", (a, b, ack) => { … ack(a + b); });',
    python: '@socketio.on("add")\ndef add(a, b):\n    return a + b',
  },
  {
    event: "answer",
    args: "",
    about: "returns 42, and calls nothing",
    typescript: 'socket.on("answer", () => 42);',
    python: '@socketio.on("answer")\ndef answer():\n    return 42',
  },
  {
    event: "late",
    args: "1500",
    about: "calls its acknowledgement after so many milliseconds",
    typescript: 'socket.on("late", (milliseconds, ack) => { … ack(milliseconds); … });',
    python:
      '@socketio.on("late")\ndef late(milliseconds):\n    socketio.sleep(milliseconds / 1000)\n    return milliseconds',
  },
  {
    event: "never",
    args: "",
    about: "does nothing at all",
    typescript: 'socket.on("never", () => {});',
    python: '@socketio.on("never")\ndef never():\n    pass',
  },
];

/** The program has this one, too; it is the chat's. */
export const CHAT_EVENT = "send_chat_message";

/** @returns the values, or why they cannot be read */
export function readArguments(text: string): { args: unknown[] } | { problem: string } {
  // Phones type curly quotes; between JSON's own they mean the same.
  const plain = text.replace(/[“”„]/g, '"');
  try {
    return { args: JSON.parse(`[${plain}]`) as unknown[] };
  } catch {
    return { problem: 'Write JSON values with commas between them, text in quotes: 2, "two", { "n": 2 }.' };
  }
}

/** @returns milliseconds, null for no limit, or why it is none */
export function readLimit(text: string): { limit: number | null } | { problem: string } {
  if (text.trim() === "") return { limit: null };
  const limit = Number(text);
  return Number.isInteger(limit) && limit >= 1 && limit <= 60_000
    ? { limit }
    : { problem: "The limit is a number of milliseconds from 1 to 60000, or empty for none." };
}

/** What is to be emitted. */
export interface Question {
  event: string;
  args: readonly unknown[];
  /** An answer is asked for. */
  ask: boolean;
  /** Milliseconds to wait for it; null: as long as the connection lasts. */
  limit: number | null;
}

/** The form as it was filled in. @returns the question, or why it cannot be put */
export function readQuestion(form: {
  event: string;
  args: string;
  ask: boolean;
  limit: string;
}): Question | { problem: string } {
  const args = readArguments(form.args);
  const time: ReturnType<typeof readLimit> = form.ask ? readLimit(form.limit) : { limit: null };
  if (form.event.trim() === "") return { problem: "An event has a name." };
  if ("problem" in args) return args;
  return "problem" in time ? time : { event: form.event, ask: form.ask, ...args, ...time };
}

/** The call as it would stand in a page's program. */
export function callText({ event, args, ask, limit }: Question): string {
  const written = [event, ...args].map((value) => JSON.stringify(value)).join(", ");
  if (!ask) return `socket.emit(${written})`;
  return limit === null ? `socket.emitWithAck(${written})` : `socket.timeout(${limit}).emit(${written}, callback)`;
}
