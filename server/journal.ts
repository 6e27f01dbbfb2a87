/** The server's own log: one JSON object a line, on stderr, so that stdout keeps what people and scripts wait for. */

export const LEVELS = ["error", "info"] as const;
export type Level = (typeof LEVELS)[number];

export interface Journal {
  /** Something that whoever runs the server should look at. */
  error(event: string, fields?: Record<string, unknown>): void;
  /** What happens all the time: labs opened and deleted, refusals. */
  info(event: string, fields?: Record<string, unknown>): void;
}

/** @param level `error` says nothing as long as all is well; `info` says what goes on. */
export function createJournal(
  level: Level,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Journal {
  const entry = (name: Level, event: string, fields: Record<string, unknown> = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level: name, event, ...fields })}\n`);
  return {
    error: (event, fields) => entry("error", event, fields),
    info: (event, fields) => (level === "info" ? entry("info", event, fields) : undefined),
  };
}
