/**
 * Every limit of the bundled server, with its reason. `--limit NAME=VALUE` sets any of them; values are whole numbers.
 */
export const LIMITS = {
  /** Bytes of one message that a lab accepts, unless its program sets its own: room for any lesson, no room for a flood. */
  "message.bytes": 65_536,
  /** Arguments of one event, acknowledgement or connect: Socket.IO calls listeners with them, and 40,000 end a process. */
  "message.arguments": 20,
  /** How deep arrays and objects of one packet may nest: 4,000 levels end a process that sends them on. */
  "message.depth": 32,
  /** Messages per second on one connection: typing and dragging stay far below. */
  "connection.messages": 1_000,
  /** Bytes that wait for a client that does not read, before it is cut off. */
  "connection.buffered": 4_194_304,
  /** WebSockets and unanswered requests of one lab: four clients, their polling, a few neighbours. */
  "lab.connections": 64,
  /** Bytes that one connection made by hand may carry after its handshake: some of the longest messages of a lesson. */
  "hand.bytes": 1_048_576,
  /** Milliseconds that such a connection may last: long enough to think about the next frame. */
  "hand.time": 600_000,
  /** Milliseconds that a lab without connections and viewers is kept: a learner's break. */
  "lab.idle": 3_600_000,
  /** Labs in all: each may hold `log.bytes`. */
  labs: 2_000,
  /** TCP connections from one address: a whole class may sit behind one. */
  "address.connections": 2_000,
  /** Labs opened from one address and still alive. */
  "address.labs": 200,
  /**
   * Requests per second and address that open, restart or otherwise rule a lab, or name a wrong key: a class behind one
   * address opens a lesson all at once.
   */
  "address.verbs": 500,
  /** Bytes of records that a lab's log holds; older ones are dropped. */
  "log.bytes": 4_194_304,
  /** Records that a lab's log holds: a record costs memory besides its bytes. */
  "log.records": 20_000,
  /** Bytes that wait for one viewer of a log, before it gets no more until it has read. */
  "viewer.buffered": 1_048_576,
  /** Viewers of one lab: a class looks at its instructor's lab. */
  "lab.viewers": 500,
  /** Bytes of a request's head. Node's own limit. */
  "head.bytes": 16_384,
  /** Milliseconds for a request's head to come in. */
  "head.time": 10_000,
  /** Milliseconds for a whole request to come in. */
  "request.time": 30_000,
  /** Milliseconds that an idle connection is kept for a next request. */
  "idle.time": 30_000,
  /** Bytes of a body that the server's own paths accept. */
  "body.bytes": 16_384,
} as const satisfies Record<string, number>;

export type LimitName = keyof typeof LIMITS;
export type Limits = { readonly [name in LimitName]: number };
