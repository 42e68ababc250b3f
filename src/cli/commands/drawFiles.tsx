import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { JSX } from "preact";
import { InputError } from "../../core/errors.js";
import { CurveFigure } from "../../figure/CurveFigure.js";
import { fileNames } from "../../figure/names.js";
import { FigureTiles, paged } from "../../figure/SmallFigure.js";
import { layoutFigure } from "../../figure/layout.js";
import { DARK_PALETTE, LIGHT_PALETTE } from "../../figure/palette.js";
import type { CurvePicture, FigureView } from "../../figure/picture.js";
import { svgText } from "../../figure/Words.js";
import { embeddedFaces } from "../../node/packageFiles.js";
import { makeFolders, writeBytes } from "../../node/files.js";
import { rasterise } from "../../node/raster.js";
import { counted } from "../../formats/terminalText.js";
import type { ImageFiles } from "./plotFiles.js";
import type { PlotFlags } from "./plotFlags.js";
import type { Progress } from "../progress.js";

/** An image to be made, drawn when its turn comes: all together are large. */
interface Image {
  readonly name: string;
  readonly figure: () => JSX.Element;
}

type DrawFlags = Pick<PlotFlags, "grid" | "dark" | "size" | "zoom" | "embedFont">;

/** Draws and writes; returns the number of files. InputError where one file was named for several images. */
export async function drawFiles(
  pictures: readonly CurvePicture[],
  view: FigureView,
  { format, folder, file }: ImageFiles,
  flags: DrawFlags,
  progress: Progress,
): Promise<number> {
  const images = imagesOf(pictures, view, flags);
  if (file !== null && images.length !== 1) {
    throw new InputError(
      `${file} is one file for ${counted(images.length, "image")}: name a folder with -o, or one curve with --curve`,
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
