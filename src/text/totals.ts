import { sum } from "d3-array";
import { firstNames } from "../core/firstNames.js";
import { type CurveRows, distinctNeeded, type Keyed, mayFitOnCpu } from "../core/rows/curveRows.js";
import type { ErrorMeasure } from "../core/rows/errorMeasure.js";
import { FEW_STARTS, isNearlySupported, restsOnFewStarts } from "../core/rows/fitRow.js";
import { median } from "../core/statistics/quantile.js";
import { hasFit, Status, statusName } from "../core/status.js";
import type { FitMeta, FitRow } from "../core/types.js";
import { counted, escapeControls, shortNumber } from "../formats/terminalText.js";
import type { SortOrder } from "./sortCurves.js";
import { errorsGiven, RARE_CHI2 } from "./curveWords.js";

/** Of the variance of y, what a fit explains at least that is worth having. */
const LITTLE = 0.5;

/** What --select tests rests on. */
const TESTED =
  "A break is selected where simulated curves without it rarely gain as much by one, and where it holds without any one row, any two " +
  "neighbours and a tenth of the rows at either end.";

/** Names told in a line before the rest is counted. */
const NAMES_TOLD = 4;

/**
 * What a whole table of fits says, gathered curve by curve: how many curves chose which n and ended how, errors, and
 * which answers to doubt and why. Of each curve at most its errors are kept.
 */
export class Totals {
  private curves = 0;
  private rows = 0;
  private readonly statuses = new Tally();
  private readonly chosen = new Tally();
  private readonly train: number[] = [];
  private readonly test: number[] = [];
  private readonly explained: number[] = [];
  private readonly doubts: readonly DoubtCount[];
  private readonly beyondF32 = new Examples<Keyed>(NAMES_TOLD);
  private readonly failed = new Examples<readonly FitRow[]>(3 * NAMES_TOLD);
  private withoutAicc = 0;
  private readonly skipped = { rows: 0, curves: 0 };
  private readonly setAside = { rows: 0, curves: 0 };
  private readonly correlations: number[] = [];
  private readonly nearly = new Examples<Keyed>(NAMES_TOLD);

  /** @param showing words for how to see the curves in an order: "bnsl show FITS --sort rmsle_test" */
  constructor(
    private readonly meta: Pick<FitMeta, "options" | "version">,
    private readonly measure: ErrorMeasure,
    showing: (order: SortOrder) => string,
  ) {
    this.doubts = doubtsOn(measure, showing).map((doubt) => ({
      ...doubt,
      answers: new Examples<FitRow>(NAMES_TOLD),
      parameters: new Tally(),
    }));
  }

  add(curve: CurveRows): void {
    this.curves++;
    this.rows += curve.rows.length;
    for (const row of curve.rows) this.statuses.add(statusName(row.status));
    this.chosen.add(curve.selected ? `n=${curve.selected.nBreaks}` : "none");
    for (const row of curve.shown) if (hasFit(row.status)) this.addAnswer(row);
    if (!curve.rows.some((row) => hasFit(row.status))) this.failed.add(curve.rows);
    if (curve.rows.some(mayFitOnCpu)) this.beyondF32.add({ key: curve.rows[0].key });
    if (curve.rows.some(leftOutByAicc)) this.withoutAicc++;
    const { skippedRows, setAside } = curve.rows[0];
    this.setAside.rows += setAside.length;
    if (setAside.length > 0) this.setAside.curves++;
    if (curve.rows.some((row) => isNearlySupported(row, curve.selected))) this.nearly.add({ key: curve.rows[0].key });
    if (curve.selected?.errors === "ar1") this.correlations.push(...known(curve.selected.rho));
    this.skipped.rows += skippedRows;
    if (skippedRows > 0) this.skipped.curves++;
  }

  /** A line each. @param nameOf the curve of a row */
  lines(nameOf: (row: Keyed) => string): string[] {
    return [
      ...this.chosenLines(),
      ...told(
        "One more break gains enough, but rests on few rows or x",
        this.nearly,
        nameOf,
        "curve",
        "; bnsl show says which",
      ),
      ...errorLines(this.train, `${this.measure.name} on train rows`),
      ...errorLines(this.test, `${this.measure.name} on test rows`),
      ...explainedLines(this.explained),
      ...this.doubtLines((row) =>
        this.meta.options.select === "none" ? `${nameOf(row)} at n=${row.nBreaks}` : nameOf(row),
      ),
      ...this.undefinedLines(),
      ...this.failureLines(nameOf),
      ...this.engineLines(nameOf),
      ...this.skippedLines(),
    ];
  }

  private addAnswer(row: FitRow): void {
    this.train.push(...known(this.measure.train(row)));
    this.test.push(...known(this.measure.test(row)));
    if (this.measure.name === "RMSE") this.explained.push(...known(row.r2Train));
    for (const { holds, names, answers, parameters } of this.doubts) {
      if (!holds(row)) continue;
      answers.add(row);
      names?.(row).forEach((name) => parameters.add(name));
    }
  }

  private chosenLines(): string[] {
    const { options, version } = this.meta;
    const statuses = this.statuses.words();
    const head = `${counted(this.curves, "curve")}, ${counted(this.rows, "row")}`;
    const lines = [statuses === "" ? `${head}.` : `${head}: ${statuses}.`];
    if (options.protocol === "extrapolate") {
      return [...lines, "One break for every curve, by the protocol extrapolate."];
    }
    if (options.select === "none") return [...lines, "No number of breaks was selected (--select none)."];
    const chosen = this.chosen.entries().sort((p, q) => (p.word < q.word ? -1 : 1));
    const by = version === "unknown" ? "" : ` by ${options.select}`;
    const parts = chosen.map(({ word, count }) => `${word} for ${counted(count, "curve")}`);
    const told = parts.length > 0 ? [...lines, `Breaks selected${by}: ${parts.join(", ")}.`] : lines;
    return options.select === "tests" ? [...told, TESTED, ...this.errorModelLines()] : told;
  }

  /** What was found of the errors, and what was done about rows that stand out. */
  private errorModelLines(): string[] {
    const { rows, curves } = this.setAside;
    return [
      ...(this.correlations.length === 0
        ? []
        : [
            `Errors of neighbouring rows are correlated in ${counted(this.correlations.length, "curve")} (median ρ ` +
              `${shortNumber(median(this.correlations), 2)}), which the tests take into account.`,
          ]),
      ...(rows === 0
        ? []
        : [
            `${counted(rows, "training row")} of ${counted(curves, "curve")} set aside (far out, or alone making a break).`,
          ]),
    ];
  }

  private doubtLines(name: (row: FitRow) => string): string[] {
    return this.doubts.flatMap(({ what, hint, answers, parameters }) =>
      told(what(parameters.words()), answers, name, "answer", hint),
    );
  }

  /** With p parameters, AICc needs more than p + 1 points. */
  private undefinedLines(): string[] {
    if (this.meta.options.select !== "aicc" || this.withoutAicc === 0) return [];
    return [`AICc is undefined for some n in ${counted(this.withoutAicc, "curve")}: too few points, n left out.`];
  }

  private failureLines(nameOf: (row: Keyed) => string): string[] {
    const { first, count } = this.failed;
    if (count === 0) return [];
    const lines = first.map((rows) => {
      const reasons = rows.map((row) => `n=${row.nBreaks} ${this.failure(row)}`).join(", ");
      return `  ${escapeControls(nameOf(rows[0]))}: ${reasons}`;
    });
    if (count > first.length) lines.push(`  … and ${counted(count - first.length, "more curve")}`);
    const asked = this.meta.options.breaks.join(", ");
    return [`${counted(count, "curve")} without a fit at any n asked for (${asked}):`, ...lines];
  }

  private failure(row: FitRow): string {
    const few = row.status === Status.TooFewPoints ? ` (${this.fewPoints(row)})` : "";
    return statusName(row.status) + few;
  }

  /** A row does not say how many distinct x there are; with as many rows as are needed, too few of them are distinct. */
  private fewPoints({ nTrain, nTest, nBreaks }: FitRow): string {
    if (nTrain === 0) return `no training rows: ${counted(nTest, "row")}, all held out`;
    const rows = counted(nTrain, "training row");
    // a table that does not say its options may have been made with others
    const needed = this.meta.version === "unknown" ? null : distinctNeeded(nBreaks, this.meta.options);
    if (needed === null) return rows;
    return nTrain < needed
      ? `${rows}; n=${nBreaks} needs at least ${needed} distinct x`
      : `fewer than ${needed} distinct x in ${rows}; n=${nBreaks} needs at least ${needed}`;
  }

  private engineLines(nameOf: (row: Keyed) => string): string[] {
    const span =
      this.meta.options.objective === "linear"
        ? "the f32 of a GPU holds"
        : `the f32 of a GPU holds (about 70 decades under ${this.meta.options.objective})`;
    return told(
      "Ended non-finite on the GPU",
      this.beyondF32,
      nameOf,
      "curve",
      `. The likely cause is y that spans more than ${span}; --engine cpu fits such curves`,
    );
  }

  private skippedLines(): string[] {
    const { rows, curves } = this.skipped;
    return rows === 0 ? [] : [`${counted(rows, "bad row")} skipped in ${counted(curves, "curve")}.`];
  }
}

/** A reason to look twice at an answer, and what is said of those that have it. */
interface Doubt {
  readonly holds: (row: FitRow) => boolean;
  /** the parameters that it is about */
  readonly names?: (row: FitRow) => readonly string[];
  /** @param parameters how often each of these is concerned: "2 a, 1 d1" */
  readonly what: (parameters: string) => string;
  readonly hint?: string;
}

interface DoubtCount extends Doubt {
  readonly answers: Examples<FitRow>;
  readonly parameters: Tally;
}

/** In the order in which they are told. On a log scale errors of 1 are large whatever y is, in units of y beside its spread. */
function doubtsOn({ name }: ErrorMeasure, showing: (order: SortOrder) => string): Doubt[] {
  const look = (order: SortOrder) => `; look at them with ${showing(order)}`;
  const isFarOff = (error: number | null) => name === "RMSLE" && error !== null && error > 1;
  return [
    {
      holds: restsOnFewStarts,
      what: () => `Reached by fewer than ${FEW_STARTS} starts run to the end (more --starts may find lower)`,
    },
    {
      holds: ({ atBound }) => atBound.length > 0,
      names: ({ atBound }) => atBound,
      what: (parameters) => `With a parameter on a bound (${parameters}), not fixed by the data alone`,
    },
    {
      holds: ({ unidentified }) => unidentified.length > 0,
      names: ({ unidentified }) => unidentified,
      what: (parameters) =>
        `With parameters that the training rows do not determine (${parameters}; their numbers mean nothing alone)`,
    },
    {
      holds: ({ runsAway }) => runsAway,
      what: () =>
        "Running away beyond the training x, against the data, far out of their range or to no value (do not extrapolate)",
    },
    {
      holds: ({ rmsleTrain }) => isFarOff(rmsleTrain),
      what: () => "Training error above 1 (off by more than a factor e on the very rows fitted)",
      hint: look("rmsle_train"),
    },
    {
      holds: ({ r2Train }) => name === "RMSE" && r2Train !== null && r2Train < LITTLE,
      what: () => `R² below ${LITTLE} on train rows (less than half of the variance of y is explained)`,
      hint: look("r2_train"),
    },
    {
      holds: ({ rmsleTest }) => isFarOff(rmsleTest),
      what: () => "Test error above 1 (off by more than a factor e)",
      hint: look("rmsle_test"),
    },
    {
      holds: (row) => errorsGiven(row) === "small",
      what: () =>
        `Chi² too large for the errors given (p below ${RARE_CHI2}: they are too small, or the form does not fit)`,
    },
    {
      holds: (row) => errorsGiven(row) === "large",
      what: () => `Chi² too small for the errors given (p above ${1 - RARE_CHI2}: they are too large)`,
    },
  ];
}

/** Where AICc is defined for no n, one is chosen all the same. */
function leftOutByAicc(row: FitRow): boolean {
  return hasFit(row.status) && row.aicc === null && !row.selected;
}

function told<Row>(
  what: string,
  { first, count }: Examples<Row>,
  name: (row: Row) => string,
  noun: string,
  hint = "",
): string[] {
  if (count === 0) return [];
  const names = first.map((row) => escapeControls(name(row)));
  const listed = firstNames(names, names.length, { separator: "; ", before: ", ", count });
  return [`${what}: ${counted(count, noun)}: ${listed}${hint}.`];
}

/** How often each word occurs. */
class Tally {
  private readonly counts = new Map<string, number>();

  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  /** In the order of appearance. */
  entries(): { word: string; count: number }[] {
    return [...this.counts].map(([word, count]) => ({ word: escapeControls(word), count }));
  }

  /** "2 a, 1 d1" */
  words(): string {
    return this.entries()
      .map(({ word, count }) => `${count} ${word}`)
      .join(", ");
  }
}

/** Counts things and keeps the first few of them. */
export class Examples<T> {
  readonly first: T[] = [];
  count = 0;

  constructor(private readonly most: number) {}

  add(one: T): void {
    this.count++;
    if (this.first.length < this.most) this.first.push(one);
  }
}

function known(value: number | null): number[] {
  return value === null ? [] : [value];
}

function errorLines(errors: readonly number[], what: string): string[] {
  if (errors.length === 0) return [];
  return [
    `${what}: median ${shortNumber(median(errors), 3)}, geometric mean ${geometricMean(errors)}, ` +
      `largest ${shortNumber(
        errors.reduce((p, q) => Math.max(p, q)),
        3,
      )} (${counted(errors.length, "fit")}).`,
  ];
}

/** Of R² the least is the worst. */
function explainedLines(shares: readonly number[]): string[] {
  if (shares.length === 0) return [];
  return [
    `R² on train rows: median ${shortNumber(median(shares), 3)}, least ${shortNumber(
      shares.reduce((p, q) => Math.min(p, q)),
      3,
    )} ` + `(${counted(shares.length, "fit")}).`,
  ];
}

/** Zero errors (a fit through every point) have no logarithm: they are left out, and counted. */
function geometricMean(values: readonly number[]): string {
  const positive = values.filter((value) => value > 0);
  const zeros = values.length - positive.length;
  const logs = sum(positive, Math.log);
  const mean = positive.length === 0 ? 0 : Math.exp(logs / positive.length);
  return shortNumber(mean, 3) + (zeros > 0 ? ` (without ${counted(zeros, "zero")})` : "");
}
