import { InputError } from "../core/errors.js";
import { groupByKey, curveName } from "../core/rows/curveRows.js";
import { lawOf } from "../core/rows/law.js";
import type { Curve, CurveSet, FitResult, FitRow } from "../core/types.js";
import { checkBelonging } from "./belonging.js";
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
  const curves = new Map(set.curves.map((curve) => [idOf(curve.key), curve]));
  return groups.map((rows) => {
    const curve = curves.get(idOf(rows[0].key))!;
    checkBelonging(curve, rows, fits.meta, set.sources, name);
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
  const known = new Set(set.curves.map(({ key }) => idOf(key)));
  const lost = fitted.filter((key) => !known.has(idOf(key)));
  const wanted = new Set(fitted.map(idOf));
  const left = set.curves.filter(({ key }) => !wanted.has(idOf(key)));
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
        `none); fit this table first, or give the one that was fitted`,
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

function idOf(key: readonly string[]): string {
  return JSON.stringify(key);
}
