/** The log stream of the bundled server: records in, an owner's verbs out, over one WebSocket that reconnects. */
import { decodeBatch } from "../../../protocol/records.ts";
import type { Env } from "../env.ts";
import { ClockOffset } from "./clock.ts";
import { HostError, type LogReader, type LogStream, type Verb } from "./host.ts";

/** The server's word for a lab that does not exist; a browser cannot see the HTTP status of a failed upgrade. */
const LAB_UNKNOWN = 4404;
const BACK_OFF = { first: 250, most: 5_000 };

interface Answer {
  id: number;
  ok?: boolean;
  t?: number;
  error?: { code: string; message: string; hint: string };
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: HostError): void;
}

/**
 * @param url of the lab's log, `ws://…/labs/<id>/log`
 * @param key the owner's, sent with every verb
 */
export function openStream(env: Env, url: string, key: string | undefined, reader: LogReader): LogStream {
  let socket: WebSocket | undefined;
  let closed = false;
  let tries = 0;
  let nextId = 1;
  let cancelRetry = () => {};
  const pending = new Map<number, Pending>();
  /** Who waits for this connection to be made. */
  const waiting: (() => void)[] = [];
  const clock = new ClockOffset(env, ask, (measured) => reader.status("live", measured));

  function connect(): void {
    reader.status("connecting");
    socket = new env.WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") heed(JSON.parse(data) as Answer | { hello: Hello });
      else reader.items(decodeBatch(new Uint8Array(data)));
    };
    socket.onclose = ({ code }) => lose(code);
  }

  function heed(message: Answer | { hello: Hello }): void {
    if ("hello" in message) {
      tries = 0;
      reader.hello?.(message.hello);
      clock.start(message.hello.t);
      waiting.splice(0).forEach((goOn) => goOn());
      return;
    }
    const asked = pending.get(message.id);
    pending.delete(message.id);
    if (message.error) asked?.reject(new HostError(message.error.code, message.error.message, message.error.hint));
    else asked?.resolve(message);
  }

  function lose(code: number): void {
    clock.stop();
    const gone = code === LAB_UNKNOWN;
    const error = gone
      ? new HostError("lab.unknown", "The lab does not exist any more.", "Open a new lab.")
      : new HostError("page.lost", "The connection to the lab's log ended.", "Try again when it is back.");
    for (const asked of pending.values()) asked.reject(error);
    pending.clear();
    waiting.splice(0).forEach((goOn) => goOn());
    if (closed) return;
    if (gone) {
      closed = true;
      reader.status("gone");
      return;
    }
    reader.status("lost");
    // After a server's restart or a blip of the Wi-Fi all pages of a class come back: not all at once.
    const wait = Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** tries++) * (0.5 + Math.random());
    cancelRetry = env.after(wait, connect);
  }

  function ask(question: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (socket?.readyState !== env.WebSocket.OPEN)
        return reject(new HostError("page.lost", "The lab's log is not connected.", "Try again when it is back."));
      const id = nextId++;
      pending.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, ...question }));
    });
  }

  connect();
  return {
    async verb(verb: Verb) {
      try {
        await ask({ ...verb, key });
      } catch (error) {
        // The end of the stream is the answer to this one.
        if (!(verb.verb === "delete" && error instanceof HostError && error.code === "lab.unknown")) throw error;
      }
    },
    async caughtUp() {
      if (socket?.readyState === env.WebSocket.CONNECTING) await new Promise<void>((resolve) => waiting.push(resolve));
      // Its answer comes behind all that was recorded before it. Where it cannot be asked, nothing comes.
      await ask({ clock: true }).catch(() => {});
    },
    close() {
      closed = true;
      cancelRetry();
      socket?.close(1000);
      clock.stop();
    },
  };
}

interface Hello {
  lab: string;
  program: string;
  t: number;
}
