/** All labs of this server. */
import type { ErrorCode } from "../protocol/errors.ts";
import type { Limits } from "../protocol/limits.ts";
import { HostedLab } from "./hosted-lab.ts";
import type { Journal } from "./journal.ts";
import type { Programs } from "./programs.ts";

export class Labs {
  readonly #labs = new Map<string, HostedLab>();
  readonly #perAddress = new Map<string, number>();
  readonly #programs: Programs;
  readonly #limits: Limits;
  readonly #journal: Journal;
  readonly #sweeper: NodeJS.Timeout;

  /** @param sweepInterval milliseconds between two looks for labs that nobody uses any more */
  constructor(programs: Programs, limits: Limits, journal: Journal, sweepInterval = 60_000) {
    this.#programs = programs;
    this.#limits = limits;
    this.#journal = journal;
    this.#sweeper = setInterval(() => this.sweep(), sweepInterval).unref();
  }

  get size(): number {
    return this.#labs.size;
  }

  get(id: string): HostedLab | undefined {
    return this.#labs.get(id);
  }

  /** @returns the new lab, or why there is none */
  async open(programName: string, address: string): Promise<HostedLab | ErrorCode> {
    if (!this.#programs.has(programName)) return "program.unknown";
    let lab: HostedLab;
    try {
      const program = await this.#programs.load(programName);
      // From here on without a pause: of many who ask at once, only as many as may get one.
      if (this.#labs.size >= this.#limits.labs) return "labs.full";
      if ((this.#perAddress.get(address) ?? 0) >= this.#limits["address.labs"]) return "address.labs";
      lab = new HostedLab(programName, program, address, this.#limits);
    } catch (error) {
      this.#journal.error("program.broken", { program: programName, error: String((error as Error)?.stack ?? error) });
      return "program.broken";
    }
    this.#labs.set(lab.id, lab);
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
    this.#journal.info("lab.opened", { program: programName, labs: this.#labs.size });
    return lab;
  }

  async delete(lab: HostedLab): Promise<void> {
    if (!this.#labs.delete(lab.id)) return;
    const left = this.#perAddress.get(lab.address)! - 1;
    if (left === 0) this.#perAddress.delete(lab.address);
    else this.#perAddress.set(lab.address, left);
    this.#journal.info("lab.deleted", { program: lab.program, labs: this.#labs.size });
    await lab.close();
  }

  /** Deletes labs that nobody has used for long enough. */
  sweep(): void {
    for (const lab of this.#labs.values()) if (lab.idle > this.#limits["lab.idle"]) void this.delete(lab);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#labs.values()].map((lab) => this.delete(lab)));
  }
}
