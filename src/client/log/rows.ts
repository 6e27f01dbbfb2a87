/**
 * Puts the lines of one message together, while they come in.
 *
 * An entry belongs to the message of its parent. Where a parent carries several messages (two frames in one chunk,
 * three packets in one polling body), the first stays with it and each further one begins a row of its own. Chunks
 * wait for what they carry, so that a message cut into many chunks is one row; so are the head and the body of an HTTP
 * message, and the fragments of a WebSocket message.
 */
import type { Entry } from "../../../protocol/log.ts";
import { isPage, type Line, type Row } from "./line.ts";

/** One direction of one stretch of a TCP connection. */
interface Lane {
  /** Chunks that have not shown yet what they carry. */
  loose: Line[];
  /** A row shown with chunks only, for want of more: what completes it goes there. */
  unfinished: Row | null;
  /** The row of the HTTP head whose body may follow. */
  head: Row | null;
  /** The row of the WebSocket message of which not all fragments are there. */
  fragments: Row | null;
}

export class Rows {
  readonly #start: () => Row;
  readonly #lineOf: (n: number) => Line | undefined;
  readonly #lanes = new Map<string, Lane>();
  readonly #waiting = new Set<Lane>();

  /**
   * @param start makes the next row, still empty, and keeps it
   * @param lineOf finds a held line by its entry's n
   */
  constructor(start: () => Row, lineOf: (n: number) => Line | undefined) {
    this.#start = start;
    this.#lineOf = lineOf;
  }

  /** Gives the line its row: now, or for a chunk as soon as something stands on it or `settle` is called. */
  add(line: Line): void {
    const { item } = line;
    if (isPage(item)) return this.#put(line, this.#start());
    const parent = this.#parentRow(item);
    if (item.layer === "app") return this.#put(line, parent ?? this.#start());
    const lane = this.#lane(item);
    if (item.layer !== "tcp") this.#addMessage(line, item, parent, lane);
    else if (item.kind === "chunk") this.#wait(line, lane);
    else {
      this.#show(lane);
      this.#put(line, this.#start());
      if (item.kind === "close") this.#lanes.delete(laneKey(item));
    }
  }

  /** What still waits becomes visible as it is. To be called when nothing more has come for now. */
  settle(): void {
    for (const lane of this.#waiting) this.#show(lane);
  }

  #show(lane: Lane): void {
    if (!this.#waiting.delete(lane)) return;
    lane.unfinished ??= this.#start();
    for (const chunk of lane.loose.splice(0)) this.#put(chunk, lane.unfinished);
  }

  #wait(chunk: Line, lane: Lane): void {
    lane.loose.push(chunk);
    this.#waiting.add(lane);
  }

  #addMessage(line: Line, item: Entry, parent: Row | null, lane: Lane): void {
    const row = this.#continued(item, lane) ?? parent ?? lane.unfinished ?? this.#start();
    for (const chunk of lane.loose.splice(0)) this.#put(chunk, row);
    this.#waiting.delete(lane);
    this.#put(line, row);
    lane.unfinished = null;
    if (item.layer === "http") lane.head = item.kind === "body" ? null : row;
    if (item.layer === "websocket" && item.kind === "frame" && item.data.opcode < 8)
      lane.fragments = item.data.fin ? null : row;
  }

  /** The row of the earlier piece, where this is a later piece of one message. */
  #continued(item: Entry, lane: Lane): Row | null {
    if (item.layer === "http" && item.kind === "body" && item.data.offset === 0) return lane.head;
    if (item.layer === "websocket" && item.kind === "frame" && item.data.opcode === 0) return lane.fragments;
    return null;
  }

  /** The parent's row, unless another message has taken that place. What the program did about a message always joins it. */
  #parentRow(item: Entry): Row | null {
    const parent = item.parent === undefined ? undefined : this.#lineOf(item.parent);
    if (!parent || (parent.taken && item.layer !== "app")) return null;
    parent.taken = true;
    return parent.row;
  }

  #lane(item: Entry): Lane {
    const key = laneKey(item);
    let lane = this.#lanes.get(key);
    if (!lane) this.#lanes.set(key, (lane = { loose: [], unfinished: null, head: null, fragments: null }));
    return lane;
  }

  #put(line: Line, row: Row): void {
    line.row = row;
    row.lines.push(line);
  }
}

function laneKey(item: Entry): string {
  return `${item.conn} ${item.from}`;
}
