import { Option } from "commander";
import { InputError } from "../../core/errors.js";
import { isPlace, parseNumber, type Place } from "../../core/optionText.js";
import type { Grid } from "../../figure/SmallFigure.js";
import type { Size } from "../../figure/panel.js";
import { DEFAULT_VIEW, type FigureView } from "../../figure/picture.js";
import {
  type CommandParts,
  FITS_ARGUMENT,
  type PicturedFlags,
  picturedOptions,
  type ShownBreaks,
  shownBreaksOption,
} from "../flags.js";

export type ImageFormat = "svg" | "png";

/** What `bnsl plot` is asked, as Commander hands it over. */
export interface PlotFlags
  extends PicturedFlags, Pick<FigureView, "scales" | "residuals" | "band" | "testPoints" | "segments" | "asymptote"> {
  readonly intervals?: string;
  readonly breaks: ShownBreaks;
  readonly format?: ImageFormat;
  readonly grid?: Grid;
  readonly to?: Place;
  readonly size: Size;
  readonly zoom: number;
  readonly dark?: true;
  readonly breakLines: boolean;
  readonly heading: boolean;
  readonly embedFont: boolean;
  readonly output: string;
  readonly quiet?: true;
}

/** What a sharp screen has. */
export const DEFAULT_ZOOM = 2;

/** `bnsl plot`: fits and their curves in, an image a curve (or a page of small ones) out. */
export const plot: CommandParts = {
  argument: FITS_ARGUMENT,
  options: [
    ...picturedOptions(),
    new Option("--intervals <file>", "intervals that bnsl bootstrap wrote of these fits: bands, breaks"),
    shownBreaksOption(),
    new Option("--format <format>", "svg or png; by the ending of -o, else svg").choices(["svg", "png"]),
    new Option("--grid <columns x rows>", "small multiples, so many on a page, such as 4x3").argParser(parseGrid),
    new Option("--scales <scales>", "loglog, logx (y linear), linear; auto is loglog where every y is above 0")
      .choices(["auto", "loglog", "logx", "linear"])
      .default("auto"),
    new Option("--to <x>", "draw the law up to this x, or to a multiple of a curve's last x such as 10x").argParser(
      parseTo,
    ),
    new Option("--size <width x height>", "of one figure, in CSS pixels")
      .argParser(parseSize)
      .default({ width: 720, height: 540 }, "720x540")
      .conflicts("grid"),
    new Option("--zoom <factor>", "pixels of a PNG to a CSS pixel").argParser(parseZoom).default(DEFAULT_ZOOM),
    new Option("--dark", "light on dark"),
    ...["residuals", "band", "test-points", "segments", "break-lines", "asymptote"].map(
      (part) => new Option(`--no-${part}`, `leave out ${part.replace("-", " ")}`),
    ),
    new Option("--no-heading", "leave out the curve's name and the line under it"),
    new Option("--no-embed-font", "SVG without the font in it: smaller, and set in what a machine has"),
    new Option(
      "-o, --output <place>",
      "a folder, made where it is missing; or, for one figure, a file .svg or .png",
    ).makeOptionMandatory(),
    new Option("--quiet", "no notes"),
  ],
  help: `
Training points are discs, held-out ones diamonds; the law is dashed where it extrapolates; green lines are breaks, shaded
over their interval; broad lines are the power laws that the law joins, where it follows them; above the frame are the slopes
that it has over the training x.

Examples:
  $ bnsl plot fits.arrow --data curves.csv -o plots/
  $ bnsl plot fits.arrow --data curves.csv --intervals intervals.arrow --format png -o plots/
  $ bnsl plot fits.arrow --data curves.csv --grid 4x3 -o plots/`,
};

export function figureView(flags: PlotFlags): FigureView {
  const { scales, residuals, band, testPoints, segments, breakLines: breaks, asymptote, to = null } = flags;
  return { ...DEFAULT_VIEW, scales, residuals, band, testPoints, segments, breaks, asymptote, to };
}

function parseGrid(text: string): Grid {
  const [columns, rows] = parsePair(text, "--grid", "columns and rows such as 4x3");
  if (columns > 20 || rows > 50) throw new InputError(`--grid ${text}: at most 20 columns and 50 rows`);
  return { columns, rows };
}

function parseSize(text: string): Size {
  const [width, height] = parsePair(text, "--size", "width and height in pixels such as 720x540");
  if (width < 320 || height < 280 || width > 8000 || height > 8000) {
    throw new InputError(`--size ${text}: give 320x280 to 8000x8000`);
  }
  return { width, height };
}

function parsePair(text: string, flag: string, what: string): [number, number] {
  const match = /^\s*(\d+)\s*[x×]\s*(\d+)\s*$/i.exec(text);
  const [first, second] = [Number(match?.[1]), Number(match?.[2])];
  if (!(first > 0 && second > 0)) throw new InputError(`${flag} ${text}: give ${what}`);
  return [first, second];
}

function parseTo(text: string): Place {
  if (isPlace(text.trim())) return text.trim() as Place;
  const to = parseNumber(text, "--to");
  if (to > 0) return to;
  throw new InputError(`--to ${text}: give an x above 0`);
}

function parseZoom(text: string): number {
  const zoom = parseNumber(text, "--zoom");
  if (zoom >= 0.25 && zoom <= 8) return zoom;
  throw new InputError(`--zoom ${text}: give a factor from 0.25 to 8`);
}
