import { chunkRanges } from "../core/engine/chunks.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import { byShape } from "./byShape.js";
import { cellsOf, simulatedFull, simulatedSimpler, type Cell } from "./predictabilityCells.js";
import type { PredictabilityRequest, Truth } from "./predictabilityRequest.js";
import { rowsOf, type PredictabilityRow } from "./predictabilityRows.js";
import { effortFor, refit } from "./refit.js";
import type { RefitContext, RefitProblem, RefitRun } from "./refitProblem.js";

/** data sets of all cells of a window */
const WINDOW_SIMULATIONS = 1 << 16;

/**
 * Simulates data that stop at x = s·d and fits them with and without the last break: how far extrapolation, and the
 * break's location, are off. Rows by truth, sharpness, noise, repeats, stop, knowledge. What a cell's data are depends on
 * the seed and the cell alone.
 *
 * Every fit also starts from the law itself, which nobody has who fits data: where the search from elsewhere would miss
 * the lowest minimum, the study does not.
 *
 * @param truths checked by `checkTruth`
 * @throws EngineError when the engine is lost
 */
export async function predictabilityRows(
  truths: readonly Truth[],
  request: PredictabilityRequest,
  context: RefitRun,
): Promise<PredictabilityRow[]> {
  const cells = truths.flatMap((truth) => cellsOf(truth, request));
  const rows: PredictabilityRow[] = [];
  const size = Math.max(1, Math.floor(WINDOW_SIMULATIONS / request.simulations));
  for (const [first, end] of chunkRanges(cells.length, size)) {
    rows.push(...(await studyWindow(cells.slice(first, end), request, context)));
    context.onProgress?.(end, cells.length, 2 * end * request.simulations);
  }
  return rows;
}

async function studyWindow(
  cells: readonly Cell[],
  request: PredictabilityRequest,
  { engine }: RefitRun,
): Promise<PredictabilityRow[]> {
  const rows = new Map<Cell, PredictabilityRow[]>();
  const context: RefitContext = { engine, form: bnslForm, seed: request.seed };
  for (const group of byShape(cells, ({ full }) => full)) {
    const breaks = group[0].full.breaks;
    const fits = (of: (cell: Cell) => RefitProblem, n: number) => refit(context, group.map(of), effortFor(n, "auto"));
    const full = await fits((cell) => simulatedFull(cell, request), breaks);
    const simpler = await fits((cell) => simulatedSimpler(cell, request), breaks - 1);
    group.forEach((cell, i) => rows.set(cell, rowsOf(cell, full[i], simpler[i], request)));
  }
  return cells.flatMap((cell) => rows.get(cell)!);
}
