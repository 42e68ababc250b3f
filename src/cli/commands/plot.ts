import { Command } from "commander";
import { InputError } from "../../core/errors.js";
import type { CurvePicture } from "../../figure/picture.js";
import { groupByKey } from "../../core/rows/curveRows.js";
import type { CurveSet, FitResult } from "../../core/types.js";
import type { IntervalRow } from "../../uncertainty/types.js";
import { chooseCurves } from "../curveChoice.js";
import { resolveScales } from "../../figure/panel.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import type { Finish, Io } from "../io.js";
import { readPictured } from "../picturedInputs.js";
import { readIntervalsOf } from "./picturedIntervals.js";
import { DEFAULT_ZOOM, figureView, plotOptions, type PlotFlags } from "./plotFlags.js";
import { imageFiles } from "./plotFiles.js";
import { picturedColumns } from "../picturedFlags.js";
import { startProgress } from "../progress.js";
import { checkStreams } from "../standardStreams.js";
import { checkShownBreaks } from "../shownBreaks.js";

/** `bnsl plot`: fits and their curves in, an image a curve (or a page of small ones) out. */
export function plotCommand(io: Io, finish: Finish): Command {
  const plot = new Command("plot")
    .description("Draws every curve with its fit: points, law, extrapolation, breaks, residuals; SVG or PNG.")
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .addHelpText("after", help)
    .action(async (fits: string, flags: PlotFlags) => {
      await runPlot(fits, flags, io);
      finish(0);
    });
  for (const option of plotOptions()) plot.addOption(option);
  return plot;
}

async function runPlot(path: string, flags: PlotFlags, io: Io): Promise<void> {
  const inputs = [path, ...flags.data, ...(flags.intervals ? [flags.intervals] : [])];
  checkStreams({ inputs });
  const files = imageFiles(flags, inputs);
  const columns = picturedColumns(flags);
  const { fits, set, notes } = await readPictured({ fits: path, data: flags.data, columns });
  const progress = startProgress(io.stderr, flags.quiet === true);
  for (const note of idleFlags(flags, files.format)) progress.note(note);
  if (set === null) throw new InputError(notes.at(-1) ?? `${path} holds no fits: there is nothing to draw`);
  for (const note of notes) progress.note(escapeControls(note));
  const intervals = flags.intervals === undefined ? [] : await readIntervalsOf(flags.intervals, fits, path);
  const pictures = await draw(set, fits, intervals, flags);
  for (const note of remarks(pictures, flags)) progress.note(escapeControls(note));
  const { drawFiles } = await import("./drawFiles.js");
  const written = await drawFiles(pictures, figureView(flags), files, flags, progress);
  progress.stop();
  progress.note(`wrote ${counted(written, `${files.format.toUpperCase()} file`)} to ${flags.output}`);
}

/** The pictures asked for, in the order of the fits. */
async function draw(
  set: CurveSet,
  fits: FitResult,
  intervals: readonly IntervalRow[],
  { curve, breaks, heading }: PlotFlags,
): Promise<CurvePicture[]> {
  checkShownBreaks(fits.rows, breaks);
  const all = groupByKey(fits.rows).map(([row]) => row.key);
  const keys = chooseCurves(all, fits.meta.keyNames, curve);
  const { picturesOf } = await import("../../figure/picture.js");
  return picturesOf(set, fits, intervals, { keys, breaks, heading });
}

/** Flags that say nothing of a file of this format. */
function idleFlags({ zoom, embedFont }: PlotFlags, format: "svg" | "png"): string[] {
  if (format === "png") {
    return embedFont ? [] : ["--no-embed-font changes no PNG, whose text is drawn: it is for SVG"];
  }
  return zoom === DEFAULT_ZOOM ? [] : ["--zoom changes no SVG, which has no pixels: it is for --format png"];
}

function remarks(pictures: readonly CurvePicture[], { scales, intervals, breaks, to = Infinity }: PlotFlags): string[] {
  const without = pictures.filter(({ law }) => law === null);
  const flat = scales === "loglog" ? pictures.filter((picture) => !resolveScales(picture, scales).y) : [];
  const bare = pictures.filter(({ law, band }) => law !== null && band.length === 0);
  const longer = pictures.filter(({ x }) => Array.from(x).some((each) => each > to));
  return [
    ...(longer.length > 0
      ? [
          `--to ${to} is short of the points of ${counted(longer.length, "curve")}, drawn as far as these (the first: ${longer[0].name})`,
        ]
      : []),
    ...(without.length > 0
      ? [`${counted(without.length, "curve")} without this fit, drawn as points only (the first: ${without[0].name})`]
      : []),
    ...(flat.length > 0
      ? [
          `${counted(flat.length, "curve")} with y that are not above 0, drawn with a linear y (the first: ${flat[0].name})`,
        ]
      : []),
    ...(intervals !== undefined && bare.length > 0
      ? [
          `${intervals} has no band for ${counted(bare.length, "curve")} (the first: ${bare[0].name})` +
            (breaks === "selected" ? "" : `: bnsl bootstrap --breaks ${breaks} makes one`),
        ]
      : []),
  ];
}

const help = `
Training points are discs, held-out ones diamonds; the law is dashed where it extrapolates; green lines are breaks, shaded
over their interval; broad lines are the power laws that the law joins, where it follows them; above the frame are the slopes
that it has over the training x.

Examples:
  $ bnsl plot fits.arrow --data curves.csv -o plots/
  $ bnsl plot fits.arrow --data curves.csv --intervals intervals.arrow --format png -o plots/
  $ bnsl plot fits.arrow --data curves.csv --grid 4x3 -o plots/`;
