/**
 * What led to what: the message or the act of the program on whose account code is running. It follows the code over
 * `await` and into timers, so that an emit a second later still names the event that it came from.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { ErrorCode } from "../../protocol/errors.ts";
import type { Place } from "../../protocol/records.ts";
import type { Outlet } from "./emits.ts";

export interface Scope {
  /** The lab that it is in. */
  lab?: { threw(error: unknown, where: string): void };
  /** The client's message that is being handled. */
  in?: Place;
  /** The session that it came in, where it is Socket.IO's. */
  session?: { refuse(code: ErrorCode): void };
  /** The id of the note that led here. */
  cause?: number;
  /** The name of the event that is being handled. */
  event?: string;
  /** What is being sent: it goes on after the call of an adapter that asks other servers first. */
  sending?: { handedTo(outlet: Outlet, index: number): void };
}

export const scope = new AsyncLocalStorage<Scope>();

/**
 * For `uncaughtException` and `unhandledRejection`: a throw in a timer, or in a promise that nobody waits for, passes by
 * all listeners.
 * @returns whether a lab's program threw it; the lab's log has it then
 */
export function noteUncaught(error: unknown): boolean {
  const lab = scope.getStore()?.lab;
  lab?.threw(error, "timer or promise");
  return lab !== undefined;
}
