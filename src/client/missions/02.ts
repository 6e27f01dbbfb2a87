/** Lesson 2: after a restart of the server a stream of events goes on where it was, and nothing is left out. */
import { exchangesOf } from "./exchanges.ts";
import type { Mission, Run, Verdict } from "./mission.ts";
import { type Stream, streamsOf } from "./news.ts";

export const mission: Mission = {
  lesson: 2,
  hints: [
    "The server does not know who has seen what. Somebody has to tell it, in the request that opens the stream again.",
    "Restart the server while lane B listens, and look at the next GET …/events in the log: which header is new in it?",
    "Only an EventSource that has lost its stream sends Last-Event-ID. One that was made anew has seen nothing yet.",
    "Choose “the browser comes back by itself”, start lane B, wait for an event, press “Restart the server”, and wait for two seconds.",
  ],
  check,
};

function check(run: Run): Verdict {
  const restart = run.entries.find(({ layer, kind }) => layer === "app" && kind === "restart");
  const streams = streamsOf(run.entries).filter(({ exchange }) => restart && exchange.request.n > restart.n);
  const resumed = streams.filter((stream) => seenBy(stream) !== undefined);
  const whole = resumed.find(isWhole);
  if (restart && whole) return { done: true, proof: [restart.n, whole.exchange.request.n, whole.events[0]!.n] };
  const steps = [
    {
      text: "after a restart, a request for the stream says which event its client has seen last",
      done: resumed.length > 0,
    },
    { text: "the event after that one comes first, and then none is left out", done: false },
  ];
  if (!restart) return { done: false, reason: beforeRestart(run), steps };
  const latest = streams.at(-1);
  return { done: false, ...(latest ? aboutStream(latest) : withoutStream(run)), steps };
}

/** The event that its request names. */
function seenBy({ lastEventId = "" }: Stream): number | undefined {
  return /^\d+$/.test(lastEventId) ? Number(lastEventId) : undefined;
}

function isWhole(stream: Stream): boolean {
  return stream.events.length > 0 && gapIn(stream) === undefined;
}

interface Gap {
  /** The event that came instead of the one after `seen`. */
  id: number;
  n: number;
  seen: number;
}

function gapIn(stream: Stream): Gap | undefined {
  let seen = seenBy(stream)!;
  for (const { id, n } of stream.events) {
    if (id !== seen + 1) return { id, n, seen };
    seen = id;
  }
  return undefined;
}

type Reason = Pick<Extract<Verdict, { done: false }>, "reason" | "refutedBy">;

function beforeRestart({ entries }: Run): string {
  const stream = streamsOf(entries).findLast(({ events }) => events.length > 0);
  return stream
    ? `The stream n=${stream.exchange.request.n} brings events. Now restart the server.`
    : "No event has come over a stream yet: start lane B.";
}

function aboutStream(stream: Stream): Reason {
  const { n } = stream.exchange.request;
  const seen = seenBy(stream);
  const [first] = stream.events;
  if (seen === undefined) {
    const begins = first ? `with event ${first.id}` : "with the next event";
    const reason = `After the restart n=${n} asked for the stream without Last-Event-ID. So the server could not know what its client has seen, and began ${begins}. What came while it was away is lost.`;
    return { reason, refutedBy: n };
  }
  const gap = gapIn(stream);
  if (!gap) return { reason: `n=${n} says that event ${seen} was seen last. The next one has not come yet.` };
  return {
    reason: `The event after ${gap.seen} should have been ${gap.seen + 1}, and ${gap.id} came.`,
    refutedBy: gap.n,
  };
}

/** Something else may have come back: that is another way, and not this one. */
function withoutStream({ entries }: Run): Reason {
  const webSocket = exchangesOf(entries).find(({ response }) => response?.data.status === 101)?.request;
  const start = "Start lane B, let an event come, and restart then.";
  if (!webSocket) return { reason: `Since the restart nobody has asked for the stream. ${start}` };
  const reason = `After the restart the WebSocket was opened anew (n=${webSocket.n}), and a handshake says nothing of messages that were seen. ${start}`;
  return { reason, refutedBy: webSocket.n };
}
