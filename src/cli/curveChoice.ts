import { createHash } from "node:crypto";
import { InputError } from "../core/errors.js";
import { rises } from "../core/extrapolate/rising.js";
import { curveId, curveName, curveNamer, groupByKey, type Keyed } from "../core/rows/curveRows.js";
import type { Curve, CurveSet, FitResult } from "../core/types.js";
import type { CurveStore } from "../curves/curveStore.js";
import { nearestNames, starred } from "../curves/names.js";
import { escapeControls } from "../formats/terminalText.js";

/** What tells a curve from others: the values of the key columns. */
export type CurveKey = readonly string[];

/** Names told in a message where nothing is called what was asked for. */
const NAMES_TOLD = 5;

/**
 * The curves that `--only` (or `--curve`) asks for, in the order of the table, each once; all where nothing is asked for.
 * Each word of `asked` is, without regard to case where no curve is spelt so: a curve's name as it is printed, else
 * `Column=value`, else a part of the names of one or more curves. In a word with * each * stands for any letters, and the
 * word for a whole name or value.
 *
 * @param keys of all curves of the table, each once
 * @param flag for messages
 * @throws InputError that lists the nearest names where a word is none of these
 */
export function chooseCurves(
  keys: readonly CurveKey[],
  keyNames: readonly string[],
  asked: readonly string[],
  flag = "--curve",
): CurveKey[] {
  if (asked.length === 0) return [...keys];
  const curves = namedCurves(keys);
  const chosen = new Set(asked.flatMap((word) => matching(curves, keyNames, word, flag)));
  return curves.filter((curve) => chosen.has(curve)).map(({ key }) => key);
}

/** The curves that `--only` and `--curve` ask for together. InputError as in `chooseCurves`. */
export function chooseShown(
  keys: readonly CurveKey[],
  keyNames: readonly string[],
  { curve, only }: { readonly curve: readonly string[]; readonly only: readonly string[] },
): CurveKey[] {
  if (only.length === 0) return chooseCurves(keys, keyNames, curve);
  const named = curve.length === 0 ? [] : chooseCurves(keys, keyNames, curve);
  const chosen = new Set([...named, ...chooseCurves(keys, keyNames, only, "--only")]);
  return keys.filter((key) => chosen.has(key));
}

/** Rows of the curves that `--only` asks for. InputError as in `chooseCurves`. */
export function onlyRows<Row extends Keyed>(
  rows: readonly Row[],
  keyNames: readonly string[],
  asked: readonly string[],
): readonly Row[] {
  if (asked.length === 0) return rows;
  const keys = groupByKey(rows).map(([{ key }]) => key);
  return rows.filter(isOneOf(chooseCurves(keys, keyNames, asked, "--only")));
}

/** The fits of the curves that `--only` asks for. InputError as in `chooseCurves`. */
export function onlyFits(fits: FitResult, asked: readonly string[]): FitResult {
  return { ...fits, rows: onlyRows(fits.rows, fits.meta.keyNames, asked) };
}

/** The curves of a table that have fits among these: with `--only` the others are left out, without it nothing is. */
export function onlyFitted(set: CurveSet, { rows }: FitResult, asked: readonly string[]): CurveSet {
  return asked.length === 0 ? set : { ...set, curves: set.curves.filter(isOneOf(rows.map(({ key }) => key))) };
}

/** Whether something is of one of these curves. */
export function isOneOf(keys: readonly CurveKey[]): (one: Keyed) => boolean {
  const known = new Set(keys.map(curveId));
  return ({ key }) => known.has(curveId(key));
}

/** The curves of a table that `--only` asks for. InputError as in `chooseCurves`. */
export async function onlyStored(store: CurveStore, asked: readonly string[]): Promise<CurveStore> {
  if (asked.length === 0) return store;
  const keys: CurveKey[] = [];
  for await (const { key } of store.curves()) keys.push(key);
  const chosen = chooseCurves(keys, store.facts.keyNames, asked, "--only");
  const isChosen = isOneOf(chosen);
  async function* curves(): AsyncGenerator<Curve> {
    for await (const curve of store.curves()) if (isChosen(curve)) yield curve;
  }
  let [points, rising] = [0, 0];
  for await (const curve of curves()) {
    points += curve.x.length;
    if (rises(curve)) rising++;
  }
  // what is kept of a run has to know that it was of these curves
  const digest =
    store.digest === null
      ? null
      : createHash("sha256")
          .update(JSON.stringify([store.digest, chosen]))
          .digest("hex");
  const { facts, shard, lone } = store;
  return { facts, shard, lone, count: chosen.length, points, rising, digest, curves, close: () => store.close() };
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

function matching(
  curves: readonly NamedCurve[],
  keyNames: readonly string[],
  asked: string,
  flag: string,
): NamedCurve[] {
  const word = asked.trim();
  if (word === "") throw new InputError(`${flag} "": give a curve's name, or a part of it`);
  const called = alike(curves, word, ({ names }) => names);
  if (called.length > 0) return called;
  const cell = asCell(word, keyNames);
  const found = cell === null ? [] : alike(curves, cell.value, ({ key }) => [key[cell.column]]);
  if (found.length > 0) return found;
  if (word.includes("*")) {
    const fitting = fittingPattern(curves, cell, word);
    if (fitting.length > 0) return fitting;
  }
  const within = curves.filter(({ names }) => names.some((name) => holds(fold(name), fold(word))));
  if (within.length > 0) return within;
  throw cell === null
    ? noSuchCurve(curves, word, flag)
    : noSuchValue(curves, keyNames[cell.column], cell, `${flag} ${word}`);
}

/** Curves whose name, or value in one column, is what a word with * stands for; with other capitals only where none is spelt so. */
function fittingPattern(curves: readonly NamedCurve[], cell: Cell | null, word: string): NamedCurve[] {
  const pattern = cell?.value ?? word;
  for (const same of [(name: string) => name, fold]) {
    const found = curves.filter(({ key, names }) =>
      (cell === null ? [...names, ...key] : [key[cell.column]]).some(
        (name) => starred(same(pattern), same(name)) !== null,
      ),
    );
    if (found.length > 0) return found;
  }
  return [];
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

function noSuchCurve(curves: readonly NamedCurve[], word: string, flag: string): InputError {
  const near = nearestNames(word, curves, (curve) => [...curve.names, ...curve.key], NAMES_TOLD);
  const told = listed(
    near.map(({ names }) => names[0]),
    curves.length,
    "curve",
  );
  return new InputError(
    `${flag} ${escapeControls(word)}: no curve is called so, and none has this in its name; ${told}`,
  );
}

function noSuchValue(
  curves: readonly NamedCurve[],
  columnName: string,
  { column, value }: Cell,
  asked: string,
): InputError {
  const values = [...new Set(curves.map(({ key }) => key[column]))];
  const near = nearestNames(value, values, (each) => [each], NAMES_TOLD);
  return new InputError(
    `${escapeControls(asked)}: no curve has this in the column ${escapeControls(columnName)}; ${listed(near, values.length, "value")}`,
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
