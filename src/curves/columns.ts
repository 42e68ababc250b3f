import { InputError } from "../core/errors.js";
import { columnOf } from "../formats/batch.js";
import {
  type ColumnNames,
  type ColumnRequest,
  type Columns,
  errorBarNotes,
  flagOf,
  guessNotes,
  keyNotes,
  type Meaning,
  namesIn,
  namedWeights,
  ONE_COLUMN_ROLES,
  refuseFits,
  refuseTwoWeights,
  type TableHead,
  type Wide,
} from "./columnMeaning.js";
import { isErrorBar, mayBeErrorBar, metricWithBar } from "./errorBars.js";
import { fileKeyName, isFileKey } from "./fileKey.js";
import {
  bareName,
  callsOf,
  coreName,
  coreXNames,
  didYouMean,
  endsInMetric,
  isCalled,
  isHeldOut,
  isIdentifier,
  isNameless,
  list,
  plainName,
  preferred,
  seenNames,
  settingNames,
  shellWord,
  sigmaNames,
  stepNames,
  trainNames,
  weightNames,
  xNames,
  yNames,
} from "./names.js";
import { checkSplit, isLogOf, logNotes, poolingNotes } from "./pooling.js";
import { type ColumnProfile, profileColumn, whyNoNumbers } from "./profile.js";
import {
  columnsAsked,
  differInBrackets,
  guessWideColumns,
  isCompanion,
  isWideKey,
  mayBeSeveral,
  wideOf,
} from "./wideTable.js";

type Role = keyof ColumnRequest;

/**
 * Finds the columns that the user named and guesses the others from names and from the first batch.
 * @throws InputError that lists the columns that are there, and names the flags for all that cannot be guessed
 */
export function resolveColumns(head: TableHead, request: ColumnNames): Columns {
  // who names x and y has looked at the columns, and may well mean those of a table of fits
  if (!isAsked(request, "x") || !isAsked(request, "y")) refuseFits(head);
  const table = new OpenTable(head, request);
  const x = request.x ?? table.guessNumber("x");
  const wide = table.askedWide() ?? (request.y === undefined ? table.guessWide(x) : null);
  const y = wide?.metric ?? table.askedY ?? table.guessNumber("y");
  const chosen = namedWeights(request).length > 0;
  const unless = (name: string | null | undefined, guess: () => string | null) =>
    name === undefined && !chosen ? guess() : (name ?? null);
  const weight = unless(request.weight, () => table.guess("weight", weightNames));
  const sigma = unless(request.sigma, () => table.guess("sigma", sigmaNames));
  const sigmaLog = request.sigmaLog ?? null;
  if (weight !== null && sigma !== null) {
    const remedy = "name one of them, with --weight, --sigma or --sigma-log";
    table.trouble(`${weight} and ${sigma} both weigh; ${remedy}`, "weight", weight);
  }
  const train = request.train === undefined ? table.guess("train", trainNames, isTrainLike) : request.train;
  const cluster = request.cluster ?? null;
  table.refuseTroubles();
  const { key, fileKey } = table.key(request.curve, wide?.key ?? null);
  const xOffset = request.xOffset ?? 0;
  const isLog = wide === null && isLogOf(head, y!, table.unused());
  const meaning = { x: x!, y: y!, weight, sigma, sigmaLog, train, cluster, wide, isLog, xOffset };
  const columns: Meaning = { key, fileKey, keyIsGuessed: request.curve === undefined, ...meaning };
  const split = checkSplit(head, columns, request);
  const guessed = [
    ...guessNotes(columns, request, table.unused(wide !== null)),
    ...keyNotes(columns, { ...request, blankKeys: table.blankKeys }, head),
    ...errorBarNotes(columns, request, table.unused(), (name) => table.isOfNumbers(name)),
    ...split,
    ...logNotes(columns, request),
  ];
  const pooled = request.curve === undefined && wide === null ? poolingNotes(head, columns, table.unused()) : [];
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
  const y = columns.wide?.columns.map(({ name }) => name) ?? columns.y;
  const meant = resolveColumns(later, { ...request, x: columns.x, y });
  const more = named(meant).find((name) => !named(columns).includes(name));
  if (more === undefined) return;
  const lead = `${later.source}: column "${more}" would be used here, but is not in ${first.source}`;
  throw new InputError(`${lead}; take it out, or name the columns to use (--curve, --weight, --sigma, --train)`);
}

/** A table's columns while roles are given out: each column gets one at most. */
class OpenTable {
  readonly #names: readonly string[];
  /** without their units */
  readonly #bare: ReadonlySet<string>;
  readonly #all: ReadonlySet<string>;
  readonly #free: Set<string>;
  readonly #isCalled = callsOf((name) => [plainName(name), bareName(name)]);
  readonly #isCoreCalled = callsOf((name) => [coreName(name)]);
  /** the columns that y was said to be */
  readonly #ys: readonly string[];
  readonly #profiles = new Map<string, ColumnProfile>();
  readonly #troubles: Trouble[] = [];
  /** columns that were not taken to tell curves apart, as some of their cells are empty */
  blankKeys: readonly string[] = [];

  constructor(
    private readonly head: TableHead,
    private readonly request: ColumnNames,
  ) {
    this.#names = columnNames(head);
    const seen = new Set<string>();
    const twice = this.#names.find((name) => seen.size === seen.add(name).size);
    if (twice !== undefined) throw new InputError(`${head.source}: two columns are called "${twice}"; rename one`);
    this.#bare = new Set(this.#names.map(bareName));
    this.#all = new Set(this.#names);
    this.#free = new Set(this.#names);
    refuseTwoWeights(request);
    this.#ys = request.y === undefined ? [] : columnsAsked(request.y, this.#names, head.source);
    for (const [role, name] of requested(request, this.#ys)) {
      if (role !== "curve" || !this.#isMade(name)) this.#take(role, name, isAsked(request, role));
    }
  }

  /** The one column that y was said to be. */
  get askedY(): string | undefined {
    return this.#ys.at(0);
  }

  /** The columns that y was said to be, where that may be several. */
  askedWide(): Wide | null {
    if (this.request.y === undefined || !mayBeSeveral(this.request.y, this.#ys)) return null;
    return wideOf(this.#ys, this.#names, this.request.y);
  }

  /** Columns that look like the metric of a curve each, where no other is a usual name of it. */
  guessWide(x: string | null): Wide | null {
    const free = [...this.#free].filter((name) => !isCompanion(name, this.#all));
    const names = yNames.flat();
    const isMetric = (name: string) => !this.#isErrorBar(name) && this.isOfNumbers(name);
    const usual = free.filter((name) => this.#isCalled(name, names) && isMetric(name));
    if (x === null || (usual.length > 0 && !differInBrackets(usual))) return null;
    const others = () => free.filter((name) => !isIdentifier(name) && isMetric(name));
    const found = usual.length > 0 ? usual : guessWideColumns(this.head, x, others());
    if (found === null) return null;
    if ("trouble" in found) {
      this.trouble(found.trouble, "y", found.pattern);
      return null;
    }
    found.forEach((name) => this.#given(name));
    return wideOf(found, this.#names, found);
  }

  /** @param wide whether y is several columns, least and greatest values beside them told elsewhere */
  unused(wide = false): readonly string[] {
    return [...this.#free].filter((name) => !wide || !isCompanion(name, this.#all));
  }

  isOfNumbers(name: string): boolean {
    return this.#profile(name).mostlyNumbers;
  }

  error(text: string): InputError {
    return new InputError(`${this.head.source}: ${text}. ${listOf(this.#names)}`);
  }

  /** Keeps what cannot be guessed, to be told with all else of its kind. @param column that the flag may name */
  trouble(text: string, role: Role, column: string): void {
    this.#troubles.push({ text, role, column });
  }

  /** @throws InputError that tells all troubles and ends with the flags for them */
  refuseTroubles(): void {
    if (this.#troubles.length === 0) return;
    const text = this.#troubles.map((each) => each.text).join("; ");
    const flags = this.#troubles.map(({ role, column }) => `${flagOf(role)} ${shellWord(column)}`);
    const lead = `${this.head.source}: ${text}. ${listOf(this.#names)}`;
    throw new InputError(`${lead}; for example ${flags.join(" ")}`, { flags: flags.join(" ") });
  }

  /** The column of numbers that has a usual name or is the only one; null: `refuseTroubles` will say why there is none. */
  guessNumber(role: "x" | "y"): string | null {
    if (this.#troubles.some((each) => each.role === role)) return null;
    const ranks = role === "x" ? xNames : yNames;
    for (const [isNamed, order] of [
      [this.#isCalled, ranks] as const,
      [this.#isCoreCalled, role === "x" ? coreXNames : yNames] as const,
    ]) {
      for (const rank of order) {
        const called = this.#candidates(role, rank, isNamed);
        if (called.length === 0) continue;
        if (called.length === 1)
          return mayBeErrorBar(called[0]) ? this.#barOrMetric(called[0]) : this.#given(called[0]);
        const like = called.find(isHeldOut) ?? called[0];
        this.trouble(`${list(called)} could each be ${role}; name one with --${role}`, role, like);
        return null;
      }
    }
    const refused = this.#called(ranks.flat()).flatMap((name) => whyNoNumbers(this.head, name, this.#profile(name)));
    const misspelt = refused.find(({ advice }) => advice !== null);
    if (misspelt !== undefined) {
      const remedy = `${misspelt.advice}; or name another column with --${role}`;
      throw new InputError(`${this.head.source}, ${misspelt.text}; ${remedy}. ${listOf(this.#names)}`);
    }
    if (this.#loneColumn() !== "")
      throw this.error(
        `no column of numbers has a usual name for ${role}${this.#loneColumn()}; name it with --${role}`,
      );
    const only = this.#numbersWithoutName(role);
    // of two columns that say nothing the first is x, as whoever writes two columns means it
    if (role === "x" && only.length === 2 && !this.#hasMetric()) return this.#given(only[0]);
    if (only.length === 1 && !this.#troubles.some((each) => each.role === "x")) return this.#given(only[0]);
    const but = refused.length > 0 ? ` (${refused[0].text})` : "";
    const free = only.filter((name) => this.#troubles.every(({ column }) => column !== name));
    const like = role === "x" ? free.at(0) : (free.find(endsInMetric) ?? free.at(-1));
    this.trouble(
      `no column of numbers has a usual name for ${role}${but}; name it with --${role}`,
      role,
      like ?? "COLUMN",
    );
    return null;
  }

  /** Columns of these names that may have a role; for x steps only where nothing else grows with them. */
  #candidates(role: "x" | "y", names: readonly string[], isNamed: ReturnType<typeof callsOf>): string[] {
    const called = [...this.#free].filter((name) => isNamed(name, names) && this.isOfNumbers(name));
    // an episode's length is what is counted only beside its reward
    const monitor = role === "x" && names.includes("t") ? this.#monitor() : [];
    const sure = preferred(monitor.length > 0 ? monitor : called, (name) => !this.#isErrorBar(name));
    if (role === "y" || sure.length < 2) return sure;
    const seen = sure.some((name) => isNamed(name, seenNames));
    return seen ? preferred(sure, (name) => !isNamed(name, stepNames)) : sure;
  }

  guess(role: Role, names: readonly string[], fits: (profile: ColumnProfile) => boolean = () => true): string | null {
    // a weight in kg weighs no row: these names stand without a unit
    const called = [...this.#free].filter((name) => names.includes(plainName(name)));
    const found = called.filter((name) => fits(this.#profile(name)));
    if (found.length > 1) {
      this.trouble(`${list(found)} have the same meaning; take one of them out`, role, found[0]);
      return null;
    }
    return found.length === 1 ? this.#given(found[0]) : null;
  }

  /**
   * The key columns that are asked for, else those that are guessed, else the file where there are several.
   * @param wide the one that tells apart the columns of y; null: y is one
   */
  key(asked: readonly string[] | undefined, wide: string | null): Pick<Columns, "key" | "fileKey"> {
    const file = fileKeyName(this.#names);
    const last = wide === null ? [] : [wide];
    if (asked !== undefined) {
      const key = asked.filter((name) => !this.#isWide(name)).map((name) => (this.#isFile(name) ? file : name));
      return { key: [...key, ...last], fileKey: asked.some((name) => this.#isFile(name)) ? file : null };
    }
    const { notKeys = [], blankKeys = [] } = this.request;
    const apart = [...this.#free].filter((name) => this.#tellsApart(name) && !notKeys.includes(name));
    this.blankKeys = apart.filter((name) => this.#profile(name).hasBlanks || blankKeys.includes(name));
    const key = apart.filter((name) => !this.blankKeys.includes(name));
    key.forEach((name) => this.#given(name));
    const byFile = key.length === 0 && this.head.sources > 1 && !notKeys.includes(file);
    return byFile ? { key: [file, ...last], fileKey: file } : { key: [...key, ...last], fileKey: null };
  }

  #tellsApart(name: string): boolean {
    const { tellsApart, isText, isEmpty } = this.#profile(name);
    return isText && !isEmpty && (tellsApart || isIdentifier(name));
  }

  /** Whether a key column is none of the table: the name of the file, or of a column of y. */
  #isMade(name: string): boolean {
    return this.#isFile(name) || this.#isWide(name);
  }

  #isWide(name: string): boolean {
    const may = this.#ys.length > 0 ? this.askedWide() !== null : this.request.y === undefined;
    return may && isWideKey(name, this.#names);
  }

  #isFile(name: string): boolean {
    const several = this.head.sources > 1 || !isAsked(this.request, "curve");
    return isFileKey(name, this.#names, several);
  }

  /** A column called `error` is the metric where nothing else can be, and else the error bar of what is. */
  #barOrMetric(bar: string): string | null {
    const noMetric = [xNames.flat(), settingNames, weightNames, sigmaNames, trainNames].flat();
    const others = this.unused().filter(
      (name) =>
        ![bar, ...(this.request.notKeys ?? [])].includes(name) &&
        !(isCalled(name, noMetric) || isIdentifier(name) || isErrorBar(name, this.#bare)) &&
        this.isOfNumbers(name),
    );
    const metric = others.length === 0 ? bar : metricWithBar(others, this.#names);
    if (metric !== undefined) return this.#given(metric);
    this.trouble(
      `${bar} may be the metric, or the error bar of ${list(others, "or")}; name the metric with --y (--y ${bar}, ` +
        `--y ${others[0]}), and an error bar with --sigma`,
      "y",
      others[0],
    );
    return null;
  }

  /** Columns of numbers that no other role would take by its names; as y no error bar and nothing that was set, if others are left. */
  #numbersWithoutName(role: "x" | "y"): string[] {
    const noMetric = [...settingNames, ...xNames.flat()];
    const taken = [xNames, yNames, weightNames, sigmaNames, trainNames].flat(2);
    const numbers = this.unused(true).filter(
      (name) =>
        !this.#isCalled(name, taken) && !isIdentifier(name) && !isNameless(name) && this.#profile(name).mostlyNumbers,
    );
    const bars = (name: string) => this.#isErrorBar(name);
    const noBars = role === "x" ? numbers.filter((name) => !bars(name)) : preferred(numbers, (name) => !bars(name));
    // 125M and 1.3B rather name the models
    const sure = preferred(noBars, (name) => !this.#profile(name).mayBeNames);
    return preferred(sure, (name) => !this.#isCoreCalled(name, role === "x" ? settingNames : noMetric));
  }

  #hasMetric(): boolean {
    const names = yNames.flat();
    return [...this.#free].some((name) => this.#isCalled(name, names) || this.#isCoreCalled(name, names));
  }

  #isErrorBar(name: string): boolean {
    return isErrorBar(name, this.#bare);
  }

  /** The column l of a table that has r beside it. */
  #monitor(): string[] {
    const beside = this.#names.some((name) => plainName(name) === "r");
    return [...this.#free].filter((name) => beside && plainName(name) === "l" && this.isOfNumbers(name));
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
    const known = this.#profiles.get(name) ?? profileColumn(columnOf(this.head.batch, name)!, this.head.untyped);
    this.#profiles.set(name, known);
    return known;
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
            `${source}: ${flagOf(role)}: no column "${name}"${didYouMean(name, names)}; name one of its columns: ${namesIn(names)}`,
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

/** @param ys the columns that y was said to be */
function requested(request: ColumnRequest, ys: readonly string[]): [Role, string][] {
  const keys = (request.curve ?? []).map((name): [Role, string] => ["curve", name]);
  const one = ONE_COLUMN_ROLES.map((role) => [role, role === "y" ? ys : request[role]] as const);
  const others = one.flatMap(([role, names]) => [names ?? []].flat().map((name) => [role, name] as const));
  return [...others, ...keys].filter((pair): pair is [Role, string] => typeof pair[1] === "string");
}

/** The columns of the table that have a use. */
function named(columns: Meaning): string[] {
  const { fileKey, wide } = columns;
  const keys = columns.key.filter((name) => name !== fileKey && name !== wide?.key);
  const others = ONE_COLUMN_ROLES.filter((role) => role !== "y" || wide === null).map((role) => columns[role]);
  return [...keys, ...(wide?.columns ?? []).map(({ name }) => name), ...others].filter((name) => name !== null);
}

function columnNames(head: TableHead): string[] {
  return head.batch.schema.fields.map((field) => String(field.name));
}

function listOf(names: readonly string[]): string {
  return `Columns: ${namesIn(names)}`;
}

/** A role for which no column can be guessed. */
interface Trouble {
  readonly text: string;
  readonly role: Role;
  /** one that the role's flag may name */
  readonly column: string;
}
