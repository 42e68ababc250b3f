import fc from "fast-check";
import { afterAll, expect } from "vitest";
import { InputError } from "../../src/core/errors.js";

/** Cases of all groups together that one run makes. */
const DEFAULT_CASES = 10_000;
const total = Number(process.env.BNSL_FUZZ_CASES ?? DEFAULT_CASES);

/** Cases of each group in a run of 10,000. */
const SHARES = {
  CSV: 2_900,
  JSON: 2_000,
  Arrow: 2_900,
  "compressed files": 1_500,
  Parquet: 300,
  "tables of results": 1_300,
  checkpoints: 300,
  flags: 1_200,
  names: 400,
  "numbers on the CPU": 1_600,
  "numbers on the GPU": 600,
};

export type FuzzGroupName = keyof typeof SHARES;

/** Cases of each group that this run makes, at least. */
export const planned: Readonly<Record<FuzzGroupName, number>> = mapped(SHARES, (share) =>
  Math.max(1, Math.round((share * total) / DEFAULT_CASES)),
);

/** What every case is drawn from: BNSL_FUZZ_SEED, or the same in every run. */
export const fuzzSeed = Number(process.env.BNSL_FUZZ_SEED ?? 20_260);

/** What is counted of a group of cases: how many there were, and how each of them ended. */
export class FuzzGroup {
  readonly #ends = new Map<string, number>();
  readonly cases: number;

  constructor(readonly name: FuzzGroupName) {
    this.cases = planned[name];
    afterAll(() => {
      const ends = [...this.#ends].sort((p, q) => q[1] - p[1]).map(([end, count]) => `${count} ${end}`);
      console.log(`fuzz ${name}: ${this.count} cases from seed ${fuzzSeed}: ${ends.join(", ")}`);
      expect(this.count, `cases of ${name}`).toBeGreaterThanOrEqual(this.cases);
    });
  }

  get count(): number {
    return [...this.#ends.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Runs a share of the group's cases; `act` says how a case ended, and throws where it ended badly. */
  async each<T>(share: number, values: fc.Arbitrary<T>, act: (value: T) => Promise<string> | string): Promise<void> {
    await this.eachOf(share, 1, values, async (value) => [await act(value)]);
  }

  /** The same for values of so many cases each. */
  async eachOf<T>(
    share: number,
    casesEach: number,
    values: fc.Arbitrary<T>,
    act: (value: T) => Promise<readonly string[]>,
  ): Promise<void> {
    const run = async (value: T) => {
      const began = process.cpuUsage();
      const ends = await act(value);
      const { user, system } = process.cpuUsage(began);
      expect(user + system, "microseconds of one case").toBeLessThan(SLOWEST);
      for (const end of ends) this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
    };
    await fc.assert(fc.asyncProperty(values, run), {
      numRuns: Math.max(1, Math.ceil((share * this.cases) / casesEach)),
      seed: fuzzSeed,
      endOnFailure: true,
    });
  }
}

function mapped<K extends string>(numbers: Readonly<Record<K, number>>, to: (n: number) => number): Record<K, number> {
  const entries = Object.entries<number>(numbers).map(([name, n]) => [name, to(n)]);
  return Object.fromEntries(entries) as Record<K, number>;
}

/** microseconds of this process's work, whatever else the machine does: no case takes a tenth of it */
const SLOWEST = 30_000_000;

/** Milliseconds that a test of so many cases may take, whatever else the machine does. */
export const fuzzTimeout = 600_000 * Math.max(1, total / DEFAULT_CASES);

/** "refused", for an error that a user understands: it names the file, is about the file, and says what to do next. */
export function refusal(error: unknown, file: string): "refused" {
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`, { cause: error });
  const { message } = error;
  expect(message).toContain(file);
  expectUserWords(message);
  return "refused";
}

/** A message tells a person what to do and holds nothing of the program's inside. */
export function expectUserWords(message: string): void {
  expect(message, "no words of the program's inside").not.toMatch(INSIDE);
  expect(message, "what to do next").toMatch(ADVICE);
  expect(message.length, "length of the message").toBeLessThan(4_000);
}

const INSIDE =
  /\bundefined\b|\[object |^\s+at \S+ \(|TypeError|RangeError|RuntimeError|is not a function|Cannot read|wasm|node_modules/m;

const ADVICE =
  /\b(add|cast|choose|close|copy|did you mean|\w+s are|fill|follows from|grid is|give|leave|lists the|make|mend|must|name|put|quote|rename|save|take|tie|unpack|use|start|move|widen|write)\b/i;
