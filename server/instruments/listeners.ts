/** Wraps the listeners that a program adds to an emitter, without the program noticing: `off` and `once` work as ever. */
import type { EventEmitter } from "node:events";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- listeners take whatever is emitted
export type Listener = (this: any, ...args: any[]) => unknown;
/** Makes what is really called for a listener. */
export type Around = (type: string | symbol, listener: Listener) => Listener;

/** From now on, every listener added to `emitter` is called by way of what `around` makes of it. */
export function wrapListeners(emitter: EventEmitter, around: Around): void {
  const wrap = (type: string | symbol, listener: unknown): Listener => {
    // Whatever is no function, Node has its own error for.
    if (typeof listener !== "function") return listener as unknown as Listener;
    // Node looks for a listener by itself or by this property: that is what it does for `once`, too.
    return Object.assign(around(type, listener as Listener), { listener });
  };
  const once = (type: string | symbol, listener: Listener): Listener => {
    const wrapped = wrap(type, listener);
    if (typeof wrapped !== "function") return wrapped;
    function only(this: EventEmitter, ...args: unknown[]): unknown {
      this.removeListener(type, only);
      return wrapped.apply(this, args);
    }
    return Object.assign(only, { listener });
  };
  const { on, prependListener } = emitter;
  const methods = {
    on(this: EventEmitter, type: string | symbol, listener: Listener) {
      return on.call(this, type, wrap(type, listener));
    },
    prependListener(this: EventEmitter, type: string | symbol, listener: Listener) {
      return prependListener.call(this, type, wrap(type, listener));
    },
    once(this: EventEmitter, type: string | symbol, listener: Listener) {
      return on.call(this, type, once(type, listener));
    },
    prependOnceListener(this: EventEmitter, type: string | symbol, listener: Listener) {
      return prependListener.call(this, type, once(type, listener));
    },
  };
  Object.assign(emitter, methods, { addListener: methods.on });
}

/** Wraps the listeners that are there already. */
export function rewrapListeners(emitter: EventEmitter, type: string, around: Around): void {
  const listeners = emitter.listeners(type) as Listener[];
  emitter.removeAllListeners(type);
  for (const listener of listeners) emitter.on(type, Object.assign(around(type, listener), { listener }));
}

/** Calls a listener so that neither a throw nor a rejection of what it returns gets out: both go to `caught`. */
export function attempt(listener: Listener, self: unknown, args: unknown[], caught: (error: unknown) => void): unknown {
  try {
    const result = listener.apply(self, args);
    if (isThenable(result)) result.then(undefined, caught);
    return result;
  } catch (error) {
    caught(error);
    return undefined;
  }
}

/** A middleware's `next` for somebody who cannot know whether the middleware has called it before it threw. */
export function onlyOnce(next: (error?: Error) => void): (error?: Error) => void {
  let called = false;
  return (error) => {
    if (called) return;
    called = true;
    next(error);
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function";
}
