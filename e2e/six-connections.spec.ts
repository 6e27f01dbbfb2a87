/** What lesson 2 says about a browser's connections to one server. */
import { expect, test } from "./fixtures.ts";
import { LESSON, openLesson } from "./support/lesson.ts";

test("six streams leave no connection for a seventh request, and a WebSocket does not need one of the six", async ({
  page,
}) => {
  const lab = await openLesson(page, LESSON.heldAnswers);
  const seen = await page.evaluate(async ({ http, ws }) => {
    const streams = Array.from({ length: 6 }, () => new EventSource(`${http}events`));
    await Promise.all(streams.map((stream) => new Promise((opened) => (stream.onopen = opened))));
    let isAnswered = false;
    const seventh = fetch("/healthz").then(() => (isAnswered = true));
    // News comes over the WebSocket and over all streams, while the request waits.
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}${ws}`);
    await new Promise((heard) => (socket.onmessage = heard));
    const before = isAnswered;
    streams[0]!.close();
    await seventh;
    for (const stream of streams) stream.close();
    socket.close();
    return { before, after: isAnswered };
  }, lab);
  expect(seen).toEqual({ before: false, after: true });
});
