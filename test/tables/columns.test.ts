import { describe, expect, it } from "vitest";
import { fitColumns, isFitColumn, originalKeyName, writtenKeyNames } from "../../src/tables/columns.js";
import { madeRow } from "./madeFits.js";

describe("fitColumns", () => {
  it("are the documented columns in the documented order", () => {
    expect(fitColumns.map((column) => column.name).join(" ")).toBe(
      "n_breaks selected status status_name n_train n_test a b c0 c d f objective msle_train rmsle_train rmsle_test " +
        "rmse_train rmse_test r2_train dof chi2 " +
        "aic aicc bic starts starts_converged basin_share minima iterations agreed_digits at_bound " +
        "unidentified runs_away errors rho support p_support rests_on set_aside huber skipped_rows engine last_x",
    );
  });

  it("hold every field of a row but the key", () => {
    const fields = fitColumns.flatMap((column) => column.field ?? []);
    expect(["key", ...fields].sort()).toEqual(Object.keys(madeRow()).sort());
  });
});

describe("writtenKeyNames", () => {
  const names = ["Task", "status", "c", "c12", "c0", "key.status", "key.key.status", "key.Task", "d0", "key."];

  it("puts key. before names that the table needs itself, CSV's c1 … included, and before no other", () => {
    expect(writtenKeyNames(names, isFitColumn)).toEqual([
      "Task",
      "key.status",
      "key.c",
      "key.c12",
      "key.c0",
      "key.key.status",
      "key.key.key.status",
      "key.Task",
      "d0",
      "key.",
    ]);
  });

  it("is undone by originalKeyName", () => {
    const written = writtenKeyNames(names, isFitColumn);
    expect(written.map((name) => originalKeyName(name, isFitColumn))).toEqual(names);
    expect(new Set(written).size).toBe(names.length);
  });
});
