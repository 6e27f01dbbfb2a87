/** What a lab's instruments write to: its log, with the numbers by which one note names another. */
import { explain, type ErrorCode } from "../../protocol/errors.ts";
import type { Data } from "../../protocol/log.ts";
import type { Note, Place } from "../../protocol/records.ts";
import type { Recorder } from "../recorder.ts";
import { scope } from "./scope.ts";

/** Whom a note is about: a stretch's number (0: the lab itself), and the client's name. */
export interface Subject {
  readonly conn: number;
  readonly client: string | undefined;
}

export const NOBODY: Subject = { conn: 0, client: undefined };

export class Notebook {
  readonly recorder: Recorder;
  #ids = 0;

  constructor(recorder: Recorder) {
    this.recorder = recorder;
  }

  /** Something that the program did, or that was done with it, on account of the current scope. */
  act<K extends keyof Data["app"]>({ conn, client }: Subject, kind: K, data: Data["app"][K]): number {
    const id = ++this.#ids;
    const around = scope.getStore();
    const note: Note = { layer: "app", kind, from: "server", data: data as unknown as Record<string, unknown>, id };
    if (client !== undefined) note.client = client;
    if (around?.cause !== undefined) note.cause = around.cause;
    if (around?.in && carried(kind, data)) note.in = around.in;
    this.recorder.note(conn, note);
    return id;
  }

  /** The program sent something on its own connection; `out` is what it became. */
  sent({ conn, client }: Subject, data: Data["app"]["emit"], out: Place[]): void {
    const note: Note = { layer: "app", kind: "emit", from: "server", data: data as unknown as Record<string, unknown> };
    const cause = scope.getStore()?.cause;
    if (client !== undefined) note.client = client;
    if (cause !== undefined) note.cause = cause;
    if (out.length > 0) note.out = out;
    this.recorder.note(conn, note);
  }

  /** The lab itself, as apart from its program, said no. */
  refusal({ conn, client }: Subject, code: ErrorCode, detail?: string): void {
    const { message, hint, status, close } = explain(code);
    this.lab({ conn, client }, "refusal", {
      code,
      message: detail === undefined ? message : `${message} ${detail}`,
      hint,
      ...(status === undefined ? {} : { status }),
      ...(close === undefined ? {} : { close }),
    });
  }

  /** The program threw; `where` is the listener or middleware, as it is written in the program. */
  threw(error: unknown, where: string, subject: Subject = NOBODY): void {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.act(subject, "error", { code: "program.threw", message, where });
  }

  /** Something that the lab did. */
  lab<K extends keyof Data["app"]>({ conn, client }: Subject, kind: K, data: Data["app"][K]): void {
    this.recorder.note(conn, {
      layer: "app",
      kind,
      from: "lab",
      ...(client === undefined ? {} : { client }),
      data: data as unknown as Record<string, unknown>,
    });
  }
}

/** Whether the message of the scope is what this note is about, and not only the occasion of it. */
function carried(kind: string, data: object): boolean {
  if (kind === "disconnect") return (data as Data["app"]["disconnect"]).reason === "client namespace disconnect";
  return kind === "event" || kind === "connection";
}
