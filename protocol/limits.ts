/**
 * Every limit of the bundled server, with its reason. `--limit NAME=VALUE` sets any of them.
 */
export const LIMITS = {
  /** Bytes of one message that a lab accepts, unless its program sets its own: room for any lesson, no room for a flood. */
  "message.bytes": 65_536,
  /** Connections of one lab: four clients, their polling, a few neighbours. */
  "lab.connections": 64,
  /** Connections from one address: a whole class may sit behind one. */
  "address.connections": 2_000,
  /** Labs opened from one address and still alive. */
  "address.labs": 200,
  /** Messages per second on one connection. */
  "connection.messages": 1_000,
} as const satisfies Record<string, number>;

export type LimitName = keyof typeof LIMITS;
export type Limits = { readonly [name in LimitName]: number };
