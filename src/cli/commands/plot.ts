import type { Command } from "commander";
import type { Finish, Io } from "../io.js";
import { type PlotFlags, plotOptions } from "./plotFlags.js";

/** `bnsl plot`: fits and their curves in, an image a curve (or a page of small ones) out. */
export function plotCommand(plot: Command, io: Io, finish: Finish): void {
  plot
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .addHelpText("after", help)
    .action(async (fits: string, flags: PlotFlags) => {
      const { runPlot } = await import("../actions/plot.js");
      await runPlot(fits, flags, io);
      finish(0);
    });
  for (const option of plotOptions()) plot.addOption(option);
}

const help = `
Training points are discs, held-out ones diamonds; the law is dashed where it extrapolates; green lines are breaks, shaded
over their interval; broad lines are the power laws that the law joins, where it follows them; above the frame are the slopes
that it has over the training x.

Examples:
  $ bnsl plot fits.arrow --data curves.csv -o plots/
  $ bnsl plot fits.arrow --data curves.csv --intervals intervals.arrow --format png -o plots/
  $ bnsl plot fits.arrow --data curves.csv --grid 4x3 -o plots/`;
