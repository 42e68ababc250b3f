import { InputError } from "../core/errors.js";
import { curveName, curveNamer } from "../core/rows/curveRows.js";
import { nearestNames } from "../curves/names.js";
import { escapeControls } from "../formats/terminalText.js";

/** What tells a curve from others: the values of the key columns. */
export type CurveKey = readonly string[];

/** Names told in a message where nothing is called what was asked for. */
const NAMES_TOLD = 5;

/**
 * The curves that `--curve` asks for, in the order of the table, each once; all where nothing is asked for. Each word of
 * `asked` is, without regard to case where no curve is spelt so: a curve's name as it is printed, else `Column=value`,
 * else a part of the names of one or more curves.
 *
 * @param keys of all curves of the table, each once
 * @throws InputError that lists the nearest names where a word is none of these
 */
export function chooseCurves(
  keys: readonly CurveKey[],
  keyNames: readonly string[],
  asked: readonly string[],
): CurveKey[] {
  if (asked.length === 0) return [...keys];
  const curves = namedCurves(keys);
  const chosen = new Set(asked.flatMap((word) => matching(curves, keyNames, word)));
  return curves.filter((curve) => chosen.has(curve)).map(({ key }) => key);
}

interface NamedCurve {
  readonly key: CurveKey;
  /** as it is printed: in a table of these curves, and by itself */
  readonly names: readonly string[];
}

function namedCurves(keys: readonly CurveKey[]): NamedCurve[] {
  const rows = keys.map((key) => ({ key }));
  const short = curveNamer(rows);
  return rows.map((row) => {
    const names = [short(row), curveName(row)];
    return { key: row.key, names: [...new Set([...names, ...names.map(escapeControls)])] };
  });
}

function matching(curves: readonly NamedCurve[], keyNames: readonly string[], asked: string): NamedCurve[] {
  const word = asked.trim();
  if (word === "") throw new InputError(`--curve "": give a curve's name, or a part of it`);
  const called = alike(curves, word, ({ names }) => names);
  if (called.length > 0) return called;
  const cell = asCell(word, keyNames);
  const found = cell === null ? [] : alike(curves, cell.value, ({ key }) => [key[cell.column]]);
  if (found.length > 0) return found;
  const within = curves.filter(({ names }) => names.some((name) => holds(fold(name), fold(word))));
  if (within.length > 0) return within;
  throw cell === null ? noSuchCurve(curves, word) : noSuchValue(curves, keyNames[cell.column], cell, word);
}

/** Whether a name holds a word; "…" stands for what a shortened name leaves out. */
function holds(name: string, word: string): boolean {
  let from = 0;
  return word.split("…").every((piece) => {
    const at = name.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0;
  });
}

/** Curves one of whose words is this one; with other capitals only where none is spelt so. */
function alike(
  curves: readonly NamedCurve[],
  word: string,
  wordsOf: (curve: NamedCurve) => readonly string[],
): NamedCurve[] {
  const spelt = curves.filter((curve) => wordsOf(curve).includes(word));
  if (spelt.length > 0) return spelt;
  return curves.filter((curve) => wordsOf(curve).some((each) => fold(each) === fold(word)));
}

interface Cell {
  readonly column: number;
  readonly value: string;
}

/** `Column=value` of a key column; names and values may hold "=" themselves. */
function asCell(word: string, keyNames: readonly string[]): Cell | null {
  for (const same of [(name: string) => name, fold]) {
    const column = keyNames.findIndex((name) => same(word).startsWith(`${same(name)}=`));
    if (column >= 0) return { column, value: word.slice(keyNames[column].length + 1) };
  }
  return null;
}

function noSuchCurve(curves: readonly NamedCurve[], word: string): InputError {
  const near = nearestNames(word, curves, (curve) => [...curve.names, ...curve.key], NAMES_TOLD);
  const told = listed(
    near.map(({ names }) => names[0]),
    curves.length,
    "curve",
  );
  return new InputError(
    `--curve ${escapeControls(word)}: no curve is called so, and none has this in its name; ${told}`,
  );
}

function noSuchValue(
  curves: readonly NamedCurve[],
  columnName: string,
  { column, value }: Cell,
  word: string,
): InputError {
  const values = [...new Set(curves.map(({ key }) => key[column]))];
  const near = nearestNames(value, values, (each) => [each], NAMES_TOLD);
  return new InputError(
    `--curve ${escapeControls(word)}: no curve has this in the column ${escapeControls(columnName)}; ${listed(near, values.length, "value")}`,
  );
}

function listed(near: readonly string[], all: number, noun: string): string {
  if (all === 0) return `the table has no ${noun}s`;
  const names = near.map((name) => escapeControls(name === "" ? '""' : name)).join("; ");
  return near.length < all
    ? `the nearest of ${all} ${noun}s: ${names}`
    : `the ${noun}${all === 1 ? " is" : "s are"}: ${names}`;
}

function fold(text: string): string {
  return text.toLowerCase();
}
