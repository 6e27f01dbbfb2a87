/** What was sent from the console, newest last: to be found again with the arrow keys, and kept as long as the tab is. */
import type { Env } from "../../client/env.ts";

/** How a message is typed. */
export type Form = "text" | "hex";

export interface Sent {
  form: Form;
  text: string;
}

/** Messages kept. */
const MOST = 50;

/** Characters that a message may have. */
export const LONGEST = 4_000;

export class History {
  readonly #storage: Env["tabStorage"];
  readonly #key: string;
  #sent: readonly Sent[];
  /** Where the arrow keys are: `sent.length` is behind the newest, at what is not sent yet. */
  #at: number;
  #draft: Sent = { form: "text", text: "" };

  constructor(storage: Env["tabStorage"], program: string) {
    this.#storage = storage;
    this.#key = `wirelight.console.${program}`;
    this.#sent = this.#read();
    this.#at = this.#sent.length;
  }

  get sent(): readonly Sent[] {
    return this.#sent;
  }

  add(sent: Sent): void {
    // Nothing is worth keeping of an empty message, and one is enough of the same twice in a row.
    const last = this.#sent.at(-1);
    const isNew = sent.text !== "" && !(last?.text === sent.text && last.form === sent.form);
    if (isNew) this.#sent = [...this.#sent, { ...sent }].slice(-MOST);
    this.#at = this.#sent.length;
    if (isNew) this.#write();
  }

  /** The message before; the oldest stays. @param draft what stands in the field now */
  older(draft: Sent): Sent {
    if (this.#at === this.#sent.length) this.#draft = { ...draft };
    if (this.#sent.length === 0) return draft;
    this.#at = Math.max(0, this.#at - 1);
    return this.#sent[this.#at]!;
  }

  /** The message after; behind the newest one is what stood in the field at first. */
  newer(draft: Sent): Sent {
    if (this.#at === this.#sent.length) return draft;
    this.#at++;
    return this.#sent[this.#at] ?? this.#draft;
  }

  #write(): void {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(this.#sent));
    } catch {
      // Storage is full or forbidden: it then lasts as long as the page.
    }
  }

  /** What another version of this page left there is as good as nothing. */
  #read(): Sent[] {
    try {
      const kept: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isSent).slice(-MOST) : [];
    } catch {
      return [];
    }
  }
}

function isSent(value: unknown): value is Sent {
  const { form, text } = (value ?? {}) as Record<string, unknown>;
  return (form === "text" || form === "hex") && typeof text === "string" && text.length <= LONGEST;
}
