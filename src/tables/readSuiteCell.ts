import { InputError } from "../core/errors.js";
import { hasFit, statusNamed } from "../core/status.js";
import type { SuiteCell } from "../suite/suiteResult.js";
import type { ReadRow } from "./readRows.js";

/** A row of a table of a suite. */
export interface StoredCell {
  readonly where: string;
  /** without what follows from the errors of all forms of the curve */
  readonly cell: Omit<SuiteCell, "rank" | "best" | "winShare" | "cutWinShare">;
  readonly rank: number | null;
  readonly best: boolean;
}

/** @throws InputError that names the row and column of a status or parameters that cannot be */
export function suiteCell({ where, key, cells }: ReadRow): StoredCell {
  const text = (name: string) => cells.get(name) as string;
  const count = (name: string) => cells.get(name) as number;
  const number = (name: string) => cells.get(name) as number | null;
  const status = statusNamed(text("status_name"))!;
  const [nTest, rmsleTest] = [count("n_test"), number("rmsle_test")];
  return {
    where,
    cell: {
      ...{ key, form: text("form"), status, params: paramsOf(text("params"), where) },
      ...{ nTrain: count("n_train"), nTest, rmsleTrain: number("rmsle_train"), rmsleTest },
      seTest: number("se_test"),
      unusableTestRows: unusable(hasFit(status), nTest, rmsleTest),
      ...{ starts: count("starts"), basinShare: number("basin_share") },
      atBound: cells.get("at_bound") as readonly string[],
    },
    rank: number("rank"),
    best: cells.get("best") as boolean,
  };
}

/** A fit has no test error only where ŷ cannot be used on some test row: on how many the table does not say. */
function unusable(fitted: boolean, nTest: number, rmsleTest: number | null): number | null {
  if (!fitted || rmsleTest !== null || nTest === 0) return 0;
  return nTest === 1 ? 1 : null;
}

/** The inverse of `paramsText`. */
function paramsOf(text: string, where: string): Record<string, number> {
  const fail = () =>
    new InputError(
      `${where}, column params: ${text} is no JSON object of numbers; give the table as \`bnsl suite\` wrote it`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fail();
  const entries = Object.entries(value).map(([name, item]: [string, unknown]) => {
    if (typeof item === "number") return [name, item] as const;
    if (typeof item !== "string" || !unwritable.includes(item)) throw fail();
    return [name, Number(item)] as const;
  });
  return Object.fromEntries(entries);
}

/** Numbers that JSON has no number for. */
const unwritable: readonly string[] = ["NaN", "Infinity", "-Infinity", "-0"];
