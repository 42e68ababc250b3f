import { basename, extname } from "node:path";
import { Command } from "commander";
import { InputError } from "../../core/errors.js";
import { packageVersion, readPageAssets } from "../../node/packageFiles.js";
import { writeBytes } from "../../node/files.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import type { PageParts } from "../../report/pageData.js";
import type { CurveSet, FitResult } from "../../core/types.js";
import { checkPlace } from "../destination.js";
import type { Finish, Io } from "../io.js";
import { readPictured } from "../picturedInputs.js";
import { picturedColumns, picturedOptions, type PicturedFlags } from "../picturedFlags.js";

interface ReportFlags extends Omit<PicturedFlags, "curve"> {
  readonly intervals?: string;
  readonly breaksTest?: string;
  readonly suite?: string;
  readonly audit?: string;
  readonly fitters?: string;
  readonly title?: string;
  readonly output: string;
  readonly quiet?: true;
}

const help = `
The page is one file that loads nothing from anywhere: send it, keep it, open it in any browser. Tables beside the fits have
to be of the same fits; a suite and a race of fitters may be of other curves.

Example:
  $ bnsl fit curves.csv -o fits.arrow
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl report fits.arrow --data curves.csv --intervals intervals.arrow -o report.html`;

/** `bnsl report`: fits with their curves, and what else is known of them, as one HTML file. */
export function reportCommand(io: Io, finish: Finish, command: string): Command {
  const report = new Command("report")
    .description("Writes fits and their curves as one HTML page with figures and tables to sort, for any browser.")
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .option("--intervals <file>", "what bnsl bootstrap wrote of these fits")
    .option("--breaks-test <file>", "what bnsl test-breaks wrote of these fits")
    .option("--audit <file>", "what bnsl audit wrote of these fits")
    .option("--suite <file>", "what bnsl suite wrote, of these or other curves")
    .option("--fitters <file>", "a race of fitters: the .json that npm run bench:peers -- --save wrote")
    .option("--title <words>", "title of the page; left out: the tables' names")
    .requiredOption("-o, --output <file>", "where to write: a name that ends in .html, or - for standard output")
    .option("--quiet", "no notes")
    .addHelpText("after", help)
    .action(async (fits: string, flags: ReportFlags) => {
      await writeReport(fits, flags, command, io);
      finish(0);
    });
  for (const option of picturedOptions()) if (option.attributeName() !== "curve") report.addOption(option);
  return report;
}

async function writeReport(fits: string, flags: ReportFlags, command: string, io: Io): Promise<void> {
  checkUsage(fits, flags);
  const note = (line: string): void => void (flags.quiet ?? io.stderr.write(`${escapeControls(line)}\n`));
  const assets = await readPageAssets();
  const { parts, notes } = await readParts(fits, flags, command);
  for (const line of notes) note(line);
  // What packs a page is not needed to say that an input is no good.
  const { collectPage } = await import("../../report/pageData.js");
  const { pageHtml } = await import("../../report/html.js");
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
  const pictured = await readPictured({ fits, data: flags.data, columns });
  const name = nameOf(fits);
  const parts = {
    version: packageVersion(),
    command,
    fits: { name, table: pictured.fits },
    set: curvesOf(pictured.fits, pictured.set, pictured.notes, name),
    intervals: await named(flags.intervals, async () => (await import("../../tables/intervals.js")).readIntervals),
    breakTests: await named(flags.breaksTest, async () => (await import("../../tables/breakTests.js")).readBreakTests),
    audit: await named(flags.audit, async () => (await import("../../tables/audit.js")).readAudit),
    suite: (await named(flags.suite, async () => (await import("../../tables/suite.js")).readSuite))?.table ?? null,
    fitters:
      (await named(flags.fitters, async () => (await import("../../tables/race.js")).readFitterRace))?.table ?? null,
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
  reader: () => Promise<(path: string) => Promise<T>>,
): Promise<{ name: string; table: T } | null> {
  if (path === undefined) return null;
  const read = await reader();
  return { name: nameOf(path), table: await read(path) };
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

function nameOf(path: string): string {
  return path === "-" ? "stdin" : path;
}

function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
