import { extent } from "d3-array";
import { styleText } from "node:util";
import { InputError } from "../../core/errors.js";
import {
  choiceTable,
  CURVES_NAMED,
  curveWords,
  reproduceWords,
  setAsideNotes,
  type ShownCurve,
} from "../../text/curveWords.js";
import { curveList } from "../../text/curveList.js";
import { FirstCurves, type SortOrder } from "../../text/sortCurves.js";
import { asciiText, escapeControls, wrapText } from "../../formats/terminalText.js";
import { textPlot } from "../../text/textPlot.js";
import { curveNamer, groupByKey } from "../../core/rows/curveRows.js";
import { errorMeasure, type ErrorMeasure } from "../../core/rows/errorMeasure.js";
import { determinedBreaks } from "../../core/rows/claims.js";
import { lawOf } from "../../core/rows/law.js";
import type { Curve, CurveSet, FitMeta, FitRow } from "../../core/types.js";
import type { ShowFlags } from "../commands/show.js";
import { chooseShown } from "../curveChoice.js";
import { colorWanted, widthOf, type Io } from "../io.js";
import { readPictured, sourceName, type PicturedInputs } from "../inputs.js";
import { checkShownBreaks, picturedColumns } from "../flags.js";

/** What `bnsl show` does. */
export async function runShow(path: string, flags: ShowFlags, io: Io): Promise<void> {
  const columns = picturedColumns(flags);
  const inputs = await readPictured({ fits: path, data: flags.data, columns });
  const { fits, notes } = inputs;
  if (fits.rows.length === 0) {
    throw new InputError(
      `${sourceName(path)} is a table of fits without rows; give one that bnsl fit wrote of some curves`,
    );
  }
  checkShownBreaks(fits.rows, flags.breaks);
  const measure = errorMeasure(fits.meta, fits.rows);
  const curves = inOrder(chosenCurves(inputs, flags), flags.sort, measure);
  const listed = flags.curve.length + flags.only.length === 0 && curves.length > 1;
  const told = [...notes, ...idleSort(curves, flags.sort), ...(listed ? rowsSetAside(curves, inputs.set) : [])];
  for (const note of told) io.stderr.write(`${escapeControls(note)}\n`);
  const page: Page = {
    ascii: flags.ascii === true || !unicodeWanted(io.env),
    color: colorWanted(io),
    width: widthOf(io.stdout),
    plotWidth: io.stdout.isTTY === true ? Math.min(96, Math.max(20, widthOf(io.stdout) - 14)) : 60,
  };
  const { xName, yName } = inputs.set ?? fits.meta;
  const parts = listed
    ? [curveList(curves, measure, page.width, page.ascii)]
    : curves.map((curve) => inFull(curve, { xName, yName, meta: fits.meta, measure, set: inputs.set }, page));
  const text = [...parts, wrapped(reproduceWords(fits.meta), page.width)].join("\n\n");
  io.stdout.write(`${page.ascii ? asciiText(text) : text}\n`);
}

/** What is said of rows set aside where curves are listed; none where the data are not known. */
function rowsSetAside(curves: readonly ChosenCurve[], set: CurveSet | null): string[] {
  const found = curves.flatMap(({ rows, points }) => {
    const row = rows.find(({ setAside }) => setAside.length > 0);
    return row && points ? [{ row, curve: points }] : [];
  });
  return set === null ? [] : setAsideNotes(found.slice(0, CURVES_NAMED), found.length, set);
}

/** A sort by what no curve has leaves them as they were. */
function idleSort(curves: readonly ChosenCurve[], order: SortOrder): string[] {
  const field = SORT_FIELDS[order];
  if (field === undefined || curves.some(({ row }) => (row?.[field] ?? null) !== null)) return [];
  const why = order.endsWith("_test") ? " (it takes held-out rows)" : "";
  return [`--sort ${order}: no curve has one${why}, so they stand in the order of the table`];
}

const SORT_FIELDS: Partial<Record<SortOrder, keyof FitRow>> = {
  rmsle_train: "rmsleTrain",
  rmsle_test: "rmsleTest",
  rmse_train: "rmseTrain",
  rmse_test: "rmseTest",
  r2_train: "r2Train",
};

/** How a page is written. */
interface Page {
  readonly ascii: boolean;
  readonly color: boolean;
  readonly width: number;
  readonly plotWidth: number;
}

interface ChosenCurve {
  readonly name: string;
  readonly row: FitRow | null;
  readonly rows: readonly FitRow[];
  readonly points: Curve | null;
}

function chosenCurves({ fits, set }: PicturedInputs, { curve, only, breaks }: ShowFlags): ChosenCurve[] {
  const nameOf = curveNamer(fits.rows);
  const groups = groupByKey(fits.rows);
  const all = groups.map(([row]) => row.key);
  const keys = new Set(chooseShown(all, fits.meta.keyNames, { curve, only }));
  const same = new Set(fits.rows.map(({ nBreaks }) => nBreaks)).size === 1;
  const isShown = (row: FitRow) =>
    breaks === "selected" ? row.selected || (same && lawOf(row) !== null) : row.nBreaks === breaks;
  // the curves of the set stand in the order of the fits
  return groups.flatMap((rows, i): ChosenCurve[] => {
    if (!keys.has(rows[0].key)) return [];
    const row = rows.find(isShown) ?? null;
    return [{ name: nameOf(rows[0]), row, rows, points: set?.curves[i] ?? null }];
  });
}

/** As the table that `bnsl fit` prints, by the fits that are shown here. */
function inOrder(curves: readonly ChosenCurve[], order: SortOrder, measure: ErrorMeasure): ChosenCurve[] {
  const first = new FirstCurves(order, Infinity, measure);
  const byRows = new Map(curves.map((curve) => [curve.rows, curve]));
  for (const { row, rows } of curves) first.add({ rows, selected: row, shown: [row ?? rows[0]] });
  return first.curves().map(({ rows }) => byRows.get(rows)!);
}

/** What all curves of a table have in common. */
interface Told {
  readonly xName: string;
  readonly yName: string;
  readonly meta: FitMeta;
  readonly measure: ErrorMeasure;
  /** null: the data are not known */
  readonly set: CurveSet | null;
}

function inFull({ name, row, rows, points }: ChosenCurve, told: Told, page: Page): string {
  const { xName, yName, meta, measure, set } = told;
  const context = { xName, yName, fitted: points && fittedRange(points) };
  const read = points && set && { curve: points, table: set };
  const shown: ShownCurve = { row, rows, meta, measure, context, points, read };
  const title = escapeControls(name);
  const plot = textPlot({
    xName,
    yName,
    x: points?.x ?? [],
    y: points?.y ?? [],
    train: points?.train ?? [],
    law: row && lawOf(row),
    breaks: row === null ? [] : determinedBreaks(row),
    width: page.plotWidth,
    height: 15,
    ascii: page.ascii,
  });
  const heading = page.color ? styleText("bold", title, { validateStream: false }) : title;
  return [
    heading,
    ...(plot.length > 0 ? [plot.join("\n")] : []),
    wrapped(curveWords(shown), page.width),
    ...(rows.length > 1 ? [choiceTable(shown).replace(/^\n/, "")] : []),
  ].join("\n\n");
}

function fittedRange({ x, train }: Curve): readonly [number, number] | null {
  const [least, most] = extent(x.filter((_, i) => train[i] === 1));
  return least === undefined ? null : [least, most];
}

/** Lines longer than this are hard to read. */
const READABLE = 100;

function wrapped(lines: readonly string[], width: number): string {
  return lines.map((line) => wrapText(line, Math.min(width, READABLE))).join("\n");
}

/** A locale that is set and is not UTF-8 has no other letters than ASCII's; the first that is set counts. */
function unicodeWanted({ LC_ALL, LC_CTYPE, LANG }: Io["env"]): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== "");
  return locale === undefined || /utf-?8/i.test(locale);
}
