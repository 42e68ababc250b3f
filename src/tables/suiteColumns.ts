import { STATUS_NAMES, statusName } from "../core/status.js";
import type { SuiteCell } from "../suite/suiteResult.js";
import type { RowColumn } from "./rowTable.js";

/**
 * The columns of a table of a suite behind its key columns, in order: one row per (curve, form). A rank is no whole number
 * where equal forms share it.
 */
export const suiteColumns: readonly RowColumn<SuiteCell>[] = [
  { name: "form", kind: "text", cell: ({ form }) => form },
  { name: "status_name", kind: "text", words: STATUS_NAMES, cell: ({ status }) => statusName(status) },
  { name: "params", kind: "text", cell: ({ params }) => paramsText(params) },
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

/** Whether a table of a suite gives this name to one of its own columns. */
export function isSuiteColumn(name: string): boolean {
  return suiteColumns.some((column) => column.name === name);
}

/** A JSON object of which every number reads back as the same double; what JSON has no number for is text. */
export function paramsText(params: Readonly<Record<string, number>>): string {
  return JSON.stringify(params, (_, value: unknown) => {
    if (typeof value !== "number") return value;
    if (Object.is(value, -0)) return "-0";
    return Number.isFinite(value) ? value : String(value);
  });
}
