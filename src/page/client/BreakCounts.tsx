import { useId } from "preact/hooks";
import { layoutSmall } from "../../figure/layout.js";
import { PAGE_PALETTE } from "../../figure/palette.js";
import { DEFAULT_VIEW } from "../../figure/picture.js";
import { SmallFigure } from "../../figure/SmallFigure.js";
import { hasFit, statusName } from "../../status.js";
import { selectedBy } from "../../report/selectedBy.js";
import type { FitRow } from "../../types.js";
import type { CurveEntry, Report } from "./curveIndex.js";
import { criterionName, number } from "./numbers.js";
import { pictureOf } from "./pictureOf.js";
import { curveHref } from "./routes.js";

const SIZE = { width: 250, height: 160 };

interface BreakCountsProps {
  report: Report;
  curve: CurveEntry;
  /** the row in the big figure */
  shown: FitRow;
}

/** Every number of breaks side by side; a click shows one in the big figure. */
export function BreakCounts({ report, curve, shown }: BreakCountsProps) {
  const best = (pick: (row: FitRow) => number | null) =>
    curve.rows.reduce((least, row) => Math.min(least, pick(row) ?? Infinity), Infinity);
  const lines: readonly Line[] = [
    { name: "AICc", pick: ({ aicc }) => aicc, least: best(({ aicc }) => aicc) },
    { name: "AIC", pick: ({ aic }) => aic, least: best(({ aic }) => aic) },
    { name: "BIC", pick: ({ bic }) => bic, least: best(({ bic }) => bic) },
    { name: "RMSLE train", pick: (row) => row.rmsleTrain, least: NaN },
    ...(shown.nTest > 0 ? [{ name: "RMSLE held out", pick: testError, least: best(testError) }] : []),
  ];
  return (
    <section aria-label="Numbers of breaks" data-break-counts>
      <h2>How many breaks</h2>
      <ol class="counts">
        {curve.rows.map((row) => (
          <li key={row.nBreaks}>
            <Count report={report} curve={curve} row={row} shown={shown} lines={lines} />
          </li>
        ))}
      </ol>
      <p class="note">
        {choiceWords(report, curve)} Criteria on the scale of N ln F: only their differences mean something;
        the lowest of a line is in bold. A test error in bold tells in hindsight, and chooses nothing.
      </p>
    </section>
  );
}

interface Line {
  readonly name: string;
  readonly pick: (row: FitRow) => number | null;
  readonly least: number;
}

function Count({
  report,
  curve,
  row,
  shown,
  lines,
}: BreakCountsProps & { row: FitRow; lines: readonly Line[] }) {
  const id = useId();
  const picture = hasFit(row.status) ? pictureOf(report, curve, row) : null;
  return (
    <a
      href={curveHref(curve.key, row.nBreaks)}
      aria-current={row === shown ? "true" : undefined}
      data-n={row.nBreaks}
      class="count"
    >
      <strong>
        n = {row.nBreaks}
        {row.selected && " · selected"}
      </strong>
      {picture ? (
        <SmallFigure
          id={id}
          layout={layoutSmall(picture, { ...DEFAULT_VIEW, band: false }, SIZE)}
          palette={PAGE_PALETTE}
        />
      ) : (
        <span class="no-figure">
          {hasFit(row.status) ? "no points in this report" : `no fit: ${statusName(row.status)}`}
        </span>
      )}
      <dl class="facts">
        {lines.map(({ name, pick, least }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={pick(row) === least ? "best" : undefined}>{number(pick(row))}</dd>
          </div>
        ))}
      </dl>
    </a>
  );
}

function testError({ rmsleTest }: FitRow): number | null {
  return rmsleTest;
}

function choiceWords({ data }: Report, { rows }: CurveEntry): string {
  if (!rows.some(({ selected }) => selected)) return "No number of breaks was selected.";
  const by = selectedBy(data.meta);
  return by === null
    ? "By what one was selected these fits do not say."
    : `Selected by ${criterionName(by)}.`;
}
