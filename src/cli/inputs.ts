import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../core/errors.js";
import { curveId, curveName, groupByKey } from "../core/rows/curveRows.js";
import type { Curve, CurveSet, FitResult, FitRow } from "../core/types.js";
import { asFitted } from "../curves/asFitted.js";
import type { CurveStore } from "../curves/curveStore.js";
import { loadCurves, type LoadOptions } from "../curves/load.js";
import { counted } from "../formats/terminalText.js";
import { openSource } from "../node/files.js";
import { inputFiles } from "../node/inputFiles.js";
import { readFits } from "../tables/read.js";
import { checkBelonging } from "../uncertainty/matchFits.js";

/**
 * A table of fits with at least one row; - is standard input.
 *
 * @throws InputError where it cannot be read, is no table of fits, or has no rows
 */
export async function readSomeFits(path: string): Promise<FitResult> {
  const fits = await readFits(path);
  if (fits.rows.length > 0) return fits;
  throw new InputError(
    `${sourceName(path)} is a table of fits without rows; give one that bnsl fit wrote, or run bnsl fit again`,
  );
}

/** What messages call an input. */
export function sourceName(path: string): string {
  return path === "-" ? "stdin" : path;
}

/** What is asked for: flags as they were given. */
interface PicturedRequest {
  /** the table of fits; "-" is standard input */
  readonly fits: string;
  /** tables of curves, read as one; none: those that the fits say they are of */
  readonly data: readonly string[];
  /** how the tables are read where not as the fit did */
  readonly columns: LoadOptions;
}

/** Fits with the curves that they are of. */
export interface PicturedInputs {
  readonly fits: FitResult;
  /** curves with fits, in the order of the fits; null where no data was given and what is recorded cannot be used */
  readonly set: CurveSet | null;
  /** what was guessed, found or left out, a line each */
  readonly notes: readonly string[];
}

/**
 * Reads fits and the curves that they are of, to be looked at. Unlike what resamples curves it takes fits of any protocol,
 * tables with more curves than fits, and no tables at all.
 *
 * @throws InputError for what cannot be read, and for data given that is not what was fitted
 */
export async function readPictured({ fits: path, data, columns }: PicturedRequest): Promise<PicturedInputs> {
  if (path === "-" && data.includes("-")) {
    throw new InputError("both the fits and --data are -: standard input holds one of them, name a file");
  }
  const given = inputFiles(data);
  const sources = given.files.map((file) => openSource(file));
  const fits = await readFits(path);
  const name = sourceName(path);
  if (data.length === 0) return readRecorded(fits, name, columns);
  const set = await loadCurves(sources, asFitted(fits, columns));
  const pictured = picture(set, fits, name);
  return { fits: namedAsData(fits, set), ...pictured, notes: [...given.notes, ...pictured.notes] };
}

/** Axes bear the names of the data's columns: a table of fits without metadata knows none. */
function namedAsData(fits: FitResult, { xName, yName, sources }: CurveSet): FitResult {
  return fits.meta.version === "unknown" ? { ...fits, meta: { ...fits.meta, xName, yName, sources } } : fits;
}

/** From the files that the fits' metadata names, where they are still there and still what was fitted. */
async function readRecorded(fits: FitResult, name: string, columns: LoadOptions): Promise<PicturedInputs> {
  const without = (why: string): PicturedInputs => ({
    fits,
    set: null,
    notes: [`no points are drawn: ${why}; give the table that was fitted with --data`],
  });
  if (fits.rows.length === 0) return { fits, set: null, notes: [] };
  if (fits.meta.version === "unknown") return without(`${name} does not say what table was fitted`);
  const recorded = fits.meta.sources;
  const found = recorded.map((source) => whereIs(source, name));
  const lost = recorded.filter((_, i) => found[i] === null);
  if (recorded.length === 0) return without(`${name} was made from code, not from files`);
  if (lost.length > 0) return without(`${lost.join(", ")}, of which ${name} was made, cannot be found here`);
  try {
    const sources = found.map((file) => openSource(file!));
    const set = await loadCurves(sources, asFitted(fits, columns));
    return { fits, ...picture(set, fits, name) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return without(`${recorded.join(", ")} cannot be taken for what was fitted (${error.message})`);
  }
}

/** As the path was given to the fit, else beside the fits. */
function whereIs(source: string, fits: string): string | null {
  const places = [source, join(dirname(fits), source), join(dirname(fits), basename(source))];
  return places.find((place) => existsSync(place)) ?? null;
}

function picture(set: CurveSet, fits: FitResult, name: string): Pick<PicturedInputs, "set" | "notes"> {
  const groups = groupByKey(fits.rows);
  const known = new Map(set.curves.map((curve) => [curveId(curve.key), curve]));
  const lost = groups.filter(([row]) => !known.has(curveId(row.key)));
  if (lost.length > 0) throw notThere(lost[0][0], lost.length, groups.length, set, fits, name);
  const curves = groups.map((rows): Curve => {
    const curve = known.get(curveId(rows[0].key))!;
    return checkBelonging(curve, rows, fits.meta, set.sources, name);
  });
  return { set: { ...set, curves }, notes: [...set.notes, ...withoutFits(set, curves, name)] };
}

function notThere(
  row: FitRow,
  lost: number,
  all: number,
  set: CurveSet,
  { meta }: FitResult,
  name: string,
): InputError {
  const given = new Set(set.sources.map((source) => resolve(source)));
  const more = meta.version === "unknown" ? [] : meta.sources.filter((source) => !given.has(resolve(source)));
  const what =
    more.length > 0
      ? `the fits were made of ${meta.sources.join(", ")}: give ${more.map((source) => `--data ${source}`).join(" ")} too`
      : "give every table that was fitted with --data";
  return new InputError(
    `${name}: fits of curve ${curveName(row)}, which is not in ${set.sources.join(", ")} ` +
      `(${lost} of ${counted(all, "curve")} with fits ${lost === 1 ? "is" : "are"} not); ${what}`,
  );
}

function withoutFits(set: CurveSet, fitted: readonly Curve[], name: string): string[] {
  const taken = new Set(fitted.map(({ key }) => curveId(key)));
  const left = set.curves.filter(({ key }) => !taken.has(curveId(key)));
  if (left.length === 0) return [];
  return [
    `${set.sources.join(", ")}: ${counted(left.length, "curve")} without a row in ${name}, not shown ` +
      `(the first: ${curveName(left[0])})`,
  ];
}

/**
 * Refuses keys that were guessed and tell every row apart (a run's number, a seed): nothing could be fitted, and nobody
 * means that.
 *
 * @param asked the flag --curve, as it was given
 */
export async function refuseLoneRows(store: CurveStore, asked: readonly string[] | undefined): Promise<void> {
  if (asked !== undefined || !store.lone) return;
  const { keyNames, sources } = store.facts;
  const shared = await sharedKeys(store);
  const such = shared.length > 0 ? `, such as --curve ${shared.map(quoted).join(",")}` : "";
  throw new InputError(
    `${sources.join(", ")}: ${store.points > store.count ? "nearly " : ""}every row would be a curve of its own by ${keyNames.join(", ")} (guessed); name what tells ` +
      `curves apart${such}, or give --curve "" where all rows are one curve`,
  );
}

/** Curves that tell which key columns repeat their values. */
const CURVES_LOOKED_AT = 10_000;

async function sharedKeys(store: CurveStore): Promise<string[]> {
  const values = store.facts.keyNames.map(() => new Set<string>());
  let looked = 0;
  for await (const { key } of store.curves()) {
    values.forEach((seen, j) => seen.add(key[j]));
    if (++looked === CURVES_LOOKED_AT) break;
  }
  const shared = store.facts.keyNames.filter((_, j) => values[j].size < looked);
  if (shared.length < values.length) return shared;
  // together they tell every row apart: the one that has the most values goes
  const most = Math.max(...values.map(({ size }) => size));
  return shared.filter((_, j) => j !== values.findLastIndex(({ size }) => size === most));
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}
