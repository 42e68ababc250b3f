import type { RecordBatch } from "apache-arrow";
import { EngineError } from "../core/errors.js";
import { groupByKey } from "../core/rows/curveRows.js";
import { drawsBatch, drawsSchema } from "../tables/draws.js";
import { intervalText } from "../text/intervalText.js";
import { intervalsToArrow } from "../tables/intervals.js";
import { counted } from "../formats/terminalText.js";
import type { UncertaintyMeta } from "../tables/uncertaintyMeta.js";
import { writeBatches } from "../tables/write.js";
import type { CurveSet, FitResult } from "../core/types.js";
import type { BootstrapRequest, CurveBootstrap, CurveDraws, IntervalRow } from "../uncertainty/types.js";
import { deliverTable, type Delivery } from "./output.js";
import { widthOf, type Io } from "./io.js";
import type { ToldResampling } from "./actions/resampling.js";

/** Where intervals go, and the draws behind them. */
export interface IntervalDelivery extends Delivery {
  readonly draws?: string;
}

/**
 * Bootstraps fits and delivers the intervals; draws are written as they come and never held together.
 *
 * @returns the rows of all curves
 * @throws EngineError where the engine is lost, after what was done before has been delivered
 */
export async function makeIntervals(
  set: CurveSet,
  fits: FitResult,
  request: BootstrapRequest,
  to: IntervalDelivery,
  { run, progress, describe }: ToldResampling,
  io: Io,
): Promise<readonly IntervalRow[]> {
  const harvest = new Harvest(io.bootstrap(set, fits, request, run));
  const drawn = await writeDraws(harvest, to.draws, () => describe(set, fits, request, false));
  progress.stop();
  const { rows, lost } = harvest;
  if (lost !== null && rows.length === 0) throw lost;
  if (drawn !== null) progress.note(`wrote ${counted(drawn, "draw")} to ${to.draws}`);
  const table = intervalsToArrow(rows, describe(set, fits, request));
  await deliverTable(table, () => intervalText(rows, widthOf(io.stdout), request.absoluteSigma), to, io, progress);
  if (lost === null) return rows;
  const done = `${groupByKey(rows).length} of ${counted(groupByKey(fits.rows).length, "curve")}`;
  io.stderr.write(`the engine was lost; the table holds what was done before: rows of ${done}\n`);
  throw lost;
}

/** Keeps the rows of a bootstrap and hands its draws on; a lost engine ends the draws. */
class Harvest {
  readonly rows: IntervalRow[] = [];
  lost: EngineError | null = null;

  constructor(private readonly results: AsyncGenerator<CurveBootstrap>) {}

  async *draws(): AsyncGenerator<CurveDraws, void> {
    try {
      for await (const { rows, draws } of this.results) {
        this.rows.push(...rows);
        if (draws !== null) yield draws;
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.lost = error;
    }
  }
}

/** The number of draws written; null where none were to be written, or the engine was lost before the first curve. */
async function writeDraws(
  harvest: Harvest,
  path: string | undefined,
  describe: () => UncertaintyMeta,
): Promise<number | null> {
  const draws = harvest.draws();
  // which engine was taken, and so the metadata, is known once there is a first curve
  const first = await draws.next();
  if (path === undefined || (harvest.lost !== null && harvest.rows.length === 0)) {
    for (let next = first; !next.done;) next = await draws.next();
    return null;
  }
  const meta = describe();
  const schema = drawsSchema(meta);
  async function* batches(): AsyncGenerator<RecordBatch> {
    for (let next = first; !next.done; next = await draws.next()) {
      yield drawsBatch(next.value, schema, meta.keyNames);
    }
  }
  try {
    return await writeBatches(batches(), path, { schema });
  } finally {
    // a file that cannot be opened asks for no batch, and the engine has to be let go all the same
    await draws.return();
  }
}
