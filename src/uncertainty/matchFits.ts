import { InputError } from "../core/errors.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import type { Problem } from "../core/problem/problem.js";
import { residualOf, weightsOf } from "../core/problem/weights.js";
import { asFitted, curveId, curveName, groupBy, groupByKey } from "../core/rows/curveRows.js";
import { huberOf } from "../core/rows/fitRow.js";
import { lawOf } from "../core/rows/law.js";
import type { Curve, CurveSet, FitMeta, FitOptions, FitResult, FitRow } from "../core/types.js";
import type { Clustering } from "./types.js";

/** A curve with the row of its fits that is resampled from. */
export interface PairedFit {
  readonly curve: Curve;
  /** null where the curve has no fit with the breaks asked for, or no number of breaks was selected for it */
  readonly row: FitRow | null;
  /** every row of the curve, as they stand in the fits */
  readonly rows: readonly FitRow[];
}

/**
 * The curves of the fits, in the fits' order, each with its rows.
 *
 * @param name what the table of fits is called in messages
 * @throws InputError where the fits are not of these curves: other keys, other training rows, other objectives; where
 *   they are of the protocol extrapolate; where no row has the breaks asked for
 */
export function pairFits(
  set: CurveSet,
  fits: FitResult,
  breaks: "selected" | number,
  name = "the table of fits",
): PairedFit[] {
  refuseProtocol(fits, name);
  const groups = groupByKey(fits.rows);
  checkKeys(set, groups, name);
  checkBreaks(fits, breaks, name);
  const curves = new Map(set.curves.map((curve) => [curveId(curve.key), curve]));
  return groups.map((rows) => {
    const curve = checkBelonging(curves.get(curveId(rows[0].key))!, rows, fits.meta, set.sources, name);
    return { curve, row: choose(rows, breaks), rows };
  });
}

/**
 * Whether every curve with a fit has as many points as clusters are asked for.
 *
 * @throws InputError that names the first curve which has fewer
 */
export function checkClusters(pairs: readonly PairedFit[], cluster: Clustering): void {
  if (typeof cluster !== "number") return;
  for (const { curve, row } of pairs) {
    const distinct = distinctX(curve);
    if (row === null || cluster <= distinct) continue;
    throw new InputError(
      `cluster is ${cluster}: curve ${curveName(curve)} has ${distinct} different x among its training rows, which make ` +
        `at most ${distinct} clusters; give fewer, or "x"`,
    );
  }
}

/**
 * Whether the curves have the standard deviations that intervals from σ itself are made of.
 *
 * @throws InputError where `absoluteSigma` is requested of a table without a sigma column
 */
export function checkSigma(
  { weightKind = "weight", sources }: Pick<CurveSet, "weightKind" | "sources">,
  absoluteSigma: boolean,
): void {
  if (!absoluteSigma || weightKind !== "weight") return;
  throw new InputError(
    `${sources.join(", ")}: absoluteSigma (--absolute-sigma) takes errors as they are given, but no column of standard ` +
      `deviations is read here; name it with --sigma or --sigma-log in bnsl fit, or leave --absolute-sigma out`,
  );
}

/** How many different x the training rows have. */
export function distinctX({ x, train }: Pick<Curve, "x" | "train">): number {
  return new Set(x.filter((_, i) => train[i] === 1)).size;
}

function refuseProtocol({ meta }: FitResult, name: string): void {
  if (meta.options.protocol === "default") return;
  throw new InputError(
    `${name}: made by the protocol "${meta.options.protocol}", whose weights and prior depend on all curves of a domain, ` +
      `so one curve cannot be resampled alone; fit with the default protocol`,
  );
}

function checkKeys(set: CurveSet, groups: readonly (readonly FitRow[])[], name: string): void {
  const here = set.sources.join(", ");
  const fitted = groups.map(([row]) => row.key);
  const known = new Set(set.curves.map(({ key }) => curveId(key)));
  const lost = fitted.filter((key) => !known.has(curveId(key)));
  const wanted = new Set(fitted.map(curveId));
  const left = set.curves.filter(({ key }) => !wanted.has(curveId(key)));
  if (lost.length > 0) {
    throw new InputError(
      `${name}: fits of curve ${curveName({ key: lost[0] })}, which is not in ${here} ` +
        `(${lost.length} of ${groups.length} curves with fits are not); give the table that was fitted, and name the ` +
        `columns that tell curves apart as the fit did (--curve)`,
    );
  }
  if (left.length > 0) {
    throw new InputError(
      `${here}: curve ${curveName(left[0])} has no row in ${name} (${left.length} of ${set.curves.length} curves have ` +
        `none); fit this table first, give the one that was fitted, or pick curves with --only`,
    );
  }
}

function checkBreaks({ rows, meta }: FitResult, breaks: "selected" | number, name: string): void {
  const present = [...new Set(rows.map((row) => row.nBreaks))].sort((p, q) => p - q).join(", ");
  if (breaks !== "selected" && !rows.some((row) => row.nBreaks === breaks)) {
    throw new InputError(`${name}: no curve was fitted with ${breaks} breaks; there are ${present}`);
  }
  if (breaks === "selected" && meta.options.select === "none" && !rows.some((row) => row.selected)) {
    throw new InputError(
      `${name}: no number of breaks was selected; ask for one of those fitted (${present}) with --breaks`,
    );
  }
}

function choose(rows: readonly FitRow[], breaks: "selected" | number): FitRow | null {
  const row = rows.find((each) => (breaks === "selected" ? each.selected : each.nBreaks === breaks));
  return row !== undefined && lawOf(row) !== null ? row : null;
}

/**
 * Whether a table of fits is of these curves, of which some may have no fit: `checkBelonging` of every curve with rows.
 *
 * @throws InputError that names the first curve which is not there, or what differs
 */
export function checkAllBelong(set: CurveSet, fits: FitResult, name: string): void {
  const curveOf = curveFinder(set, name);
  for (const rows of groupByKey(fits.rows)) checkBelonging(curveOf(rows[0]), rows, fits.meta, set.sources, name);
}

/**
 * Finds the curve of a row of fits.
 *
 * @param name what the table of fits is called in messages
 * @returns a function that gives the curve as that row was fitted; it throws an InputError where the curve is not there
 */
export function curveFinder({ curves, sources }: CurveSet, name: string): (row: FitRow) => Curve {
  const known = new Map(curves.map((curve) => [curveId(curve.key), curve]));
  return (row) => {
    const curve = known.get(curveId(row.key));
    if (curve) return asFitted(curve, row);
    throw new InputError(
      `${name}: fits of curve ${curveName(row)}, which is not in ${sources.join(", ")}; give the table that was fitted`,
    );
  };
}

/**
 * Whether rows of fits are of this curve as it was loaded: as many training rows, and the same mean residual over them.
 *
 * @param rows all rows of the curve
 * @param sources where the curve was loaded from
 * @param name what the table of fits is called in messages
 * @returns the curve as it was fitted, rows that were set aside marked
 * @throws InputError that names the curve and what differs
 */
export function checkBelonging(
  loaded: Curve,
  rows: readonly FitRow[],
  meta: FitMeta,
  sources: readonly string[],
  name: string,
): Curve {
  const curve = asFitted(loaded, rows[0]);
  const fail = (what: string): InputError =>
    new InputError(
      `${name} does not belong to these curves (${sources.join(", ")}): curve ${curveName(curve)}${what}: give the ` +
        `table that was fitted, weights and train columns included`,
    );
  const breaks = rows.map((row) => row.nBreaks);
  const twice = breaks.find((n, i) => breaks.indexOf(n) < i);
  if (twice !== undefined) {
    throw new InputError(
      `${name}: curve ${curveName(curve)} has two rows with n_breaks ${twice}; give one table that bnsl fit wrote`,
    );
  }
  const outside = rows[0].setAside.find((place) => !(place >= 1 && place <= loaded.x.length));
  if (outside !== undefined) throw fail(` has no row ${outside}, which the fits set aside`);
  const train = curve.train.filter((flag) => flag === 1).length;
  for (const row of rows) {
    if (row.nTrain !== train) throw fail(` has ${train} training rows here, ${row.nTrain} in the fits`);
    const law = lawOf(row);
    const compared = law && missed(curve, law, row, meta);
    if (!compared) continue;
    const { what, here, there, unit } = compared;
    if (there === null || agree(here, there, unit)) continue;
    const assumed =
      meta.version === "unknown" ? ", taken under the objective log for want of metadata (see -o *.arrow)" : "";
    throw fail(
      `'s ${what} is ${there.toPrecision(7)} in the fits at n = ${row.nBreaks}, but with these rows ` +
        `${here.toPrecision(7)}${assumed}`,
    );
  }
  return curve;
}

/** What a law misses the training rows by: here, and as its row of fits says. */
interface Misfit {
  readonly what: string;
  readonly here: number;
  readonly there: number | null;
  /** what rounding is relative to */
  readonly unit: number;
}

/** The protocol extrapolate weighs rows in its own way: of its objective only the plain mean can be had again. */
function missed(curve: Curve, law: BnslParameters, row: FitRow, { options }: FitMeta): Misfit {
  if (options.protocol === "default") {
    const here = objectiveOf(curve, law, { ...options, huber: huberOf(options, row) });
    return { what: "objective", here, there: row.objective, unit: unitOf(curve, law, options) };
  }
  const { key, x, y, train, skippedRows } = curve;
  const plain = { key, x, y, weight: new Float64Array(x.length).fill(1), train, skippedRows };
  const here = objectiveOf(plain, law, { objective: "log", huber: null });
  return { what: "mean squared log error", here, there: row.msleTrain, unit: 1 };
}

/** Mean Σ w ρ(r) / Σ w of a law over the training rows, on the objective's own scale. */
function objectiveOf(
  curve: Curve,
  law: BnslParameters,
  { objective, huber }: Pick<FitOptions, "objective"> & Pick<FitRow, "huber">,
): number {
  const delta = huber ?? Infinity;
  const rows = Array.from(curve.x.keys()).filter((row) => curve.train[row] === 1);
  const weight = weightsOf(curve, rows, objective);
  const heaviest = rows.reduce((most, row) => Math.max(most, weight[row]), 0);
  let sum = 0;
  let weights = 0;
  for (const i of rows) {
    const size = Math.abs(residualOf(objective, curve.y[i], bnsl(curve.x[i], law)));
    sum += (weight[i] / heaviest) * (size <= delta ? size * size : delta * (2 * size - delta));
    weights += weight[i] / heaviest;
  }
  return sum / weights;
}

/** What rounding of a residual is relative to. A large a that b nearly cancels loses digits of its own size, not of y's. */
function unitOf({ y, train }: Curve, { a }: BnslParameters, { objective }: FitOptions): number {
  const sizes = y.filter((_, i) => train[i] === 1).map(Math.abs);
  const cancelled = CANCELLED * Math.abs(a);
  if (objective === "linear") return sizes.reduce((most, size) => Math.max(most, size), cancelled);
  const least = sizes.reduce((p, q) => Math.min(p, q), Infinity) + (objective === "log1p" ? 1 : 0);
  return Math.max(1, cancelled / least);
}

/** An exponential of some tens is good to 1e-15 or so: a thousandth and less of what `agree` grants. */
const CANCELLED = 1e-3;

/** To 1e-6; residuals themselves are good to some 1e-11, which is all there is in a fit through every point. */
function agree(here: number, there: number, unit: number): boolean {
  const rounding = 1e-10 * unit * Math.sqrt(Math.max(here, there)) + 1e-20 * unit ** 2;
  return Math.abs(here - there) <= 1e-6 * Math.abs(there) + rounding;
}

/** Entries whose problems can go through an engine together: same n, objective, loss and ties. In order of appearance. */
export function byShape<T>(entries: readonly T[], problemOf: (entry: T) => Problem): T[][] {
  return groupBy(entries, (entry) => {
    const { breaks, linear, huber, ties } = problemOf(entry);
    return [breaks, linear, Number.isFinite(huber), ties];
  });
}
