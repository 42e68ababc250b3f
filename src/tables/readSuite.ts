import { InputError } from "../core/errors.js";
import type { ReadSuite } from "./readTable.js";
import { domainColumn } from "../core/extrapolate/domains.js";
import { curveName } from "../core/rows/curveRows.js";
import { groupBy } from "../core/rows/groupBy.js";
import { DEFAULT_RESAMPLES, lastWithOthers, planSections } from "../suite/plan.js";
import { placeForms } from "../suite/scores.js";
import { scoreSections } from "../suite/sections.js";
import type { SuiteCell } from "../suite/suiteResult.js";
import { suiteCell, type StoredCell } from "./readSuiteCell.js";
import { suiteMetaFrom } from "./readSuiteMeta.js";
import { readRaw } from "./rawTable.js";
import { readRows } from "./readRows.js";
import { isSuiteColumn, suiteColumns } from "./suiteColumns.js";
import type { SuiteMeta } from "./suiteMeta.js";
import { tableKinds } from "./tableKind.js";

/**
 * What `bnsl suite -o` wrote, in any format: the inverse of `suiteToArrow`, with the scores of its sections made again
 * from the cells. CSV and JSON lines do not say how: there forms stand in the order of their rows, domains are guessed as
 * `bnsl suite` does, the last form is compared with the others, and there are no groups.
 *
 * @throws InputError for what cannot be read, another kind of table, damaged metadata or cells, curves without a row of
 *   every form, ranks that are not those of the errors
 */
export async function readSuite(path: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<ReadSuite> {
  const raw = await readRaw(path, tableKinds.suite, stdin);
  const meta = suiteMetaFrom(raw.metadata, raw.name);
  const schema = { kind: tableKinds.suite, columns: suiteColumns, taken: isSuiteColumn };
  const { keyNames, rows } = readRows(raw, schema, meta?.keyNames ?? null);
  const stored = rows.map(suiteCell);
  if (stored.length === 0) throw new InputError(`${raw.name} has no rows: give a suite of at least one curve`);
  const forms = meta?.forms ?? [...new Set(stored.map(({ cell }) => cell.form))];
  const curves = groupBy(stored, ({ cell }) => cell.key).map((curve) => inOrder(curve, forms, raw.name));
  const cells = curves.map(placed);
  return { forms, cells: cells.flat(), sections: sectionsOf(cells, forms, keyNames, meta, raw.name), meta };
}

/** The cells of one curve in the order of the forms. */
function inOrder(curve: readonly StoredCell[], forms: readonly string[], file: string): StoredCell[] {
  const name = curveName(curve[0].cell);
  const twice = curve.find(({ cell }, i) => curve.findIndex((each) => each.cell.form === cell.form) < i);
  if (twice)
    throw new InputError(
      `${twice.where}: a second row of ${twice.cell.form} for curve ${name}; give the table as \`bnsl suite\` wrote it`,
    );
  const stray = curve.find(({ cell }) => !forms.includes(cell.form));
  if (stray) {
    throw new InputError(
      `${stray.where}, column form: ${stray.cell.form} is none of the forms of this suite: ${forms.join(", ")}; give the table as \`bnsl suite\` wrote it`,
    );
  }
  const uneven = curve.find(({ cell }) => cell.nTest !== curve[0].cell.nTest);
  if (uneven) {
    throw new InputError(
      `${uneven.where}, column n_test: ${uneven.cell.nTest}, but ${curve[0].cell.nTest} in another row of curve ${name}; give the table as \`bnsl suite\` wrote it`,
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
          `rows were changed or taken out: give the table as \`bnsl suite\` wrote it`,
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
    throw new InputError(
      `${file}: its domain ${domain} is none of its key columns; give the table as \`bnsl suite\` wrote it`,
    );
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
