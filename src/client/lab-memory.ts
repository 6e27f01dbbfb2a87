/**
 * What of a lab stays in the browser: its address and what the learner put in, so that a reload keeps both. Tabs share it:
 * where another one has put its own lab there meanwhile, that one's stays.
 */
import type { Env } from "./env.ts";
import type { LabAddress } from "./host/host.ts";

type Answers = Readonly<Record<string, unknown>>;

export class LabMemory {
  readonly #storage: Env["storage"];
  readonly #key: string;
  /** The id of the lab that is this page's. */
  #lab: string | undefined;

  constructor(storage: Env["storage"], program: string) {
    this.#storage = storage;
    this.#key = `wirelight.lab.${program}`;
    this.#lab = this.#read().address?.id;
  }

  address(): LabAddress | null {
    const { address } = this.#read();
    this.#lab = address?.id;
    return address ?? null;
  }

  answers(): Answers {
    return this.#read().answers ?? {};
  }

  keep(address: LabAddress): void {
    this.#lab = address.id;
    this.#write({ address });
  }

  keepAnswers(answers: Answers): void {
    const { address } = this.#read();
    if (address && address.id === this.#lab) this.#write({ address, answers });
  }

  forget(): void {
    if (this.#read().address?.id === this.#lab) this.#storage?.removeItem(this.#key);
  }

  /** What another version of this page left there is as good as nothing. */
  #read(): { address?: LabAddress; answers?: Answers } {
    try {
      const kept = JSON.parse(this.#storage?.getItem(this.#key) ?? "{}") as { address?: LabAddress; answers?: Answers };
      return typeof kept.address?.log === "string" ? kept : {};
    } catch {
      return {};
    }
  }

  #write(kept: { address: LabAddress; answers?: Answers }): void {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Storage is full or forbidden: the lab lives on, a reload will open another one.
    }
  }
}
