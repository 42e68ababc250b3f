import { basename, extname } from "node:path";
import { InputError } from "../../core/errors.js";
import { packageVersion, readPageAssets } from "../../node/packageFiles.js";
import { writeBytes } from "../../node/files.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { pageHtml } from "../../report/html.js";
import { collectPage, type PageParts } from "../../report/pageData.js";
import { readAudit } from "../../tables/audit.js";
import { readBreakTests } from "../../tables/breakTests.js";
import { readIntervals } from "../../tables/intervals.js";
import { readFitterRace } from "../../tables/race.js";
import { readSuite } from "../../tables/suite.js";
import type { Named } from "../../tables/read.js";
import type { Keyed } from "../../core/rows/curveRows.js";
import type { CurveSet, FitResult } from "../../core/types.js";
import { checkPlace } from "../output.js";
import type { ReportFlags } from "../commands/report.js";
import type { Io } from "../io.js";
import { isOneOf, onlyFits } from "../curveChoice.js";
import { readPictured, sourceName } from "../inputs.js";
import { picturedColumns } from "../flags.js";

/** What `bnsl report` does. */
export async function writeReport(fits: string, flags: ReportFlags, io: Io, command: string): Promise<void> {
  checkUsage(fits, flags);
  const note = (line: string): void => void (flags.quiet ?? io.stderr.write(`${escapeControls(line)}\n`));
  const assets = await readPageAssets();
  const { parts, notes } = await readParts(fits, flags, command);
  for (const line of notes) note(line);
  const collected = collectPage(parts);
  for (const line of collected.notes) note(line);
  const html = new TextEncoder().encode(pageHtml(collected.data, flags.title ?? titleOf(parts.fits.table), assets));
  const curves = counted(collected.data.curves.length, "curve");
  if (flags.output === "-") io.stdout.write(new TextDecoder().decode(html));
  else await writeBytes(flags.output, html);
  note(`wrote ${flags.output === "-" ? "the page" : flags.output}: ${curves}, ${sizeOf(html.length)}`);
}

async function readParts(
  fits: string,
  flags: ReportFlags,
  command: string,
): Promise<{ parts: PageParts; notes: readonly string[] }> {
  const columns = picturedColumns(flags);
  const read = await readPictured({ fits, data: flags.data, columns });
  const pictured = { ...read, fits: onlyFits(read.fits, flags.only) };
  const isShown = isOneOf(pictured.fits.rows.map(({ key }) => key));
  const ofThese = <Row extends Keyed, Table extends { readonly rows: readonly Row[] }>(table: Named<Table> | null) =>
    table === null || flags.only.length === 0
      ? table
      : { ...table, table: { ...table.table, rows: table.table.rows.filter(isShown) } };
  const name = sourceName(fits);
  const parts = {
    version: packageVersion(),
    command,
    fits: { name, table: pictured.fits },
    set: curvesOf(pictured.fits, pictured.set, pictured.notes, name),
    intervals: ofThese(await named(flags.intervals, readIntervals)),
    breakTests: ofThese(await named(flags.breaksTest, readBreakTests)),
    audit: ofThese(await named(flags.audit, readAudit)),
    suite: (await named(flags.suite, readSuite))?.table ?? null,
    fitters: (await named(flags.fitters, readFitterRace))?.table ?? null,
  };
  return { parts, notes: pictured.notes };
}

/** A page without points would show nothing to believe or doubt. */
function curvesOf(fits: FitResult, set: CurveSet | null, notes: readonly string[], name: string): CurveSet {
  if (set !== null) return set;
  if (fits.rows.length === 0) {
    throw new InputError(`${name} holds no fits, so there is nothing to report: fit curves with bnsl fit`);
  }
  throw new InputError(notes.at(-1) ?? `${name}: give the table that was fitted with --data`);
}

async function named<T>(
  path: string | undefined,
  read: (path: string) => Promise<T>,
): Promise<{ name: string; table: T } | null> {
  if (path === undefined) return null;
  return { name: sourceName(path), table: await read(path) };
}

function checkUsage(fits: string, flags: ReportFlags): void {
  const { data, intervals, breaksTest, audit, suite, fitters, output } = flags;
  const inputs = [fits, ...data, intervals, breaksTest, audit, suite, fitters].filter((path) => path !== undefined);
  if (inputs.filter((path) => path === "-").length > 1) {
    throw new InputError("standard input holds one table: name files for all inputs but one -");
  }
  if (output !== "-" && !/^\.html?$/i.test(extname(output))) {
    throw new InputError(
      `${output}: a report is an HTML page: give a name that ends in .html, or - for standard output`,
    );
  }
  checkPlace(output, inputs);
}

function titleOf({ meta }: FitResult): string {
  const files = meta.sources.map((source) => basename(source));
  return files.length === 0 ? "Fits" : `Fits of ${files.join(", ")}`;
}

function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
