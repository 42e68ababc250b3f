import { InputError } from "../core/errors.js";
import { columnOf } from "../formats/batch.js";
import { isMissing, numberCells, textCells } from "../formats/cells.js";
import type { ColumnNames, Meaning, TableHead } from "./columnMeaning.js";
import { numberOf } from "./curves.js";
import { isErrorBar } from "./errorBars.js";
import { FILE } from "./fileKey.js";
import { bareName, inList, isCalled, isCoreCalled, shellWord, yNames } from "./names.js";
import { profileColumn } from "./profile.js";
import { trainFlag } from "./rows.js";

/** Share of repeated x from which curves look pooled: a few runs at one x are no reason to speak. */
const MANY = 0.2;
/** Shares of those repeats: what each column has to explain, and what all of them may leave. */
const LEAST_STEP = 0.1;
const MOST_LEFT = 0.25;
/** Rows of a curve on average, once told apart: a column that is new in every row tells nothing. */
const FEWEST_ROWS = 3;
/** What is looked at, so that a wide table is no reason to wait. */
const MOST_ROWS = 65_536;
const MOST_COLUMNS = 32;

/**
 * A line where curves look pooled: many x come again in a curve with another y. It names columns of numbers without a use
 * (a model's size, a learning rate) that tell such rows apart, or says that there are none. None where nothing repeats.
 * @param unused columns that got no role
 */
export function poolingNotes(head: TableHead, columns: Meaning, unused: readonly string[]): string[] {
  const rows = rowsOf(head, columns);
  // runs of a curve have the same x by intention
  const told = [...columns.key, ...(columns.cluster === null ? [] : [columns.cluster])];
  const keys = told.filter((name) => name !== columns.fileKey);
  const all: Groups = { of: new Int32Array(rows.x.length), count: 1 };
  let groups = keys.reduce((coarser, name) => refine(coarser, cellsOf(head, name)), all);
  const repeated = repeatsIn(groups, rows);
  let left = repeated;
  if (left === 0 || left < MANY * rows.x.length) return [];
  const telling: string[] = [];
  const bare = new Set(head.batch.schema.fields.map((field) => bareName(String(field.name))));
  const possible = unused.filter((name) => mayTellApart(head, name, bare));
  const candidates = possible.slice(0, MOST_COLUMNS);
  while (left > 0) {
    const best = bestSplit(head, groups, candidates, rows);
    if (best === undefined || left - best.left < LEAST_STEP * repeated) break;
    telling.push(best.name);
    ({ groups, left } = best);
  }
  const flag = [...keyFlags(columns), ...telling].map(inList).join(",");
  const again = `${columns.x} comes again with another ${columns.y} in ${repeated} of the first ${rows.x.length} rows, and `;
  if (telling.length === 0 || left > MOST_LEFT * repeated) {
    const none = possible.length > MOST_COLUMNS ? `none of ${MOST_COLUMNS} unused columns` : "no column";
    return [
      `${again}${none} tells such rows apart: if they are several curves, add a column that does and name it with ` +
        "--curve; if they are repeats (seeds), bootstrap with --cluster x",
    ];
  }
  return [
    `${again}${telling.join(" and ")} ${telling.length === 1 ? "tells" : "tell"} such rows apart: ` +
      `if these are curves of their own, say --curve ${shellWord(flag)}` +
      (telling.length === 1 ? `; if ${telling[0]} is what is scaled, say --x ${shellWord(telling[0])}` : ""),
  ];
}

/** The key as `--curve` takes it. */
function keyFlags({ key, fileKey }: Meaning): string[] {
  return key.map((name) => (name === fileKey ? FILE : name));
}

interface Rows {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Rows by the number of their group. */
interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

interface Split {
  readonly name: string;
  readonly groups: Groups;
  /** rows whose x comes again all the same */
  readonly left: number;
}

/** The column that leaves the fewest repeats; among equals the one that makes the fewest groups. */
function bestSplit(head: TableHead, groups: Groups, names: readonly string[], rows: Rows): Split | undefined {
  return names
    .map((name) => ({ name, groups: refine(groups, cellsOf(head, name)) }))
    .filter((split) => split.groups.count * FEWEST_ROWS <= rows.x.length)
    .map((split): Split => ({ ...split, left: repeatsIn(split.groups, rows) }))
    .sort((p, q) => p.left - q.left || p.groups.count - q.groups.count)
    .at(0);
}

/** Columns of numbers, another metric left out: each of its values is a row's own. */
function mayTellApart(head: TableHead, name: string, bare: ReadonlySet<string>): boolean {
  if (isCalled(name, yNames.flat()) || isErrorBar(name, bare)) return false;
  return profileColumn(columnOf(head.batch, name)!, head.untyped).mostlyNumbers;
}

/** Rows that have an x which their group had before with another y. */
function repeatsIn({ of }: Groups, { x, y }: Rows): number {
  const places = refine({ of, count: 0 }, x);
  const first = new Map<number, number>();
  let repeats = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
    const before = first.get(places.of[i]);
    if (before === undefined) first.set(places.of[i], y[i]);
    else if (before !== y[i]) repeats++;
  }
  return repeats;
}

/** Groups within which the cells are equal, too. */
function refine(groups: Groups, cells: ArrayLike<string | number | null>): Groups {
  const cellIds = new Map<string | number | null, number>();
  const ids = new Map<number, number>();
  const of = groups.of.map((group, i) => {
    const pair = group * MOST_ROWS + numberOf(cells[i], cellIds);
    return numberOf(pair, ids);
  });
  return { of, count: ids.size };
}

/**
 * A split of which every x stands in both parts is a curve for each part: told where the column was named.
 * @throws InputError that asks which it is, where the column was guessed
 */
export function checkSplit(head: TableHead, columns: Meaning, request: ColumnNames): string[] {
  const { train, x } = columns;
  if (train === null || request.fromFits?.includes("train") === true || !isInBothParts(head, columns, train)) return [];
  const curve = shellWord([...keyFlags(columns), train].map(inList).join(","));
  const what = `every ${x} stands in both parts of ${train}`;
  if (request.train !== undefined) {
    return [
      `${what}, so nothing is held out beyond the rows that are fitted; if the parts are curves of their own, say --curve ${curve}`,
    ];
  }
  throw new InputError(
    `${head.source}: ${what}: is it a curve for each part, or a split? Say --train ${shellWord(train)} if rows of one part are ` +
      `held out, or --curve ${curve} if each part is a curve; for example --curve ${curve}`,
    { flags: `--curve ${curve}` },
  );
}

/**
 * Whether rows in which y is empty have another metric, so that the table is a log: each row has what was measured then.
 * @param unused columns that got no role
 */
export function isLogOf(head: TableHead, y: string, unused: readonly string[]): boolean {
  const cells = cellsOf(head, y);
  if (!cells.includes("") && !cells.includes(null)) return false;
  const names = yNames.flat();
  const metrics = unused.filter((name) => isCalled(name, names) || isCoreCalled(name, names)).slice(0, MOST_COLUMNS);
  return metrics.some((name) => {
    const others = cellsOf(head, name);
    return cells.some((cell, i) => isMissing(cell) && !isMissing(others[i]));
  });
}

export function logNotes({ isLog, y }: Meaning, { fromFits }: ColumnNames): string[] {
  return isLog && fromFits === undefined ? [`rows in which ${y} is empty are left out: other metrics stand there`] : [];
}

/** x of both parts from which a split looks like curves. */
const FEWEST_X = 3;

function isInBothParts(head: TableHead, { x, key, fileKey, wide }: Meaning, train: string): boolean {
  const cells = cellsOf(head, train);
  const xs = numberCells(columnOf(head.batch, x)!.slice(0, MOST_ROWS))?.values ?? new Float64Array();
  const keys = key.filter((name) => name !== fileKey && name !== wide?.key);
  const all: Groups = { of: new Int32Array(xs.length), count: 1 };
  const places = refine(
    keys.reduce((coarser, name) => refine(coarser, cellsOf(head, name)), all),
    xs,
  ).of;
  const parts = [new Set<number>(), new Set<number>()];
  const flags = new Map<string | null, number | undefined>();
  for (let i = 0; i < xs.length; i++) {
    if (!flags.has(cells[i])) flags.set(cells[i], trainFlag(cells[i] ?? ""));
    const flag = flags.get(cells[i]);
    if (flag !== undefined && xs[i] > 0) parts[flag].add(places[i]);
  }
  const [test, fitted] = parts;
  return fitted.size >= FEWEST_X && test.size === fitted.size && [...test].every((place) => fitted.has(place));
}

function rowsOf(head: TableHead, { x, y }: Meaning): Rows {
  const [xs, ys] = [x, y].map((name) => numberCells(columnOf(head.batch, name)!.slice(0, MOST_ROWS))?.values);
  // columns of another type are an error of those who read the rows
  return { x: xs ?? new Float64Array(), y: ys ?? new Float64Array() };
}

function cellsOf(head: TableHead, name: string): readonly (string | null)[] {
  return textCells(columnOf(head.batch, name)!.slice(0, MOST_ROWS)) ?? [];
}
