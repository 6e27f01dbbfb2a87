/** The eight cards. What they say against a means names what was measured in this lab. */
import { size, times } from "./amounts.ts";
import type { Card, Verdict } from "./cards.ts";
import { EVERY } from "./lanes.ts";

const fits = (why: Verdict["why"], lane?: Verdict["lane"]): Verdict => ({ fits: true, why, ...(lane && { lane }) });
const not = (why: Verdict["why"], lane?: Verdict["lane"]): Verdict => ({ fits: false, why, ...(lane && { lane }) });

export const CARDS: readonly Card[] = [
  {
    id: "ticker",
    title: "A price ticker",
    need: "A price changes five times a second. The page shows it, and has nothing to say.",
    verdicts: {
      request: not(() => `A request brings one price. In the race the next one came ${EVERY.price} ms later.`, "long"),
      cached: not(
        () => "A kept answer is an old price. The program forbids it: its prices say Cache-Control: no-store.",
        "poll",
      ),
      poll: not(
        ({ poll, sse }) =>
          `${size(poll.each)} a price, and prices up to ${poll.oldest} ms old. SSE took ${size(sse.each)} a price, at most ${sse.oldest} ms old.`,
      ),
      long: not(
        ({ long, sse }) =>
          `Each price needs a request of its own: ${size(long.each)} a price. SSE took ${size(sse.each)}, in ${times(sse.requests, "request")}.`,
      ),
      sse: fits(
        ({ sse, socket }) =>
          `Prices only come down, so one answer that goes on is enough: ${size(sse.each)} a price, in ${times(sse.requests, "request")}. The WebSocket took ${size(socket.each)}, and its way up carried ${times(socket.up, "message")}.`,
      ),
      socket: not(
        ({ sse, socket }) =>
          `It would work: ${size(socket.each)} a price, and ${size(sse.each)} with SSE. But its way up carried ${times(socket.up, "message")}, and after a break the browser opens an SSE stream again by itself. Of two that fit, SSE is the simpler one.`,
      ),
    },
  },
  {
    id: "order",
    title: "An order form",
    need: "Someone fills in an order and sends it, once. The page has to know whether it was taken.",
    verdicts: {
      request: fits(
        ({ post }) =>
          `One POST, and the status of its answer says what became of it. In the race that took ${size(post.each)} a word, and nothing stayed open.`,
      ),
      cached: not(
        ({ post }) =>
          `An order has to reach the server. In the race every word did: ${times(post.got, "word")}, ${times(post.requests, "POST")}, none of them answered by a cache.`,
        "post",
      ),
      poll: not(
        () => "There is nothing to ask again: what becomes of the order stands in the answer to the POST.",
        "poll",
      ),
      long: not(
        ({ long }) =>
          `An answer is held for what comes later; B’s were held for ${long.open} ms a price. What becomes of an order can be said at once.`,
      ),
      sse: not(
        ({ sse }) =>
          `A stream is for news that goes on: C’s had brought ${times(sse.got, "price")}, and was still open. An order has one answer, and then all is said.`,
      ),
      socket: not(
        ({ echo }) =>
          `Before the first word went up there was a handshake of ${size(echo.handshake)}. And no frame says which one it answers: the program would have to make up what POST has, an answer of its own and a status.`,
        "echo",
      ),
    },
  },
  {
    id: "game",
    title: "A game for two",
    need: "Each player’s moves go to the server thirty times a second, and the other one’s come back as often.",
    verdicts: {
      request: not(
        ({ post, echo }) =>
          `Each move would be a request: ${size(post.each)} for a word and its answer. The WebSocket took ${size(echo.each)}, with its handshake.`,
      ),
      cached: not(
        () =>
          "The moves of a moment ago are of no use: there is nothing to keep. The article was the same at each read.",
        "cached",
      ),
      poll: not(
        ({ poll }) =>
          `An ask took ${size(poll.ask)}: thirty a second are ${size(poll.ask * 30)} a second for each player, and what comes is still late.`,
      ),
      long: not(
        ({ long, post }) =>
          `Each move that comes needs a new request (${size(long.each)}), and each that goes needs one, too (${size(post.each)}).`,
      ),
      sse: not(
        ({ sse, post, echo }) =>
          `It brings the other one’s moves for little: ${size(sse.each)}. But one’s own go up as POSTs, ${size(post.each)} each. The WebSocket took ${size(echo.each)} for there and back.`,
      ),
      socket: fits(
        ({ echo, post }) =>
          `Both sides speak all the time, and that is what it is for: ${size(echo.each)} for a word and its answer, with the handshake. As POST each took ${size(post.each)}.`,
        "echo",
      ),
    },
  },
  {
    id: "help",
    title: "A help page",
    need: "The same people open it again and again. It changes twice a year.",
    verdicts: {
      request: not(
        ({ cached }) =>
          `Without a cache the whole text comes each time: ${size(cached.whole)}. With one, ${times(cached.got, "read")} took ${times(cached.requests, "request")} and ${size(cached.each)} each.`,
        "cached",
      ),
      cached: fits(
        ({ cached, reread }) =>
          `${times(cached.got, "read")}, ${times(cached.requests, "request")}: ${size(cached.each)} a read. As long as the copy is fresh nothing passes at all, and then 304 says that it still holds. The WebSocket took ${size(reread.each)} a read.`,
      ),
      poll: not(
        ({ poll }) =>
          `Asking again while the page is open brings what is there already: even with five prices a second that were ${poll.vain} of A’s ${times(poll.requests, "ask")}.`,
      ),
      long: not(({ long }) => `An answer would be held for half a year; B’s were held for ${long.open} ms a price.`),
      sse: not(
        ({ sse }) =>
          `A stream would be open for half a year to bring one message; C’s was, for ${sse.open} ms a price.`,
      ),
      socket: not(
        ({ reread, cached }) =>
          `${times(reread.up, "time")} H asked, and each time the whole text came: ${size(reread.each)} a read. Messages are kept by no cache; HTTP took ${size(cached.each)}.`,
        "reread",
      ),
    },
  },
  {
    id: "notice",
    title: "A rare notice",
    need: "About twice a day there is a message for the reader, who has to see it within a second. The page stays open, and has nothing to say.",
    verdicts: {
      request: not(
        () => "It brings what there is when the page is opened. Of what comes later the page hears nothing.",
        "long",
      ),
      cached: not(() => "What is kept says nothing new, and nobody asks a second time.", "cached"),
      poll: not(
        ({ poll }) =>
          `To see it within a second the page asks each second: 86,400 times a day, ${size(poll.ask)} an ask. That is ${size(poll.ask * 86_400)} for two messages.`,
      ),
      long: fits(
        ({ long, sse }) =>
          `The answer waits until there is something; it came at most ${long.oldest} ms late. A request for each message is nothing, twice a day. SSE fits as well: at most ${sse.oldest} ms, in ${times(sse.requests, "request")}.`,
      ),
      sse: fits(
        ({ sse, long }) =>
          `One answer stays open, and a message goes down in it at once: at most ${sse.oldest} ms late in the race. Long polling fits as well: with two messages a day its ${size(long.each)} for each do not matter.`,
      ),
      socket: not(
        ({ socket, sse }) =>
          `It keeps as much open on the server as SSE does: ${socket.open} ms a price, and ${sse.open} ms. But its way up carried ${times(socket.up, "message")}: an HTTP answer does what is needed here.`,
      ),
    },
  },
  {
    id: "build",
    title: "Is it done?",
    need: "A build takes ten minutes, on a server of other people. It answers GET\u00a0/status, and offers nothing else. Half a minute late is soon enough.",
    verdicts: {
      request: not(() => "It says how things stand now. The page would never hear of the end.", "long"),
      cached: not(() => "A kept answer says how things stood. Somebody has to ask again.", "cached"),
      poll: fits(
        ({ poll }) =>
          `Twenty asks, half a minute apart, at ${size(poll.ask)} each: ${size(poll.ask * 20)} in all. The server needs nothing for it but what it has, and keeps nothing in between.`,
      ),
      long: not(
        () => "A server has to be made to hold its answers. This one answers at once, as /price does without after.",
        "poll",
      ),
      sse: not(
        ({ sse }) =>
          `That server has no stream to offer. And one would be open for ten minutes, as C’s was for ${sse.open} ms a price, to bring one message.`,
      ),
      socket: not(
        ({ socket }) =>
          `That server has no WebSocket to offer. And one would be open for ten minutes, as D’s was for ${socket.open} ms a price, to bring one message.`,
      ),
    },
  },
  {
    id: "chat",
    title: "A small chat",
    need: "A handful of people write a line now and then. Each sees the others’ lines at once.",
    verdicts: {
      request: not(() => "It brings one’s own line up. The lines of the others come when nobody has asked.", "post"),
      cached: not(() => "A chat is what is new in it. What is kept is what was said before.", "cached"),
      poll: not(
        ({ poll }) =>
          `“At once” needs many asks: asking every ${EVERY.ask} ms, A still saw prices ${poll.oldest} ms late, and ${poll.vain} of its ${times(poll.requests, "ask")} brought nothing new.`,
      ),
      long: not(
        ({ long, sse }) =>
          `It works, with POST for one’s own lines. But each line that comes needs a new request, ${size(long.each)}, where SSE takes ${size(sse.each)} and one request for all.`,
      ),
      sse: fits(
        ({ sse, post }) =>
          `Lines come down as events, ${size(sse.each)} each, and go up as POSTs, ${size(post.each)} each. For a line now and then that is little. A WebSocket fits as well: it does both on one connection.`,
      ),
      socket: fits(
        ({ echo, sse, post }) =>
          `Both sides speak, on one connection: ${size(echo.each)} for a line up and a line down. SSE with POST for one’s own lines fits as well, ${size(sse.each)} down and ${size(post.each)} up: for a line now and then that is little.`,
        "echo",
      ),
    },
  },
  {
    id: "score",
    title: "A score for 100,000",
    need: "A hundred thousand people follow the score of a match. It changes a few times an hour. Ten seconds late is fine.",
    verdicts: {
      request: not(
        () => "It brings the score of one moment. Whoever follows the match wants the next one, too.",
        "long",
      ),
      cached: fits(
        ({ cached }) =>
          `An answer that may be kept for ten seconds is fetched once for very many readers. In the race ${times(cached.got, "read")} took ${times(cached.requests, "request")}. That the pages ask again is polling, which fits as well.`,
      ),
      poll: fits(
        ({ poll }) =>
          `An ask every ten seconds. A’s were open for ${poll.open} ms a price: the server has nobody to remember in between, and any other server may answer the next one. Let a cache answer, and hardly an ask arrives.`,
      ),
      long: not(
        ({ long, poll }) =>
          `100,000 answers are held all the time, for a few changes an hour: B’s were open for ${long.open} ms a price, A’s asks for ${poll.open} ms.`,
      ),
      sse: not(
        ({ sse, poll }) =>
          `100,000 streams stay open, each on one certain server, for a few changes an hour: C’s was open for ${sse.open} ms a price, A’s asks for ${poll.open} ms.`,
      ),
      socket: not(
        ({ socket, poll }) =>
          `100,000 connections stay open, each on one certain server, for a few changes an hour: D’s was open for ${socket.open} ms a price, A’s asks for ${poll.open} ms.`,
      ),
    },
  },
];
