/** The events between the clients and the servers of this example, and what its rows are made of. */
import type { Server, Socket } from "socket.io";

export interface ClientToServer {
  rows: (ack: (ids: string[]) => void) => void;
  place: (rooms: string[], ack: () => void) => void;
  run: (row: string, ack: (result: Result) => void) => void;
  fence: (number: number, ack: (heard: string[]) => void) => void;
  hello: (...args: unknown[]) => void;
  message: (text: string) => void;
  add: (a: number, b: number, ack: (sum: number) => void) => void;
  echo: (text: string, ack: () => void) => void;
  /** No server has a handler for it. */
  silence: (text: string, ack: (answer: string) => void) => void;
}

export interface ServerToClient {
  hello: (...args: unknown[]) => void;
  message: (text: string) => void;
  /** Each client answers with its letter. */
  question: (text: string, ack: (answer: string) => void) => void;
  /** D does not answer. */
  vote: (text: string, ack: (answer: string) => void) => void;
  /** No client has a listener for it. */
  silence: (text: string, ack: (answer: string) => void) => void;
}

/** Between servers: `io.serverSideEmit`. */
export interface ServerToServer {
  hello: (text: string) => void;
  question: (text: string, ack: (answer: string) => void) => void;
}

export type Io = Server<ClientToServer, ServerToClient, ServerToServer>;
export type ServerSocket = Socket<ClientToServer, ServerToClient, ServerToServer>;

/** What came of a row's call: the values that it gave back, or the error that it threw. */
export interface Result {
  shown: unknown[];
  threw?: string;
}

export interface Run {
  /** Puts in what a call gave back, to be shown. */
  show(...values: unknown[]): void;
  /** Resolves when something was shown: for calls that give it to a callback. */
  shown: Promise<void>;
  /** Notes that a listener was called; `by` says what kind of listener. */
  hear(by: string, event: string, ...args: unknown[]): void;
}

/** One call of the reference. Whatever it returns is awaited. */
export type Row = (run: Run) => unknown;
export type Rows = Record<string, Row>;

export async function perform(row: Row, hear: Run["hear"]): Promise<Result> {
  const shown: unknown[] = [];
  let resolve = () => {};
  const first = new Promise<void>((done) => (resolve = done));
  const show = (...values: unknown[]) => {
    shown.push(...values);
    resolve();
  };
  try {
    await row({ show, shown: first, hear });
    return { shown };
  } catch (error) {
    return { shown, threw: error instanceof Error ? error.message : String(error) };
  }
}

/** A listener that was called, as text: `onAny hello("in")`. */
export function heardText(by: string, event: string, args: readonly unknown[]): string {
  return `${by} ${event}(${args.map(valueText).join(", ")})`;
}

/** As it would stand in a program: `"in"`, `{"3":"4"}`; bytes as `<01 02 ff>`. */
export function valueText(value: unknown): string {
  if (ArrayBuffer.isView(value)) return bytesText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (value instanceof ArrayBuffer) return bytesText(new Uint8Array(value));
  return JSON.stringify(value) ?? String(value);
}

/** `<01 02 ff>` */
export function bytesText(bytes: Uint8Array): string {
  return `<${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}>`;
}
