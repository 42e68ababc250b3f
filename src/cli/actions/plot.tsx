import { accessSync, constants, type Stats } from "node:fs";
import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import type { JSX } from "preact";
import { InputError } from "../../core/errors.js";
import { groupByKey } from "../../core/rows/curveRows.js";
import { CurveFigure } from "../../figure/CurveFigure.js";
import { FigureTiles, paged } from "../../figure/SmallFigure.js";
import { svgText } from "../../figure/Words.js";
import { layoutFigure } from "../../figure/layout.js";
import { endOf } from "../../figure/domains.js";
import { fileNames } from "../../figure/names.js";
import { DARK_PALETTE, LIGHT_PALETTE } from "../../figure/palette.js";
import { resolveScales } from "../../figure/panel.js";
import { type CurvePicture, type FigureView, picturesOf } from "../../figure/picture.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { makeFolders, writeBytes } from "../../node/files.js";
import { embeddedFaces } from "../../node/packageFiles.js";
import { rasterise } from "../../node/raster.js";
import { readIntervals } from "../../tables/intervals.js";
import { checkBesideFits } from "../../tables/sameFits.js";
import { DEFAULT_ZOOM, figureView, type ImageFormat, type PlotFlags } from "../commands/plot.js";
import { chooseShown } from "../curveChoice.js";
import { checkShownBreaks, picturedColumns } from "../flags.js";
import { readPictured } from "../inputs.js";
import type { Io } from "../io.js";
import { checkPlace, checkStreams, statsOf } from "../output.js";
import { type ProgressDisplay, startProgress } from "../progress.js";

/** What `bnsl plot` does. */
export async function runPlot(path: string, flags: PlotFlags, io: Io): Promise<void> {
  const inputs = [path, ...flags.data, ...(flags.intervals ? [flags.intervals] : [])];
  checkStreams(inputs);
  const files = imageFiles(flags, inputs);
  const columns = picturedColumns(flags);
  const { fits, set, notes } = await readPictured({ fits: path, data: flags.data, columns });
  const progress = startProgress(io.stderr, flags.quiet === true);
  for (const note of idleFlags(flags, files.format)) progress.note(note);
  if (set === null) throw new InputError(notes.at(-1) ?? `${path} holds no fits: there is nothing to draw`);
  for (const note of notes) progress.note(escapeControls(note));
  const intervals = flags.intervals === undefined ? null : await readIntervals(flags.intervals);
  // which curves it does not cover, a plot tells by itself
  if (intervals)
    checkBesideFits("intervals", { name: flags.intervals!, table: intervals }, { name: path, table: fits });
  const { curve, only, breaks, heading } = flags;
  checkShownBreaks(fits.rows, breaks);
  const all = groupByKey(fits.rows).map(([row]) => row.key);
  const keys = chooseShown(all, fits.meta.keyNames, { curve, only });
  const pictures = picturesOf(set, fits, intervals?.rows ?? [], { keys, breaks, heading });
  for (const note of remarks(pictures, flags)) progress.note(escapeControls(note));
  const written = await drawFiles(pictures, figureView(flags), files, flags, progress);
  progress.stop();
  progress.note(`wrote ${counted(written, `${files.format.toUpperCase()} file`)} to ${flags.output}`);
}

/** Flags that say nothing of a file of this format. */
function idleFlags({ zoom, embedFont }: PlotFlags, format: "svg" | "png"): string[] {
  if (format === "png") {
    return embedFont ? [] : ["--no-embed-font changes no PNG, whose text is drawn: it is for SVG"];
  }
  return zoom === DEFAULT_ZOOM ? [] : ["--zoom changes no SVG, which has no pixels: it is for --format png"];
}

function remarks(pictures: readonly CurvePicture[], { scales, intervals, breaks, to = Infinity }: PlotFlags): string[] {
  const about = (which: (picture: CurvePicture) => boolean, say: (curves: string, first: string) => string) => {
    const few = pictures.filter(which);
    return few.length === 0 ? [] : [say(counted(few.length, "curve"), `(the first: ${few[0].name})`)];
  };
  const makes = breaks === "selected" ? "" : `: bnsl bootstrap --breaks ${breaks} makes one`;
  return [
    ...about(
      (picture) => Array.from(picture.x).some((each) => each > endOf(to, picture)),
      (curves, first) => `--to ${to} is short of the points of ${curves}, drawn as far as these ${first}`,
    ),
    ...about(
      ({ law }) => law === null,
      (curves, first) => `${curves} without this fit, drawn as points only ${first}`,
    ),
    ...about(
      (picture) => scales === "loglog" && !resolveScales(picture, scales).y,
      (curves, first) => `${curves} with y that are not above 0, drawn with a linear y ${first}`,
    ),
    ...about(
      ({ law, band }) => intervals !== undefined && law !== null && band.length === 0,
      (curves, first) => `${intervals} has no band for ${curves} ${first}${makes}`,
    ),
  ];
}

/** Where images go: into a folder under names of their own, or one to a file. */
interface ImageFiles {
  readonly format: ImageFormat;
  readonly folder: string | null;
  readonly file: string | null;
}

/**
 * What -o and --format mean together.
 *
 * @throws InputError where they contradict each other, or the place cannot be written or is one of the inputs
 */
function imageFiles({ output, format }: Pick<PlotFlags, "output" | "format">, inputs: readonly string[]): ImageFiles {
  if (output === "-") throw new InputError("-o -: images go to files; name a folder, or a file .svg or .png");
  const ending = extname(output).slice(1).toLowerCase();
  const existing = statsOf(output);
  if (existing?.isDirectory() || ending === "" || output.endsWith("/")) {
    checkFolder(output, existing);
    return { format: format ?? "svg", folder: output, file: null };
  }
  if (ending !== "svg" && ending !== "png") {
    throw new InputError(`${output}: name a folder, or a file that ends in .svg or .png`);
  }
  if (format !== undefined && format !== ending) {
    throw new InputError(`--format ${format} and -o ${output} contradict each other: leave one out`);
  }
  checkPlace(output, inputs);
  return { format: ending, folder: null, file: output };
}

function checkFolder(output: string, existing: Stats | null): void {
  if (existing === null) return;
  if (!existing.isDirectory()) throw new InputError(`${output} is a file: name a folder, or a file .svg or .png`);
  try {
    accessSync(output, constants.W_OK | constants.X_OK);
  } catch {
    throw new InputError(`${output}: no permission to write in this folder; choose another place`);
  }
}

/** An image to be made, drawn when its turn comes: all together are large. */
interface Image {
  readonly name: string;
  readonly figure: () => JSX.Element;
}

type DrawFlags = Pick<PlotFlags, "grid" | "dark" | "size" | "zoom" | "embedFont">;

/** Draws and writes; returns the number of files. InputError where one file was named for several images. */
async function drawFiles(
  pictures: readonly CurvePicture[],
  view: FigureView,
  { format, folder, file }: ImageFiles,
  flags: DrawFlags,
  progress: ProgressDisplay,
): Promise<number> {
  const images = imagesOf(pictures, view, flags);
  if (file !== null && images.length !== 1) {
    throw new InputError(
      `${file} is one file for ${counted(images.length, "image")}: name a folder with -o, or one curve with --only`,
    );
  }
  if (folder !== null) makeFolders(folder);
  const names = fileNames(
    images.map(({ name }) => name),
    format,
  );
  const faces = format === "svg" && flags.embedFont ? embeddedFaces() : [];
  const queue = images.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [i, { figure }] of queue) {
      const text = svgText(figure(), faces);
      const bytes = format === "svg" ? new TextEncoder().encode(text) : await rasterise(text, flags.zoom);
      await writeBytes(file ?? join(folder!, names[i]), bytes);
      done++;
      progress.update({ done, total: images.length, fits: done, unit: "images", label: "drawing" });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return images.length;
}

function imagesOf(pictures: readonly CurvePicture[], view: FigureView, { grid, dark, size }: DrawFlags): Image[] {
  const palette = dark ? DARK_PALETTE : LIGHT_PALETTE;
  if (grid) {
    return paged(pictures, grid).map((page) => ({
      name: "curves",
      figure: () => <FigureTiles pictures={page} view={view} grid={grid} palette={palette} />,
    }));
  }
  return pictures.map((picture) => ({
    name: picture.name,
    figure: () => <CurveFigure layout={layoutFigure(picture, view, size)} palette={palette} id="figure" />,
  }));
}
