/** The three things of encodings.ts as they are when they have arrived whole. */

export type Name = "map" | "date" | "bytes";

/** What the program says of what it has, when it has just that. */
export const WHOLE: Readonly<Record<Name, { type: string; shown: string }>> = {
  map: { type: "Map", shown: "Map(2) { 1 => 'a number', '1' => 'a text' }" },
  date: { type: "Date", shown: "2026-03-14T15:09:26.535Z" },
  bytes: { type: "Buffer", shown: "<Buffer 00 7f 80 ff>" },
};

export const NAMES: readonly Name[] = ["map", "date", "bytes"];

/** Which of the three are not what was sent. @param has the program's answer; anything may stand there */
export function damagedIn(has: unknown): Name[] {
  const said = (has ?? {}) as Partial<Record<Name, { type?: unknown; shown?: unknown }>>;
  return NAMES.filter((name) => said[name]?.type !== WHOLE[name].type || said[name]?.shown !== WHOLE[name].shown);
}
