import type { ColumnRequest, Meaning } from "./columnMeaning.js";

/** Lines that say what was guessed, and which columns have no use; none where nothing was guessed. */
export function guessNotes(columns: Meaning, request: ColumnRequest, unused: readonly string[]): string[] {
  const parts: [string, string | null, boolean][] = [
    ["curve", columns.key.join(", ") || "(none: all rows are one curve)", request.curve === undefined],
    ["x", columns.x, request.x === undefined],
    ["y", columns.y, request.y === undefined],
    ["weight", columns.weight, request.weight === undefined],
    ["sigma", columns.sigma, request.sigma === undefined],
    ["train", columns.train, request.train === undefined],
  ];
  const used = parts.filter(([, name]) => name !== null);
  if (!used.some(([, , guessed]) => guessed)) return [];
  const all = used.every(([, , guessed]) => guessed);
  const words = used.map(
    ([role, name, guessed]) => `${role} = ${name}${guessed && !all ? " (guessed)" : ""}`,
  );
  const note = `columns: ${words.join("; ")}${all ? " (guessed)" : ""}`;
  return unused.length === 0 ? [note] : [note, `columns not used: ${unused.join(", ")}`];
}
