import type { RecordBatch } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { numberCells, textCells } from "../formats/cells.js";
import { rowWords } from "../formats/source.js";
import { numberAdvice } from "./badRows.js";
import {
  type ColumnNames,
  type ColumnRequest,
  type Columns,
  errorBarNotes,
  flagOf,
  guessNotes,
  keyNotes,
  type Meaning,
  namedWeights,
  ONE_COLUMN_ROLES,
  refuseTwoWeights,
  type TableHead,
} from "./columnMeaning.js";
import { numberOf } from "./curves.js";
import { isErrorBar, mayBeErrorBar, metricWithBar } from "./errorBars.js";
import { FILE, fileKeyName, isFileKey } from "./fileKey.js";
import {
  bareName,
  didYouMean,
  inList,
  isCalled,
  isIdentifier,
  isNameless,
  plainName,
  settingNames,
  shellWord,
  sigmaNames,
  trainNames,
  weightNames,
  xNames,
  yNames,
} from "./names.js";
import { type ColumnProfile, firstNoNumber, profileColumn } from "./profile.js";

type Role = keyof ColumnRequest;

/**
 * Finds the columns that the user named and guesses the others from names and from the first batch.
 * @throws InputError that lists the columns that are there and names the flag to use
 */
export function resolveColumns(head: TableHead, request: ColumnNames): Columns {
  // who names x and y has looked at the columns, and may well mean those of a table of fits
  if (!isAsked(request, "x") || !isAsked(request, "y")) refuseFits(head.source, head.batch);
  const table = new OpenTable(head, request);
  const x = request.x ?? table.guessNumber("x", xNames);
  const y = request.y ?? table.guessNumber("y", yNames);
  const chosen = namedWeights(request).length > 0;
  const unless = (name: string | null | undefined, guess: () => string | null) =>
    name === undefined && !chosen ? guess() : (name ?? null);
  const weight = unless(request.weight, () => table.guess(weightNames));
  const sigma = unless(request.sigma, () => table.guess(sigmaNames));
  const sigmaLog = request.sigmaLog ?? null;
  if (weight !== null && sigma !== null) {
    throw table.error(`${weight} and ${sigma} both weigh; ${oneOfThem}`);
  }
  const train = request.train === undefined ? table.guess(trainNames, isTrainLike) : request.train;
  const cluster = request.cluster ?? null;
  const columns = { ...table.key(request.curve), x, y, weight, sigma, sigmaLog, train, cluster };
  const guessed = [
    ...guessNotes(columns, request, table.unused),
    ...keyNotes(columns, request, head),
    ...errorBarNotes(columns, request, table.unused, (name) => table.isOfNumbers(name)),
  ];
  const pooled = request.curve === undefined ? poolingNotes(head, columns, table.unused) : [];
  return { ...columns, notes: [...guessed, ...pooled] };
}

/**
 * Checks that a later source has the columns of the first, and none that would have been taken there.
 * @throws InputError naming both sources
 */
export function matchColumns(columns: Columns, first: TableHead, later: TableHead, request: ColumnNames): void {
  const there = columnNames(later);
  const lacking = named(columns).find((name) => !there.includes(name));
  if (lacking !== undefined) {
    const lead = `${later.source}: no column "${lacking}", which ${first.source} has`;
    throw new InputError(`${lead}; give it the same columns, or leave the file out. ${listOf(there)}`);
  }
  const meant = resolveColumns(later, { ...request, x: columns.x, y: columns.y });
  const more = named(meant).find((name) => !named(columns).includes(name));
  if (more === undefined) return;
  const lead = `${later.source}: column "${more}" would be used here, but is not in ${first.source}`;
  throw new InputError(`${lead}; take it out, or name the columns to use (--curve, --weight, --sigma, --train)`);
}

const oneOfThem = "name one of them, with --weight, --sigma or --sigma-log";

/** A table's columns while roles are given out: each column gets one at most. */
class OpenTable {
  readonly #names: readonly string[];
  /** without their units */
  readonly #bare: ReadonlySet<string>;
  readonly #free: Set<string>;

  constructor(
    private readonly head: TableHead,
    private readonly request: ColumnNames,
  ) {
    this.#names = columnNames(head);
    const twice = this.#names.find((name, i) => this.#names.indexOf(name) < i);
    if (twice !== undefined) throw new InputError(`${head.source}: two columns are called "${twice}"; rename one`);
    this.#bare = new Set(this.#names.map(bareName));
    this.#free = new Set(this.#names);
    refuseTwoWeights(request);
    for (const [role, name] of requested(request)) {
      if (role !== "curve" || !this.#isFile(name)) this.#take(role, name, isAsked(request, role));
    }
  }

  get unused(): readonly string[] {
    return [...this.#free];
  }

  isOfNumbers(name: string): boolean {
    return this.#profile(name).mostlyNumbers;
  }

  error(text: string): InputError {
    return new InputError(`${this.head.source}: ${text}. ${listOf(this.#names)}`);
  }

  guessNumber(role: "x" | "y", ranks: readonly (readonly string[])[]): string {
    for (const rank of ranks) {
      const called = this.#called(rank).filter((name) => this.#profile(name).mostlyNumbers);
      const bars = called.filter((name) => isErrorBar(name, this.#bare));
      const fits = bars.length < called.length ? called.filter((name) => !bars.includes(name)) : called;
      if (fits.length > 1) throw this.error(`${list(fits)} could each be ${role}; name one with --${role}`);
      if (fits.length === 1) return this.#given(mayBeErrorBar(fits[0]) ? this.#barOrMetric(fits[0]) : fits[0]);
    }
    const refused = this.#called(ranks.flat()).flatMap((name) => this.#refusal(name));
    const misspelt = refused.find(({ advice }) => advice !== null);
    if (misspelt !== undefined) {
      const remedy = `${misspelt.advice}; or name another column with --${role}`;
      throw new InputError(`${this.head.source}, ${misspelt.text}; ${remedy}. ${listOf(this.#names)}`);
    }
    const numbers = this.#numbersWithoutName();
    const sure = numbers.filter((name) => !isErrorBar(name, this.#bare));
    const only = role === "y" && sure.length === 0 ? numbers : sure;
    if (only.length === 1) return this.#given(only[0]);
    const but = refused.length > 0 ? ` (${refused[0].text})` : this.#loneColumn();
    throw this.error(`no column of numbers has a usual name for ${role}${but}; name it with --${role}`);
  }

  guess(names: readonly string[], fits: (profile: ColumnProfile) => boolean = () => true): string | null {
    // a weight in kg weighs no row: these names stand without a unit
    const called = [...this.#free].filter((name) => names.includes(plainName(name)));
    const found = called.filter((name) => fits(this.#profile(name)));
    if (found.length > 1) throw this.error(`${list(found)} have the same meaning; take one of them out`);
    return found.length === 1 ? this.#given(found[0]) : null;
  }

  /** The key columns that are asked for, else those that are guessed, else the file where there are several. */
  key(asked: readonly string[] | undefined): Pick<Columns, "key" | "fileKey"> {
    const file = fileKeyName(this.#names);
    if (asked !== undefined) {
      const key = asked.map((name) => (this.#isFile(name) ? file : name));
      return { key, fileKey: asked.some((name) => this.#isFile(name)) ? file : null };
    }
    const left = this.request.notKeys ?? [];
    const apart = (name: string) => this.#profile(name).tellsApart || isIdentifier(name);
    const key = [...this.#free].filter((name) => apart(name) && !left.includes(name));
    key.forEach((name) => this.#given(name));
    const byFile = key.length === 0 && this.head.sources > 1 && !left.includes(file);
    return byFile ? { key: [file], fileKey: file } : { key, fileKey: null };
  }

  #isFile(name: string): boolean {
    const several = this.head.sources > 1 || !isAsked(this.request, "curve");
    return isFileKey(name, this.#names, several);
  }

  /** A column called `error` is the metric where nothing else can be, and else the error bar of what is. */
  #barOrMetric(bar: string): string {
    const noMetric = [xNames.flat(), settingNames, weightNames, sigmaNames, trainNames].flat();
    const others = this.unused.filter(
      (name) =>
        ![bar, ...(this.request.notKeys ?? [])].includes(name) &&
        !(isCalled(name, noMetric) || isIdentifier(name) || isErrorBar(name, this.#bare)) &&
        this.isOfNumbers(name),
    );
    if (others.length === 0) return bar;
    const metric = metricWithBar(others, this.#names);
    if (metric !== undefined) return metric;
    throw this.error(
      `${bar} may be the metric, or the error bar of ${list(others, "or")}; name the metric with --y (--y ${bar}, ` +
        `--y ${others[0]}), and an error bar with --sigma`,
    );
  }

  /** Columns of numbers that no other role would take by its names. */
  #numbersWithoutName(): string[] {
    const taken = [xNames, yNames, weightNames, sigmaNames, trainNames].flat(2);
    const numbers = [...this.#free].filter(
      (name) => !isCalled(name, taken) && !isIdentifier(name) && !isNameless(name) && this.#profile(name).mostlyNumbers,
    );
    // 125M and 1.3B rather name the models
    const plain = numbers.filter((name) => !this.#profile(name).mayBeNames);
    return plain.length > 0 ? plain : numbers;
  }

  /** Why a column of a usual name is none of numbers; `advice` where its values look like numbers all the same. */
  #refusal(name: string): { text: string; advice: string | null }[] {
    const column = this.head.batch.getChild(name)!;
    const odd = firstNoNumber(column);
    if (odd !== undefined) {
      const text = `${rowWords(this.head, odd.row)}, column ${name}: "${odd.written}" is not a number`;
      const digits = /^\s*[-+]?[.,]?\d/.test(odd.written);
      return [{ text, advice: digits ? (numberAdvice(odd.written) ?? "mend it") : null }];
    }
    if (this.#profile(name).mostlyNumbers || this.head.untyped) return [];
    return [{ text: `column ${name} is of type ${String(column.type)}, not of numbers`, advice: null }];
  }

  /** A hint where a separator that is not known left everything in one column. */
  #loneColumn(): string {
    const lone = this.head.untyped && this.head.sparse !== true && this.#names.length === 1;
    return lone ? " (only one column was read: say what separates fields with --separator)" : "";
  }

  #called(names: readonly string[]): string[] {
    return [...this.#free].filter((name) => isCalled(name, names));
  }

  #profile(name: string): ColumnProfile {
    return profileColumn(this.head.batch.getChild(name)!, this.head.untyped);
  }

  #given(name: string): string {
    this.#free.delete(name);
    return name;
  }

  /** @param asked whether the name was given, not taken from fits */
  #take(role: Role, name: string, asked: boolean): void {
    const names = this.#names;
    if (!names.includes(name)) {
      const { source } = this.head;
      throw asked
        ? new InputError(
            `${source}: ${flagOf(role)}: no column "${name}"${didYouMean(name, names)}; name one of its columns: ${names.join(", ")}`,
          )
        : this.error(
            `no column "${name}", from which the fits took ${role}; give the table that was fitted, or say which column ` +
              `it is here with ${flagOf(role)}`,
          );
    }
    if (!this.#free.delete(name))
      throw this.error(`"${name}" is named for two things (one is ${flagOf(role)}); name others`);
  }
}

/** A column of 0 and 1 or of words: a `train` column of other numbers is a measurement. */
function isTrainLike(profile: ColumnProfile): boolean {
  return !profile.mostlyNumbers || profile.onlyZeroOne;
}

function isAsked(request: ColumnNames, role: Role): boolean {
  return request[role] !== undefined && request.fromFits?.includes(role) !== true;
}

function requested(request: ColumnRequest): [Role, string][] {
  const keys = (request.curve ?? []).map((name): [Role, string] => ["curve", name]);
  const others = ONE_COLUMN_ROLES.map((role) => [role, request[role]] as const);
  return [...others, ...keys].filter((pair): pair is [Role, string] => typeof pair[1] === "string");
}

/** The columns of the table that have a use. */
function named(columns: Meaning): string[] {
  const keys = columns.key.filter((name) => name !== columns.fileKey);
  return [...keys, ...ONE_COLUMN_ROLES.map((role) => columns[role])].filter((name) => name !== null);
}

function columnNames(head: TableHead): string[] {
  return head.batch.schema.fields.map((field) => String(field.name));
}

function list(names: readonly string[], last = "and"): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}

function listOf(names: readonly string[]): string {
  return `Columns: ${names.join(", ")}`;
}

const ours = ["n_breaks", "status", "basin_share"];

/**
 * Refuses what `bnsl fit` wrote, which would else be read as curves of odd columns.
 * @throws InputError that says where such a file belongs
 */
function refuseFits(source: string, { schema }: RecordBatch): void {
  const names = schema.fields.map((field) => String(field.name));
  if (!schema.metadata.has("bnsl.meta") && !ours.every((name) => names.includes(name))) return;
  throw new InputError(`${source} holds fits, not curves: give the table that was fitted, or bnsl predict this one`);
}

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
function poolingNotes(head: TableHead, columns: Meaning, unused: readonly string[]): string[] {
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
  return profileColumn(head.batch.getChild(name)!, head.untyped).mostlyNumbers;
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

function rowsOf(head: TableHead, { x, y }: Meaning): Rows {
  const [xs, ys] = [x, y].map((name) => numberCells(head.batch.getChild(name)!.slice(0, MOST_ROWS))?.values);
  // columns of another type are an error of those who read the rows
  return { x: xs ?? new Float64Array(), y: ys ?? new Float64Array() };
}

function cellsOf(head: TableHead, name: string): ArrayLike<string | null> {
  return textCells(head.batch.getChild(name)!.slice(0, MOST_ROWS)) ?? [];
}
