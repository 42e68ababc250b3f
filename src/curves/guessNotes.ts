import type { ColumnNames, ColumnRequest, Meaning, TableHead } from "./columnMeaning.js";
import { isDeviationOf } from "./errorBars.js";
import { shellWord } from "./flagWords.js";

/** Lines that say what was guessed, and which columns have no use; none where nothing was guessed. */
export function guessNotes(columns: Meaning, request: ColumnRequest, unused: readonly string[]): string[] {
  const parts: [string, string | null, boolean][] = [
    ["curve", keyText(columns), request.curve === undefined],
    ["x", columns.x, request.x === undefined],
    ["y", columns.y, request.y === undefined],
    ["weight", columns.weight, request.weight === undefined],
    ["sigma", columns.sigma, request.sigma === undefined],
    ["sigma-log", columns.sigmaLog, false],
    ["train", columns.train, request.train === undefined],
  ];
  const used = parts.filter(([, name]) => name !== null);
  if (!used.some(([, , guessed]) => guessed)) return [];
  const all = used.every(([, , guessed]) => guessed);
  const words = used.map(([role, name, guessed]) => `${role} = ${name}${guessed && !all ? " (guessed)" : ""}`);
  const note = `columns: ${words.join("; ")}${all ? " (guessed)" : ""}`;
  return [
    note,
    ...(columns.sigma !== null && request.sigma === undefined ? [sigmaNote(columns.sigma, columns.y)] : []),
    ...(unused.length === 0 ? [] : [`columns not used: ${unused.join(", ")}`]),
  ];
}

/** Rows are weighed by a column that nobody named: what it was read as, and how to say otherwise. */
function sigmaNote(sigma: string, y: string): string {
  return (
    `rows are weighed by column ${sigma}, read as the standard deviation of ${y}; --sigma-log ${sigma} reads it as that of ` +
    `ln ${y}, --sigma "" ignores it`
  );
}

/** What stands behind a key that is none of the guessed columns, or leaves some of them out. */
export function keyNotes(
  { fileKey }: Meaning,
  { curve, notKeys = [] }: ColumnNames,
  { sources }: Pick<TableHead, "sources">,
): string[] {
  if (curve !== undefined) return [];
  const left = notKeys.map((name) => `${name} is new in nearly every row and not taken to tell curves apart`);
  if (fileKey === null) return left;
  const by = notKeys.length === 0 ? "no column tells curves apart" : "no other column tells curves apart";
  return [...left, `${by}: each of the ${sources} files is one curve; say --curve "" if all rows are one curve`];
}

/**
 * A word where a column looks like the standard deviation of y and nothing weighs rows.
 * @param unused columns that got no role
 */
export function errorBarNotes(
  { y, weight, sigma, sigmaLog }: Meaning,
  { fromFits, sigma: asked }: ColumnNames,
  unused: readonly string[],
  isOfNumbers: (name: string) => boolean,
): string[] {
  const isAnswered = [weight, sigma, sigmaLog].some((name) => name !== null) || asked === null;
  if (isAnswered || fromFits !== undefined) return [];
  const bar = unused.find((name) => isDeviationOf(y, name) && isOfNumbers(name));
  if (bar === undefined) return [];
  return [`${bar} looks like the error bar of ${y}: if it is the standard deviation, say --sigma ${shellWord(bar)}`];
}

function keyText({ key, fileKey }: Meaning): string {
  if (key.length === 0) return "(none: all rows are one curve)";
  return key.map((name) => (name === fileKey ? `${name} (the name of each)` : name)).join(", ");
}
