/**
 * npm run figures: draws the pictures of README.md and docs/GUIDE.md again, into docs/figures/.
 *
 * Their curves are made up: simulated, with normal noise, from laws that resemble those fitted in the guide, on x of another
 * size. Real data do not belong in this repository, nor pictures of them. The fonts are left out of the files: pages that
 * show an SVG as an image do not load any, and set it in what the machine has.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noisyCurve, type Observation } from "../bench/simulated/truthCurve.js";
import { bootstrap, fit, plotCurves } from "../src/index.js";

/** A made-up curve, and how it is drawn. */
interface MadeFigure extends Observation {
  /** of the file, without its ending */
  readonly name: string;
  readonly xName: string;
  readonly yName: string;
  /** the last x of the training rows; what lies beyond is held out */
  readonly trainTo: number;
  /** the band is drawn up to here */
  readonly bandTo: number;
  readonly seed: number;
}

const FIGURES: readonly MadeFigure[] = [
  {
    name: "sharp-break",
    xName: "training examples",
    yName: "test loss",
    law: { a: 0.42, b: 2.6, c0: 0.055, c: [5.7], d: [6100], f: [0.06] },
    range: [1600, 9600],
    points: 20,
    sigma: 0.0008,
    trainTo: 7600,
    bandTo: 18_000,
    seed: 1,
  },
  {
    name: "made-up-descent",
    xName: "parameters",
    yName: "test error",
    law: { a: 0, b: 15.6, c0: 0.2527, c: [-5, 4.88], d: [8.97e5, 9.47e5], f: [0.224, 0.196] },
    range: [1e5, 6.4e6],
    points: 50,
    sigma: 0.0045,
    trainTo: 3.2e6,
    bandTo: 1.28e7,
    seed: 1,
  },
];

const folder = mkdtempSync(join(tmpdir(), "bnsl-figures-"));
try {
  for (const figure of FIGURES) await draw(figure);
} finally {
  rmSync(folder, { recursive: true });
}

async function draw(figure: MadeFigure): Promise<void> {
  const table = join(folder, `${figure.name}.csv`);
  writeFileSync(table, csvOf(figure));
  const columns = { x: figure.xName, y: figure.yName, train: "train" };
  const fits = await fit(table, { columns, breaks: [0, 1, 2] });
  const { rows } = await bootstrap(table, fits, { at: [figure.bandTo] });
  const [{ svg }] = await plotCurves(table, fits, { intervals: rows, embedFont: false });
  const file = join("docs", "figures", `${figure.name}.svg`);
  writeFileSync(file, svg);
  console.log(`${file}: ${Math.round(svg.length / 1000)} kB`);
}

function csvOf(figure: MadeFigure): string {
  const { x, y } = noisyCurve(figure, figure.name, 0, figure.seed);
  const rows = Array.from(x, (at, i) => `${at},${y[i]},${at <= figure.trainTo ? 1 : 0}`);
  return [`${figure.xName},${figure.yName},train`, ...rows, ""].join("\n");
}
