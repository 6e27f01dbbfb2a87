/** What is to be carried in pieces, and by whom. Apart from what does it: the mission needs no more than this. */

export const CARRIER = "D";

/** Bytes to carry: fifteen times what the server takes at once. */
export const LOAD = 300_000;

export const PIECE = { least: 2_000, most: 60_000 };

/** What the page has, or what the server says that it has. */
export interface Whole {
  length: number;
  sha1: string;
}
