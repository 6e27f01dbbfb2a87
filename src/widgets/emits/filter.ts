/** Which rows of the reference are shown. */

export interface Filter {
  /** Every word of it has to stand in the row. */
  text: string;
  side: "" | "server" | "client";
  flask: "" | "yes" | "no";
  /** Exactly these get it, as in `receivers`; null: whoever. */
  receivers: string | null;
}

export interface FilteredRow {
  /** All that stands in it. */
  text: string;
  side: string;
  flask: string;
  /** With spaces between them; "" is nobody. */
  receivers: string;
}

export function passes(row: FilteredRow, { text, side, flask, receivers }: Filter): boolean {
  const all = row.text.toLowerCase();
  return (
    (side === "" || side === row.side) &&
    (flask === "" || flask === row.flask) &&
    (receivers === null || receivers === row.receivers) &&
    text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => all.includes(word))
  );
}
