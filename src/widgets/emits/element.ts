/**
 * The reference, once its script is there: rows are filtered, and run one after the other. Everything that a row needs
 * to run comes with the first one.
 */
import type { RowToRun } from "../../../examples/13-every-emit/crowd.ts";
import { sentenceOf } from "../sentence.ts";
import { passes, type Filter } from "./filter.ts";
import { sayReceivers } from "./picture.ts";

export class EmitReference extends HTMLElement {
  #rows: HTMLElement[] = [];
  #form: HTMLFormElement | null = null;
  /** The end of all that is being run and waits for it, and of each row. */
  #running: Promise<unknown> = Promise.resolve();
  readonly #runs = new Map<HTMLElement, Promise<boolean>>();
  /** The run of all rows, as long as it goes on. */
  #all: { stopped: boolean } | undefined;

  connectedCallback(): void {
    // Before this there was nobody to hear of a press.
    for (const button of this.querySelectorAll("button")) button.disabled = false;
    this.#rows = [...this.querySelectorAll<HTMLElement>("[data-row]")];
    this.#form = this.querySelector("form");
    this.addEventListener("click", ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      const row = target.closest<HTMLElement>("[data-run]")?.closest<HTMLElement>("[data-row]");
      if (row) void this.#run(row);
      else if (target.closest("[data-run-all]")) void this.#runAll(target);
      else if (target.closest("[data-show-all]")) this.#showAll();
    });
    this.#form?.addEventListener("input", () => this.#filter());
    this.#form?.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => this.#reveal());
    // The browser may have filled the form in again.
    this.#filter();
    this.#reveal();
  }

  #filter(): void {
    if (!this.#form) return;
    const fields = new FormData(this.#form);
    const field = (name: string) => String(fields.get(name) ?? "");
    const filter: Filter = {
      text: field("text").trim(),
      side: field("side") as Filter["side"],
      flask: field("flask") as Filter["flask"],
      receivers: field("receivers") === "any" ? null : field("receivers"),
    };
    for (const row of this.#rows) {
      const { side = "", flask = "", receivers = "" } = row.dataset;
      row.hidden = !passes({ text: row.textContent, side, flask, receivers }, filter);
    }
    for (const group of this.querySelectorAll<HTMLElement>("[data-group]"))
      group.hidden = [...group.querySelectorAll<HTMLElement>("[data-row]")].every((row) => row.hidden);
    const shown = this.#shown().length;
    this.#count(`${shown} of ${this.#rows.length} calls`);
    this.querySelector<HTMLElement>("[data-none]")!.hidden = shown > 0;
  }

  #shown(): HTMLElement[] {
    return this.#rows.filter((row) => !row.hidden);
  }

  #showAll(): void {
    this.#form?.reset();
    this.#filter();
  }

  /** A link leads to a row that is filtered out: all are shown again. */
  #reveal(): void {
    const target = targetOf(location.hash);
    if (!target?.closest("[hidden]") || !this.contains(target)) return;
    this.#showAll();
    target.scrollIntoView();
  }

  async #runAll(button: HTMLElement): Promise<void> {
    if (this.#all) {
      this.#all.stopped = true;
      button.textContent = "Stopping…"; // the row that runs is the last
      return;
    }
    const all = (this.#all = { stopped: false });
    button.textContent = "Stop";
    const rows = this.#shown();
    let ran = 0;
    for (const row of rows) {
      if (all.stopped) break;
      this.#count("Running ", linkTo(row, ran + 1), ` of ${rows.length}`);
      if (!(await this.#run(row))) break;
      ran++;
    }
    const next = rows[ran];
    if (next && !all.stopped) this.#count("Stopped at ", linkTo(next, ran + 1), ` of ${rows.length}`);
    else this.#count(`${ran} of ${rows.length} run`);
    button.textContent = "Run all shown";
    this.#all = undefined;
  }

  /** Says beside the buttons how far it is. A row has a sentence of its own for who listens: not each is announced. */
  #count(...parts: (string | HTMLElement)[]): void {
    const count = this.querySelector("[data-count]");
    if (!count) return;
    count.ariaLive = parts.length > 1 ? "off" : null;
    count.replaceChildren(...parts);
  }

  /** @returns whether it could be run */
  #run(row: HTMLElement): Promise<boolean> {
    const begun = this.#runs.get(row);
    if (begun) return begun;
    const run = this.#running.then(() => this.#perform(row));
    row.ariaBusy = "true";
    this.#runs.set(row, run);
    this.#running = run;
    return run;
  }

  async #perform(row: HTMLElement): Promise<boolean> {
    const { row: id = "", station = "main", disturbs } = row.dataset;
    const what: RowToRun = { id, station: station as "main", disturbs: disturbs !== undefined };
    const problem = row.querySelector<HTMLElement>("[data-problem]")!;
    const button = row.querySelector<HTMLElement>("[data-run-text]")!;
    button.textContent = "Running…";
    try {
      const { run, show } = await import("./live.ts");
      const outcome = await run(what);
      show(row.querySelector("[data-result]")!, outcome, what);
      problem.hidden = true;
      this.#say(`${row.querySelector("h3")?.textContent ?? id}: ${sayReceivers(outcome)}`);
      return true;
    } catch (error) {
      problem.textContent = sentenceOf(error);
      problem.hidden = false;
      return false;
    } finally {
      button.textContent = "Run";
      row.ariaBusy = null;
      this.#runs.delete(row);
    }
  }

  #say(text: string): void {
    this.querySelector("[data-said]")!.textContent = text;
  }
}

/** What an address leads to: nothing where it is not even well formed, like `#100%`. */
function targetOf(hash: string): HTMLElement | null {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}

/** A link to a row, which may be far from where one reads. */
function linkTo(row: HTMLElement, number: number): HTMLElement {
  const link = document.createElement("a");
  link.href = `#${row.dataset["row"]}`;
  link.textContent = String(number);
  return link;
}
