import { curveNamer, type Keyed } from "../core/rows/curveRows.js";
import { counted, escapeControls } from "../formats/terminalText.js";
import type { BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { Io } from "./io.js";

type Row = Keyed & Pick<BreakTestRow | IntervalRow, "status" | "resamples" | "failed">;

/** The exit code, after naming every curve that has no result, and why. `what`: "intervals", "p-value". */
export function listWithoutResult(rows: readonly Row[], what: string, io: Io): 0 | 1 {
  const nameOf = curveNamer(rows);
  const failed = rows.filter(({ status }) => status !== "ok");
  if (failed.length === 0) return 0;
  io.stderr.write(`no ${what} for ${counted(failed.length, "curve")}:\n`);
  for (const row of failed) io.stderr.write(`  ${escapeControls(`${nameOf(row)}: ${reason(row)}`)}\n`);
  return 1;
}

function reason({ status, resamples, failed }: Row): string {
  switch (status) {
    case "no-fit":
      return "no fit with the breaks asked for";
    case "no-freedom":
      return "as many parameters as points: nothing is left to tell the noise by";
    case "most-breaks":
      return "it has as many breaks as can be fitted: there is no alternative with one more";
    case "too-few-points":
      return "too few points for one more break";
    case "too-few-refits":
      return failed > 0
        ? `too few refits are finite (${failed} of ${resamples} failed)`
        : "the refits of the data themselves are not finite, or fit them exactly";
    default:
      return status;
  }
}
