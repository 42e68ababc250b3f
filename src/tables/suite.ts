import type { Table } from "apache-arrow";
import { z } from "zod";
import { InputError } from "../core/errors.js";
import { domainColumn } from "../core/extrapolate/domains.js";
import { curveName, groupBy } from "../core/rows/curveRows.js";
import { hasFit, STATUS_NAMES, statusName, statusNamed } from "../core/status.js";
import { DEFAULT_RESAMPLES, lastWithOthers, planSections } from "../suite/plan.js";
import { placeForms } from "../suite/ranking.js";
import { scoreSections } from "../suite/suite.js";
import type { Suite, SuiteCell } from "../suite/suiteResult.js";
import { type RowColumn, rowTable } from "./columns.js";
import { type ReadRow, readRows } from "./fits.js";
import { toJson } from "./meta.js";
import { extendedNumber } from "./optionSchema.js";
import { readRaw } from "./rawTable.js";
import type { ReadSuite } from "./read.js";
import { type SuiteMeta, suiteMetadata, suiteMetaFrom } from "./suiteMeta.js";
import { tableKinds } from "./tableKind.js";

/**
 * A suite as an Arrow table of one row per (curve, form): key columns (text) first, then the columns of
 * `suiteColumns` below. A key column named like one of ours gets `key.` in front.
 */
export function suiteToArrow(suite: Suite, meta: SuiteMeta): Table {
  return rowTable(suite.cells.flat(), meta.keyNames, suiteColumns, suiteMetadata(meta));
}

/**
 * What `bnsl suite -o` wrote, in any format: the inverse of `suiteToArrow`, with the scores of its sections made again
 * from the cells. CSV and JSON lines do not say how: there forms stand in the order of their rows, domains are guessed as
 * `bnsl suite` does, the last form is compared with the others, and there are no groups.
 *
 * @throws InputError for what cannot be read, another kind of table, damaged metadata or cells, curves without a row of
 *   every form, ranks that are not those of the errors
 */
export async function readSuite(path: string): Promise<ReadSuite> {
  const raw = await readRaw(path, tableKinds.suite);
  const meta = suiteMetaFrom(raw.metadata, raw.name);
  const schema = { kind: tableKinds.suite, columns: suiteColumns };
  const { keyNames, rows } = readRows(raw, schema, meta?.keyNames ?? null);
  const stored = rows.map(suiteCell);
  if (stored.length === 0) throw new InputError(`${raw.name} has no rows: give a suite of at least one curve`);
  const forms = meta?.forms ?? [...new Set(stored.map(({ cell }) => cell.form))];
  const curves = groupBy(stored, ({ cell }) => cell.key).map((curve) => inOrder(curve, forms, raw.name));
  const cells = curves.map(placed);
  return { forms, cells: cells.flat(), sections: sectionsOf(cells, forms, keyNames, meta, raw.name), meta };
}

const AS_WRITTEN = "give the table as `bnsl suite` wrote it";

/** The cells of one curve in the order of the forms. */
function inOrder(curve: readonly StoredCell[], forms: readonly string[], file: string): StoredCell[] {
  const name = curveName(curve[0].cell);
  const twice = curve.find(({ cell }, i) => curve.findIndex((each) => each.cell.form === cell.form) < i);
  if (twice)
    throw new InputError(`${twice.where}: a second row of ${twice.cell.form} for curve ${name}; ${AS_WRITTEN}`);
  const stray = curve.find(({ cell }) => !forms.includes(cell.form));
  if (stray) {
    throw new InputError(
      `${stray.where}, column form: ${stray.cell.form} is none of the forms of this suite: ${forms.join(", ")}; ${AS_WRITTEN}`,
    );
  }
  const uneven = curve.find(({ cell }) => cell.nTest !== curve[0].cell.nTest);
  if (uneven) {
    throw new InputError(
      `${uneven.where}, column n_test: ${uneven.cell.nTest}, but ${curve[0].cell.nTest} in another row of curve ${name}; ${AS_WRITTEN}`,
    );
  }
  return forms.map((form) => {
    const found = curve.find(({ cell }) => cell.form === form);
    if (found) return found;
    throw new InputError(
      `${file}: curve ${name} has no row of ${form}; give the whole table that \`bnsl suite\` wrote`,
    );
  });
}

/** Places follow from the errors: what the table says of them must be the same. */
function placed(curve: readonly StoredCell[]): SuiteCell[] {
  const places = placeForms(
    curve.map(({ cell }) => cell.rmsleTest),
    curve[0].cell.nTest,
  );
  return curve.map(({ cell, rank, best, where }, i) => {
    for (const [column, told, found] of [
      ["rank", rank, places[i].rank],
      ["best", best, places[i].best],
    ] as const) {
      if (told === found) continue;
      throw new InputError(
        `${where}, column ${column}: ${String(told)}, but ${String(found)} by the test errors of this curve's forms; ` +
          `rows were changed or taken out: ${AS_WRITTEN}`,
      );
    }
    return { ...cell, ...places[i] };
  });
}

function sectionsOf(
  cells: readonly (readonly SuiteCell[])[],
  forms: readonly string[],
  keyNames: readonly string[],
  meta: SuiteMeta | null,
  file: string,
): ReadSuite["sections"] {
  const domain = meta?.domainName ?? null;
  if (domain !== null && !keyNames.includes(domain)) {
    throw new InputError(`${file}: its domain ${domain} is none of its key columns; ${AS_WRITTEN}`);
  }
  const table = { keyNames, curves: cells.map(([first]) => first) };
  const column = domainColumn(table, meta === null ? null : (meta.domainName ?? ""));
  return scoreSections(cells, forms, {
    sections: planSections(table, column, meta?.groups ?? {}),
    pairs: meta?.compare ?? lastWithOthers(forms),
    resamples: meta?.resamples ?? DEFAULT_RESAMPLES,
    seed: meta?.seed ?? 0,
  });
}

/**
 * The columns of a table of a suite behind its key columns, in order: one row per (curve, form). A rank is no whole number
 * where equal forms share it.
 */
export const suiteColumns: readonly RowColumn<SuiteCell>[] = [
  { name: "form", kind: "text", cell: ({ form }) => form },
  { name: "status_name", kind: "text", words: STATUS_NAMES, cell: ({ status }) => statusName(status) },
  { name: "params", kind: "text", cell: ({ params }) => toJson(params) },
  { name: "n_train", kind: "count", cell: ({ nTrain }) => nTrain },
  { name: "n_test", kind: "count", cell: ({ nTest }) => nTest },
  { name: "rmsle_train", kind: "number", cell: ({ rmsleTrain }) => rmsleTrain },
  { name: "rmsle_test", kind: "number", cell: ({ rmsleTest }) => rmsleTest },
  { name: "se_test", kind: "number", cell: ({ seTest }) => seTest },
  { name: "rank", kind: "number", cell: ({ rank }) => rank },
  { name: "best", kind: "flag", cell: ({ best }) => best },
  { name: "starts", kind: "count", cell: ({ starts }) => starts },
  { name: "basin_share", kind: "number", cell: ({ basinShare }) => basinShare },
  { name: "at_bound", kind: "names", cell: ({ atBound }) => atBound },
];

/** A row of a table of a suite. */
interface StoredCell {
  readonly where: string;
  /** without what follows from the errors of all forms of the curve */
  readonly cell: Omit<SuiteCell, "rank" | "best" | "winShare" | "cutWinShare">;
  readonly rank: number | null;
  readonly best: boolean;
}

/** @throws InputError that names the row and column of a status or parameters that cannot be */
function suiteCell({ where, key, cells }: ReadRow): StoredCell {
  const text = (name: string) => cells.get(name) as string;
  const count = (name: string) => cells.get(name) as number;
  const number = (name: string) => cells.get(name) as number | null;
  const status = statusNamed(text("status_name"))!;
  const [nTest, rmsleTest] = [count("n_test"), number("rmsle_test")];
  return {
    where,
    cell: {
      key,
      form: text("form"),
      status,
      params: paramsOf(text("params"), where),
      nTrain: count("n_train"),
      nTest,
      rmsleTrain: number("rmsle_train"),
      rmsleTest,
      seTest: number("se_test"),
      unusableTestRows: unusable(hasFit(status), nTest, rmsleTest),
      starts: count("starts"),
      basinShare: number("basin_share"),
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

function paramsOf(text: string, where: string): Record<string, number> {
  const parsed = paramsSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new InputError(`${where}, column params: ${text} is no JSON object of numbers; ${AS_WRITTEN}`);
}

const paramsSchema = z.record(z.string(), extendedNumber);

/** Undefined where it is no JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
