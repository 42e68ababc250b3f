import { defaultSuite, suiteSeed, type SuiteCurve } from "./defaultSuite.js";
import { simulateRows } from "./simulate.js";

/** The suite's files by name: the curves with the benchmark's columns, and the laws behind them. */
export function suiteTables(seed = suiteSeed): Record<"default.csv" | "default.truth.csv", string> {
  const suite = defaultSuite(seed);
  return {
    "default.csv": csv(["Domain", "Task", "Model", "Seen Examples", "Loss", "Training"], curveLines(suite, seed)),
    "default.truth.csv": csv(
      ["Domain", "Task", "Model", "n_breaks", "a", "b", "c0", "c1", "d1", "f1", "c2", "d2", "f2", "sigma"],
      suite.map(truthLine),
    ),
  };
}

type Cell = string | number;

function curveLines(suite: readonly SuiteCurve[], seed: number): Cell[][] {
  return suite.flatMap((curve, index) =>
    simulateRows(curve, seed, index).map(({ x, y, train }) => [...curve.key, x, y, train ? 1 : 0]),
  );
}

function truthLine({ key, truth }: SuiteCurve): Cell[] {
  const breaks = [0, 1].flatMap((i): Cell[] => {
    const at = truth.breaks[i];
    return at === undefined ? ["", "", ""] : [at.c, at.d, at.f];
  });
  return [...key, truth.breaks.length, truth.a, truth.b, truth.c0, ...breaks, truth.sigma];
}

function csv(header: readonly string[], lines: readonly (readonly Cell[])[]): string {
  return [header, ...lines].map((line) => line.map(quoted).join(",") + "\n").join("");
}

function quoted(cell: Cell): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
