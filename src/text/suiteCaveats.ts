import { hasFit, statusName } from "../core/status.js";
import { TIE } from "../suite/ranking.js";
import type { Suite, SuiteCaveats, SuiteCell } from "../suite/suiteResult.js";
import { curveName } from "../core/rows/curveRows.js";
import { counted } from "../formats/terminalText.js";

/** Names told in a line before the rest is counted. */
const namesTold = 6;

/** The caveats that are true for a suite, a line each, with names as they stand in the data: escape before printing. */
export function caveatLines({ caveats, sections, forms }: Pick<Suite, "caveats" | "sections" | "forms">): string[] {
  const curves = sections[0].curves;
  return [
    ...withoutTestLines(caveats),
    ...failureLines(caveats, forms),
    ...tieLines(caveats, curves),
    ...rowLines(caveats, curves),
    ...exactLines(caveats),
    ...risingLines(caveats, curves),
    ...fewLines(caveats),
  ];
}

/** Why a cell has no test RMSLE. */
export function failureReason(cell: SuiteCell): string {
  if (!hasFit(cell.status)) return `${statusName(cell.status)}, ${counted(cell.nTrain, "training row")}`;
  return `ŷ ≤ 0 or not finite on ${cell.unusableTestRows ?? "some"} of ${counted(cell.nTest, "test row")}`;
}

function withoutTestLines({ withoutTestRows, skippedRows }: SuiteCaveats): string[] {
  const lines =
    withoutTestRows.length === 0
      ? []
      : [
          `without test rows: ${counted(withoutTestRows.length, "curve")}, left out of the scores: ` +
            `${told(withoutTestRows.map((key) => curveName({ key })))}.`,
        ];
  return skippedRows === 0 ? lines : [...lines, `bad rows skipped: ${skippedRows}.`];
}

function failureLines({ failures, withoutWinner }: SuiteCaveats, forms: readonly string[]): string[] {
  const lines = forms.flatMap((form) => {
    const failed = failures.filter((cell) => cell.form === form);
    if (failed.length === 0) return [];
    const names = failed.map((cell) => `${curveName(cell)} (${failureReason(cell)})`);
    return [`${form} failed on ${counted(failed.length, "curve")}, a loss and the last rank: ${told(names)}.`];
  });
  if (withoutWinner === 0) return lines;
  return [
    ...lines,
    `no form has a test error on ${counted(withoutWinner, "curve")}: nobody won, shares do not add up to 100 %.`,
  ];
}

function tieLines({ ties, cutTies }: SuiteCaveats, curves: number): string[] {
  const words = ties.map(({ forms, curves: on, best }) => {
    const won = best === 0 ? "" : ` (best on ${best})`;
    return `${forms.join(" = ")} on ${counted(on, "curve")}${won}`;
  });
  const lines =
    words.length === 0
      ? []
      : [`ties, test errors equal to within ${TIE.toExponential()}, which share wins and ranks: ${told(words, "; ")}.`];
  if (cutTies === 0) return lines;
  return [
    ...lines,
    `cut to 3 decimals, ${cutTies} of ${counted(curves, "curve")} ${cutTies === 1 ? "has" : "have"} several best forms.`,
  ];
}

function rowLines(caveats: SuiteCaveats, curves: number): string[] {
  const { oneTestRow, repeated, seenInTraining, insideTraining } = caveats;
  const lines: string[] = [];
  if (oneTestRow > 0) {
    lines.push(
      `one test row: ${oneTestRow} of ${counted(curves, "curve")}; their error is that of one point, without a standard error.`,
    );
  }
  if (repeated.curves > 0) {
    lines.push(
      `repeated rows in ${counted(repeated.curves, "curve")}: ${repeated.trainRows} training and ` +
        `${counted(repeated.testRows, "test row")} repeat another's x and y; each counts, so standard errors are too small.`,
    );
  }
  if (seenInTraining.rows > 0) {
    lines.push(
      `test rows that are also training rows: ${seenInTraining.rows} in ${counted(seenInTraining.curves, "curve")}.`,
    );
  }
  if (insideTraining.rows > 0) {
    lines.push(
      `not an extrapolation: ${insideTraining.rows} of ${counted(insideTraining.testRows, "test row")} in ` +
        `${counted(insideTraining.curves, "curve")} have an x inside the range of the training x.`,
    );
  }
  return lines;
}

function exactLines({ exact }: SuiteCaveats): string[] {
  return exact === 0
    ? []
    : [`a test error of 0 has no logarithm: ${counted(exact, "curve")} left out of geometric means.`];
}

function risingLines({ rising }: SuiteCaveats, curves: number): string[] {
  if (rising === 0) return [];
  return [
    `y rises with x in ${rising} of ${counted(curves, "curve")}, and these forms fall: score such a metric as its distance ` +
      "from its ceiling (1 − accuracy).",
  ];
}

function fewLines({ few }: SuiteCaveats): string[] {
  const some = few.filter(({ curves }) => curves > 0);
  if (some.length === 0) return [];
  const words = some.map(
    ({ name, curves }) => `${name} ${curves} (one moves a share by ${Math.round(100 / curves)} points)`,
  );
  return [`few curves: ${told(words)}; bootstrap intervals of so few are too narrow.`];
}

function told(names: readonly string[], separator = ", "): string {
  const rest = names.length - namesTold;
  return names.slice(0, namesTold).join(separator) + (rest > 0 ? `${separator}and ${rest} more` : "");
}
