import { median } from "../core/statistics/median.js";
import { counted, escapeControls, shortNumber } from "../formats/terminalText.js";

/** How often each word occurs. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(word: string): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  /** In the order of appearance. */
  entries(): { word: string; count: number }[] {
    return [...this.counts].map(([word, count]) => ({ word: escapeControls(word), count }));
  }
}

/** Counts things and keeps the first few of them. */
export class Examples<T> {
  readonly first: T[] = [];
  count = 0;

  constructor(private readonly most: number) {}

  add(one: T): void {
    this.count++;
    if (this.first.length < this.most) this.first.push(one);
  }
}

/** The spread of errors; each takes eight bytes. */
export class ErrorSpread {
  private readonly values: number[] = [];

  /** @param name "RMSLE" or "RMSE" */
  constructor(private readonly name: string) {}

  add(value: number | null): void {
    if (value !== null) this.values.push(value);
  }

  /** Nothing where there were none. @param part "train" or "test" */
  lines(part: string): string[] {
    const { values } = this;
    if (values.length === 0) return [];
    const largest = values.reduce((most, value) => Math.max(most, value));
    return [
      `${this.name} on ${part} rows: median ${shortNumber(median(values), 3)}, geometric mean ${geometricMean(values)}, ` +
        `largest ${shortNumber(largest, 3)} (${counted(values.length, "fit")}).`,
    ];
  }
}

/** The spread of R², of which the least is the worst. */
export class ExplainedSpread {
  private readonly values: number[] = [];

  add(value: number | null): void {
    if (value !== null) this.values.push(value);
  }

  /** Nothing where there were none. */
  lines(): string[] {
    const { values } = this;
    if (values.length === 0) return [];
    const least = values.reduce((p, q) => Math.min(p, q));
    return [
      `R² on train rows: median ${shortNumber(median(values), 3)}, least ${shortNumber(least, 3)} (${counted(values.length, "fit")}).`,
    ];
  }
}

/** Zero errors (a fit through every point) have no logarithm: they are left out, and counted. */
function geometricMean(values: readonly number[]): string {
  const positive = values.filter((value) => value > 0);
  const zeros = values.length - positive.length;
  const logs = positive.reduce((sum, value) => sum + Math.log(value), 0);
  const mean = positive.length === 0 ? 0 : Math.exp(logs / positive.length);
  return shortNumber(mean, 3) + (zeros > 0 ? ` (without ${counted(zeros, "zero")})` : "");
}
