import { curveModel, type ErrorModel, groupModel, type Miss, tableModel } from "./errorModel.js";
import type { ForecastLaw } from "./laws.js";
import { MOST_ORIGINS, type Origin } from "./origins.js";

/** An origin with the law that was fitted there; null: none was. */
export interface Backtest {
  readonly origin: Origin;
  readonly law: ForecastLaw | null;
}

/** A curve's model of errors, and what it rests on. */
export interface Calibration {
  readonly model: ErrorModel;
  /** backtests of the curve itself */
  readonly origins: number;
  /** curves with backtests, this one included */
  readonly curves: number;
}

/** Models of errors from how far the forecasts from all origins of a table missed. */
export class Calibrator {
  private readonly byCurve = new Map<number, { readonly origin: Origin; readonly misses: readonly Miss[] }[]>();
  /** of each curve */
  private readonly folds: number[] = [];
  /** by fold, and by fold and group */
  private readonly models = new Map<string, ErrorModel>();

  /** @param groups the group of each curve of the table */
  constructor(
    backtests: readonly Backtest[],
    private readonly groups: readonly string[],
  ) {
    for (const { origin, law } of backtests) {
      const misses = law ? missesOf(origin, law) : [];
      if (misses.length === 0) continue;
      this.byCurve.set(origin.index, [...(this.byCurve.get(origin.index) ?? []), { origin, misses }]);
    }
  }

  /** Of a curve, for what lies behind its last row: from other curves, and from all of its own origins. */
  of(index: number): Calibration {
    return this.calibration(index, () => true);
  }

  /**
   * Of a curve as it could have been known at one of its origins: from other curves, and from its own origins whose forecasts end
   * before the cut.
   */
  at({ index, cut }: Origin): Calibration {
    return this.calibration(index, ({ curve }) => curve.x.every((x) => x <= cut));
  }

  private calibration(index: number, isKnown: (origin: Origin) => boolean): Calibration {
    const own = (this.byCurve.get(index) ?? []).filter(({ origin }) => isKnown(origin));
    const misses = own.flatMap((each) => weighed(each.misses, own.length));
    const model = curveModel(misses, own.length / MOST_ORIGINS, this.others(this.foldOf(index), this.groups[index]));
    return { model, origins: own.length, curves: this.byCurve.size };
  }

  /** By its rank in its group, so that a fold holds a fifth of each group. */
  private foldOf(index: number): number {
    if (this.folds.length === 0) {
      const ranks = new Map<string, number>();
      for (const group of this.groups) {
        const rank = ranks.get(group) ?? 0;
        this.folds.push(rank % FOLDS);
        ranks.set(group, rank + 1);
      }
    }
    return this.folds[index];
  }

  /** Of the curves of a group but those of one fold, drawn towards that of the whole table. */
  private others(fold: number, group: string): ErrorModel {
    const name = `${fold} ${group}`;
    const known = this.models.get(name);
    if (known) return known;
    const all = [...this.byCurve.keys()].filter((index) => this.foldOf(index) !== fold);
    const own = all.filter((index) => this.groups[index] === group);
    const table = this.models.get(String(fold)) ?? tableModel(this.missesOf(all), all.length);
    this.models.set(String(fold), table);
    const model = own.length === all.length ? table : groupModel(this.missesOf(own), own.length, table);
    this.models.set(name, model);
    return model;
  }

  /** Each curve counts alike, and so does each of its origins. */
  private missesOf(indices: readonly number[]): Miss[] {
    return indices.flatMap((index) => {
      const own = this.byCurve.get(index)!;
      return own.flatMap(({ misses }) => weighed(misses, own.length));
    });
  }
}

/** Curves are left out a fifth at a time, so that no curve has a part in what its own misses are drawn towards. */
const FOLDS = 5;

function weighed(misses: readonly Miss[], origins: number): Miss[] {
  return misses.map((miss) => ({ ...miss, weight: 1 / misses.length / origins }));
}

/** Rows of an origin that are looked at: more tell no more, for they lie close together. */
const MOST_MISSES = 12;

/** What the forecast from an origin missed the rows behind its cut by, spread evenly over them. */
function missesOf({ curve }: Origin, law: ForecastLaw): Miss[] {
  const behind = Array.from(curve.x.keys())
    .filter((row) => curve.train[row] === 0)
    .sort((p, q) => curve.x[p] - curve.x[q]);
  const count = Math.min(behind.length, MOST_MISSES);
  return Array.from({ length: count }, (_, i) => behind[Math.floor(((i + 1) * behind.length) / count) - 1])
    .map((row) => ({
      ...law.place(curve.x[row]),
      error: Math.log(curve.y[row]) - law.logY(curve.x[row]),
      weight: 1,
    }))
    .filter(({ error, change }) => Number.isFinite(error) && Number.isFinite(change));
}
