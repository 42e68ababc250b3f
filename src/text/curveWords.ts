import { isBreakDetermined } from "../core/rows/claims.js";
import type { ErrorMeasure } from "../core/rows/errorMeasure.js";
import { restsOnFewStarts, startsInMinimum } from "../core/rows/fitRow.js";
import { lawOf } from "../core/rows/law.js";
import { chi2Tail } from "../core/statistics/gamma.js";
import { hasFit, Status, statusName } from "../core/status.js";
import { curveId, curveName, type ReadFrom, rowName, rowOrigin } from "../core/rows/curveRows.js";
import type { Curve, CurveSet, FitMeta, FitOptions, FitRow } from "../core/types.js";
import { counted, escapeControls, shortNumber } from "../formats/terminalText.js";
import { type FittedX, type LawContext, lawFormula, lawWords, openWords, xBeside } from "./lawWords.js";
import { cellsIn, plainTable, type TextColumn } from "./plainTable.js";

/** One curve's answer, and what it was chosen from. */
export interface ShownCurve {
  /** the fit to show; null where the curve has none such */
  readonly row: FitRow | null;
  /** every row of the curve */
  readonly rows: readonly FitRow[];
  readonly meta: Pick<FitMeta, "options" | "version">;
  /** what errors are told in */
  readonly measure: ErrorMeasure;
  readonly context: LawContext;
  /** left out, or null: the data are not known */
  readonly points?: FittedX | null;
  /** the curve with where its rows were read; left out, or null: not known */
  readonly read?: ReadCurve | null;
}

/** A curve as it was read, and where. */
interface ReadCurve {
  readonly curve: Curve;
  readonly table: ReadFrom;
}

/** A curve's answer in words, a paragraph each; names of columns are escaped. */
export function curveWords({ row, rows, meta, measure, context, points, read = null }: ShownCurve): string[] {
  const names = { ...context, xName: escapeControls(context.xName), yName: escapeControls(context.yName) };
  const law = row && lawOf(row);
  const setAside = row && read && setAsideText(row, read.curve, read.table);
  if (row === null) return [withoutFit(rows, null)];
  if (law === null) return [choiceWords(row, rows, meta), withoutFit(rows, row)];
  return [
    lawFormula(law),
    choiceWords(row, rows, meta),
    ...supportWords(row, rows, meta.options, points ?? null, read).map(escapeControls),
    ...openWords(row, points ?? null),
    ...lawWords(law, names, row.unidentified),
    errorWords(row, measure),
    ...chi2Words(row),
    statusWords(row),
    startWords(row),
    boundWords(row),
    ...(setAside ? [`${setAside.charAt(0).toUpperCase()}${escapeControls(setAside.slice(1))}.`] : []),
    ...(row.skippedRows > 0 ? [`${counted(row.skippedRows, "bad row")} of this curve left out.`] : []),
  ];
}

/** Every number of breaks that was fitted, side by side; the one shown is marked. */
export function choiceTable({ row, rows, measure }: ShownCurve): string {
  const columns: TextColumn<FitRow>[] = [
    { header: ["", ""], right: false, text: (each) => (each === row ? "*" : "") },
    { header: ["", "n"], right: true, text: ({ nBreaks }) => String(nBreaks) },
    ...(rows.some(({ support }) => support !== null)
      ? [{ header: ["", "test"] as const, right: false, text: (each: FitRow) => supportInShort(each) ?? "–" }]
      : []),
    ...CRITERIA.map((name): TextColumn<FitRow> => ({
      header: ["", name],
      right: true,
      text: ({ [name]: value }) => (value === null ? "–" : value.toFixed(1)),
    })),
    ...errorColumns(measure),
    { header: ["", "status"], right: false, text: ({ status }) => statusName(status) },
  ];
  const cells = rows.map((each) => cellsIn(columns, each));
  return plainTable(columns, cells, 2).text;
}

function choiceWords(row: FitRow, rows: readonly FitRow[], { options, version }: ShownCurve["meta"]): string {
  const n = counted(row.nBreaks, "break");
  if (options.protocol === "extrapolate") return `${n}, by the protocol extrapolate.`;
  if (!row.selected) {
    const chosen = rows.find(({ selected }) => selected);
    const by = version === "unknown" ? "" : ` by ${options.select}`;
    return chosen ? `${n}, as asked for; n = ${chosen.nBreaks} was selected${by}.` : `${n}; none was selected.`;
  }
  if (rows.length === 1) return `${n}, the only number fitted.`;
  if (version === "unknown") return `${n}, selected; this format does not say by what.`;
  if (options.select === "none") return `${n}.`;
  return `${n}, selected by ${options.select}${marginWords(row, rows, options.select)}.`;
}

/** By how much, and what the other criteria would have taken. */
function marginWords(row: FitRow, rows: readonly FitRow[], select: string): string {
  const others = CRITERIA.filter((name) => name !== select).flatMap((name) => {
    const best = lowest(rows, name);
    return best === null ? [] : [`${name}: n = ${best.nBreaks}`];
  });
  const beside = others.length > 0 ? `; lowest by ${others.join(", ")}` : "";
  if (select === "tests") return beside;
  if (select === "holdout") return ` (the error on the largest fifth of the training x)${beside}`;
  const lead = leadOf(row, rows, select);
  if (lead === null || !(lead.by > 0)) return beside;
  return `, ${shortNumber(lead.by, 3)} lower than n = ${lead.n}${beside}`;
}

/** What the rows say of the breaks, a line each; where nothing was tested, that. */
function supportWords(
  row: FitRow,
  rows: readonly FitRow[],
  { protocol, select, errors }: FitOptions,
  points: FittedX | null,
  read: ReadCurve | null,
): string[] {
  if (rows.every(({ support }) => support === null)) {
    const isUntested = protocol === "default" && select !== "tests" && row.nBreaks > 0;
    return isUntested ? ["Whether the rows support these breaks was not tested (--select tests does)."] : [];
  }
  const more = rows.filter(({ nBreaks, support }) => nBreaks > row.nBreaks && support !== null);
  return [
    ...(row.nBreaks > 0 && row.support !== null ? [`${ownSupport(row, read)}${besideWords(row, points)}.`] : []),
    ...more.map((each) => `n = ${each.nBreaks} is not supported: ${reasonOf(each, read)}.`),
    ...errorModelWords(row, errors),
  ];
}

function ownSupport(row: FitRow, read: ReadCurve | null): string {
  if (row.support !== "supported") return `The rows do not support n = ${row.nBreaks}: ${reasonOf(row, read)}`;
  return (
    `Support: ${pWords(row)}, the share of simulated curves with fewer breaks that gain as much per break; ` +
    `it holds without any one row, any two neighbours and a tenth of the rows at either end`
  );
}

/** "; 12 x lie before the break, 48 behind it" */
function besideWords(row: FitRow, points: FittedX | null): string {
  if (points === null) return "";
  const { d } = row;
  const counts = d.map((at) => xBeside(points, at));
  const told = counts.map(({ before, behind }, i) => {
    const name = d.length === 1 ? "the break" : `break ${i + 1}`;
    if (!isBreakDetermined(row, i + 1)) return `where ${name} lies and how far it changes the slope is not determined`;
    return `${before} x lie before ${name}, ${behind} behind it`;
  });
  return `; ${told.join("; ")}`;
}

function reasonOf({ support, restsOn, pSupport }: FitRow, read: ReadCurve | null): string {
  switch (support) {
    case "no-gain":
      return `simulated curves with fewer breaks gain as much (${pWords({ pSupport })})`;
    case "few-x":
      return "its first or last segment has too few x";
    case "sharp-pair":
      return "two of its breaks span too few x";
    case "rests-on-rows":
      return `it rests on ${linesText(restsOn, read)}${restsOn.length === 1 ? " alone" : ""}`;
    case "rests-on-ends":
      return `it goes without the ${counted(restsOn.length, "row")} at the ends of the curve`;
    default:
      return "there are too few rows for a test";
  }
}

function pWords({ pSupport }: Pick<FitRow, "pSupport">): string {
  return pSupport === null ? "no p" : `p = ${shortNumber(pSupport, 2)}`;
}

function errorModelWords({ errors, rho }: FitRow, asked: FitOptions["errors"]): string[] {
  if (errors === null) return [];
  if (rho === null) return asked === "ar1" ? ["Errors are taken as independent: too few rows to estimate ρ."] : [];
  const estimate = `correlation of neighbours ρ = ${shortNumber(rho, 2)}`;
  if (asked === "independent") return [`Errors are taken as independent by --errors (${estimate}).`];
  if (errors === "independent") return [`Errors are taken as independent: the ${estimate} is not clear.`];
  return [`Errors are correlated along x (${estimate}); the tests take that into account.`];
}

/** What the test said of a row's breaks, in a few words; null: there was none. */
export function supportInShort(row: Pick<FitRow, "support" | "pSupport" | "restsOn">): string | null {
  if (row.support === null) return null;
  if (row.support === "rests-on-rows") return `rests on ${counted(row.restsOn.length, "row")}`;
  const isWithP = row.support === "supported" || row.support === "no-gain";
  return isWithP ? `${SHORT[row.support]}, ${pWords(row)}` : SHORT[row.support];
}

const SHORT = {
  supported: "supported",
  "no-gain": "chance",
  "few-x": "too few x",
  "sharp-pair": "too few x",
  "rests-on-ends": "rests on the ends",
  "few-rows": "too few rows",
};

/** By how much the criterion that selected is lower than with the next best n; null where none of the rows' did. */
export function leadOf(row: FitRow, rows: readonly FitRow[], select: string): { by: number; n: number } | null {
  const name = CRITERIA.find((each) => each === select);
  if (name === undefined || row[name] === null) return null;
  const next = lowest(
    rows.filter((each) => each !== row),
    name,
  );
  return next && { by: next[name]! - row[name], n: next.nBreaks };
}

const CRITERIA = ["aicc", "bic", "aic"] as const;

function lowest(rows: readonly FitRow[], name: (typeof CRITERIA)[number]): FitRow | null {
  const defined = rows.filter((row) => row[name] !== null);
  return defined.length === 0 ? null : defined.reduce((p, q) => (q[name]! < p[name]! ? q : p));
}

function errorWords(row: FitRow, measure: ErrorMeasure): string {
  const error = measure.train(row);
  const train = part(measure, error, row.nTrain, "training row");
  const test = row.nTest === 0 ? "; no test rows" : `, ${part(measure, measure.test(row), row.nTest, "test row")}`;
  const objective = error === null ? `; the objective is ${shortNumber(row.objective, 3)}` : "";
  const explained = measure.name === "RMSE" ? `; ${explainedWords(row)}` : "";
  return `Error: ${train}${test}${objective}${explained}.`;
}

/** Where errors of y were given: whether the fit misses y by as much as they say. */
function chi2Words(row: FitRow): string[] {
  const text = chi2Text(row);
  if (text === null) return [];
  const judged = errorsGivenText(row);
  return [`${text}${judged === null ? "" : `: ${judged}`}.`];
}

function part({ name }: ErrorMeasure, error: number | null, rows: number, noun: string): string {
  const on = `on ${counted(rows, noun)}`;
  if (error !== null) return `${name} ${shortNumber(error, 3)} ${on}`;
  return name === "RMSLE" ? `no RMSLE ${on} (a y or ŷ is not above 0)` : `no ${name} ${on}`;
}

function explainedWords({ r2Train }: FitRow): string {
  if (r2Train === null) return "no R² (y is the same on all training rows)";
  return `R² ${shortNumber(r2Train, 4)} on the training rows, RMSE in units of y`;
}

const endings: Record<Status, string> = {
  [Status.ConvergedGradient]: "Converged: the gradient vanishes",
  [Status.ConvergedStep]: "Converged: steps no longer change the parameters",
  [Status.ConvergedObjective]: "Converged: the objective no longer falls",
  [Status.MaxIterations]: "Not converged: the iteration limit came first; this is the best point seen",
  [Status.AtBound]: "Converged, with a parameter on its bound",
  [Status.NonFinite]: "No start gave a finite objective",
  [Status.TooFewPoints]: "Too few points: nothing was fitted",
};

function statusWords({ status, agreedDigits }: FitRow): string {
  const digits =
    agreedDigits === null
      ? ""
      : `; the search and the f64 polish agree to ${counted(Math.floor(agreedDigits), "digit")} of the objective`;
  return `${endings[status]} (${statusName(status)})${digits}.`;
}

function startWords(row: FitRow): string {
  const { starts, startsConverged, minima } = row;
  const reached = startsInMinimum(row);
  if (reached === null) return `${counted(starts, "start")} drawn.`;
  const doubt = restsOnFewStarts(row) ? "; so few leave it open whether there is a lower one: try more --starts" : "";
  return (
    `${reached} of the ${counted(startsConverged, "start")} that were run to the end (of ${starts} drawn) reached this minimum; ` +
    `${counted(minima, "distinct minimum").replace("minimums", "minima")} seen${doubt}.`
  );
}

function boundWords({ atBound }: FitRow): string {
  if (atBound.length === 0) return "No parameter stands on a bound.";
  return `On a bound, and so not fixed by the data alone: ${atBound.map(escapeControls).join(", ")}.`;
}

function withoutFit(rows: readonly FitRow[], row: FitRow | null): string {
  const which = row === null ? rows : [row];
  const reasons = which.map(({ nBreaks, status, nTrain }) => {
    const points = status === Status.TooFewPoints ? ` (${counted(nTrain, "training row")})` : "";
    return `n = ${nBreaks} ${hasFit(status) ? "was not selected" : statusName(status)}${points}`;
  });
  return `No fit to show: ${reasons.join(", ")}.`;
}

/** Of a table that has no metadata. */
export const NOT_TOLD = "How these fits were made is not in this format: -o fits.arrow or fits.parquet keeps it.";

/** How a table of fits can be made again, a line each. */
export function reproduceWords(meta: FitMeta): string[] {
  if (meta.version === "unknown") return [NOT_TOLD];
  const { version, command, engine, adapter, seconds, options } = meta;
  const on = adapter === null ? "" : ` on ${adapter}`;
  return [
    command === null ? "Made from code, not by a command." : `Made by: ${command}`,
    `seed ${options.seed}, bnsl ${version}, engine ${engine}${on}, objective ${options.objective}, ${shortNumber(seconds, 3)} s`,
  ].map(escapeControls);
}

/** A χ² that chance exceeds, or falls short of, less often than this is not one of the errors given. */
export const RARE_CHI2 = 1e-3;

type Judged = Pick<FitRow, "chi2" | "dof">;

/** "χ² 16.6 on 9 degrees of freedom"; null where no σ was given. */
export function chi2Text({ chi2, dof }: Judged): string | null {
  if (chi2 === null) return null;
  return `χ² ${shortNumber(chi2, 3)} on ${counted(Math.max(0, dof ?? 0), "degree")} of freedom`;
}

/** What χ² says of the errors given: too small for the residuals, too large, or neither (null). */
export function errorsGiven({ chi2, dof }: Judged): "small" | "large" | null {
  if (chi2 === null || dof === null || dof <= 0) return null;
  const tail = chi2Tail(chi2, dof);
  if (tail < RARE_CHI2) return "small";
  return tail > 1 - RARE_CHI2 ? "large" : null;
}

/** The same in words, with how rare so extreme a χ² is; null where it is not rare. */
export function errorsGivenText(row: Judged): string | null {
  const judged = errorsGiven(row);
  if (judged === null) return null;
  const p = shortNumber(chi2Tail(row.chi2!, row.dof!), 2);
  return judged === "small"
    ? `the errors given are too small for this curve's residuals, or the form does not fit (p = ${p})`
    : `the errors given are too large for this curve's residuals (p > ${1 - RARE_CHI2})`;
}

/** Errors on training and test rows, three digits each; errors in units of y with R², as they say nothing without it. */
export function errorColumns({ column, train, test }: ErrorMeasure): TextColumn<FitRow | null>[] {
  const error = (name: string, rows: string, pick: ErrorMeasure["train"]): TextColumn<FitRow | null> => ({
    header: [name, rows],
    right: true,
    text: (row) => shortNumber(row && pick(row), 3),
  });
  return [
    error(column, "train", train),
    error(column, "test", test),
    ...(column === "rmse" ? [error("R²", "train", ({ r2Train }) => r2Train)] : []),
  ];
}

/** The three ways to converge as one word, where there is no room to tell them apart. */
export function shortStatus({ status }: Pick<FitRow, "status">): string {
  const name = statusName(status);
  return name.startsWith("converged") ? "converged" : name;
}

/**
 * Which rows of a curve the fit set aside, in words: "set aside runs.csv, line 66 (x = 1.2e9, y = 0.31): far out, or
 * alone making a break (--robust off keeps it)". Null where it set none aside.
 *
 * @param row any row of the curve's fits
 * @param set curves as they were fitted, this one among them
 */
export function setAsideWords(row: Pick<FitRow, "key" | "setAside">, set: CurveSet): string | null {
  const id = curveId(row.key);
  const curve = set.curves.find(({ key }) => curveId(key) === id);
  return curve === undefined ? null : setAsideText(row, curve, set);
}

/** The same where the curve is known. @param curve as it was read */
export function setAsideText({ setAside }: Pick<FitRow, "setAside">, curve: Curve, table: ReadFrom): string | null {
  if (setAside.length === 0) return null;
  const groups = neighbours(setAside, curve);
  const named = groups.slice(0, MOST_GROUPS).flatMap((places) => groupParts(places, curve, table));
  const more = groups.slice(MOST_GROUPS).flat().length;
  const which = listOf(more > 0 ? [...named, counted(more, "more row")] : named);
  const keeps = setAside.length === 1 ? "keeps it" : "keeps them";
  return `set aside ${which}: far out, or alone making a break (--robust off ${keeps})`;
}

/** A line for each of the first curves with rows set aside, and one that counts the others. @param count of all of them */
export function setAsideNotes(
  first: readonly { readonly row: FitRow; readonly curve: Curve }[],
  count: number,
  table: ReadFrom,
): string[] {
  const lines = first.map(({ row, curve }) => {
    const which = setAsideText(row, curve, table)!;
    return row.key.length === 0 ? which : `curve ${curveName(row)}: ${which}`;
  });
  const more = count - first.length;
  return more > 0 ? [...lines, `and ${counted(more, "more curve")} with rows set aside`] : lines;
}

/** Curves whose rows set aside are named before the others are counted. */
export const CURVES_NAMED = 5;
/** What is named of one curve. */
const MOST_GROUPS = 4;

/** Places of a curve's rows, those together that follow each other by x. */
function neighbours(places: readonly number[], { x, train }: Curve): number[][] {
  const aside = new Set(places);
  const ordered = Array.from(x.keys())
    .filter((row) => train[row] !== 0)
    .sort((i, j) => x[i] - x[j]);
  const groups: number[][] = [];
  for (const [at, row] of ordered.entries()) {
    if (!aside.has(row + 1)) continue;
    if (at > 0 && aside.has(ordered[at - 1] + 1)) groups.at(-1)!.push(row + 1);
    else groups.push([row + 1]);
  }
  return groups;
}

function groupParts(places: readonly number[], curve: Curve, table: ReadFrom): string[] {
  const { x, y } = curve;
  const number = (value: number) => shortNumber(value, 4);
  if (places.length > 2) {
    const [first, last] = [x[places[0] - 1], x[places.at(-1)! - 1]].map(number);
    return [`${places.length} rows at x = ${first} to ${last} (${linesText(places, { curve, table })})`];
  }
  return places.map(
    (place) => `${rowName(table, curve, place)} (x = ${number(x[place - 1])}, y = ${number(y[place - 1])})`,
  );
}

/** "runs.csv, lines 2 to 6 and 9" */
function linesText(places: readonly number[], read: ReadCurve | null): string {
  const bySource = new Map<string, { readonly unit: string; readonly lines: number[] }>();
  for (const place of places) {
    const { origin, line } = (read && rowOrigin(read.table, read.curve, place)) ?? { origin: null, line: place };
    const source = origin === null ? "" : `${origin.name}, `;
    const known = bySource.get(source) ?? { unit: origin?.unit ?? "row", lines: [] };
    bySource.set(source, known);
    known.lines.push(line);
  }
  const parts = [...bySource].map(
    ([source, { unit, lines }]) =>
      `${source}${unit}${lines.length > 1 ? "s" : ""} ${rangesText(lines)}${source === "" ? " of the curve" : ""}`,
  );
  return parts.join("; ");
}

function rangesText(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines.toSorted((p, q) => p - q)) {
    const range = ranges.at(-1);
    if (range?.[1] === line - 1) range[1] = line;
    else ranges.push([line, line]);
  }
  const texts = ranges.flatMap(([from, to]) => {
    if (to - from > 1) return [`${from} to ${to}`];
    return from === to ? [`${from}`] : [`${from}`, `${to}`];
  });
  const more = texts.length - MOST_GROUPS;
  return listOf(more > 0 ? [...texts.slice(0, MOST_GROUPS), `${more} more`] : texts);
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
