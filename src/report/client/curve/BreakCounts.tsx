import { useId, useMemo } from "preact/hooks";
import { layoutSmall } from "../../../figure/layout.js";
import type { FigureLayout } from "../../../figure/panel.js";
import { PAGE_PALETTE } from "../../../figure/palette.js";
import { DEFAULT_VIEW } from "../../../figure/picture.js";
import { SmallFigure } from "../../../figure/SmallFigure.js";
import { hasFit, statusName } from "../../../core/status.js";
import { selectedBy } from "../../../core/rows/selectedBy.js";
import type { FitRow } from "../../../core/types.js";
import { onCommonAxes } from "./commonAxes.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { criterionName, fixed, number } from "../ui/numbers.js";
import type { ErrorMeasure } from "../../../core/rows/errorMeasure.js";
import { measureOf } from "../ownScale.js";
import { pictureOf } from "../pictureOf.js";
import { curveHref } from "../routes.js";

const SIZE = { width: 250, height: 160 };

interface BreakCountsProps {
  report: Report;
  curve: CurveEntry;
  /** the row in the big figure */
  shown: FitRow;
}

/** Every number of breaks side by side; a click shows one in the big figure. */
export function BreakCounts({ report, curve, shown }: BreakCountsProps) {
  const [id, layouts] = [useId(), useMemo(() => layoutsOf(report, curve), [report, curve])];
  const lines = linesOf(curve.rows, shown, measureOf(report.data));
  return (
    <section id="break-counts" tabIndex={-1} aria-label="Numbers of breaks" data-break-counts>
      <h2>How many breaks</h2>
      <ol class="counts">
        {curve.rows.map((row, i) => (
          <li key={row.nBreaks}>
            <Count
              curve={curve}
              row={row}
              shown={shown}
              lines={lines}
              layout={layouts[i]}
              id={`${id}-${row.nBreaks}`}
            />
          </li>
        ))}
      </ol>
      <p class="note">
        {choiceWords(report, curve)} Criteria as differences to the lowest of their line (0.0); a value itself is shown
        when the pointer rests on it. The lowest of a line is in bold. A held-out error in bold tells in hindsight, and
        chooses nothing.
      </p>
    </section>
  );
}

interface Line {
  readonly name: string;
  readonly pick: (row: FitRow) => number | null;
  /** null: no row is marked as the best one */
  readonly least: number | null;
  readonly text: (value: number | null) => string;
}

function linesOf(rows: readonly FitRow[], shown: FitRow, { name, train, test }: ErrorMeasure): Line[] {
  const least = (pick: Line["pick"]) => rows.reduce((min, row) => Math.min(min, pick(row) ?? Infinity), Infinity);
  const criterion = (name: string, pick: Line["pick"]): Line => {
    const best = least(pick);
    return {
      name: `Δ${name}`,
      pick,
      least: best,
      text: (value) => (value === null ? "–" : (value - best).toFixed(1)),
    };
  };
  return [
    criterion("AICc", ({ aicc }) => aicc),
    criterion("AIC", ({ aic }) => aic),
    criterion("BIC", ({ bic }) => bic),
    { name: `${name} train`, pick: train, least: null, text: fixed },
    ...(name === "RMSE" ? [{ name: "R² train", pick: explained, least: null, text: fixed }] : []),
    ...(shown.nTest > 0 ? [{ name: `${name} held out`, pick: test, least: least(test), text: fixed }] : []),
  ];
}

/** One small figure a row, all on the same axes; null where there is nothing to draw. */
function layoutsOf(report: Report, curve: CurveEntry): (FigureLayout | null)[] {
  return onCommonAxes(
    curve.rows.map((row) => {
      const picture = hasFit(row.status) ? pictureOf(report, curve, row) : null;
      return picture && layoutSmall(picture, { ...DEFAULT_VIEW, band: false }, SIZE);
    }),
  );
}

interface CountProps {
  curve: CurveEntry;
  row: FitRow;
  shown: FitRow;
  lines: readonly Line[];
  layout: FigureLayout | null;
  id: string;
}

function Count({ curve, row, shown, lines, layout, id }: CountProps) {
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
      {layout ? (
        <SmallFigure id={id} layout={layout} palette={PAGE_PALETTE} />
      ) : (
        <span class="no-figure">
          {hasFit(row.status) ? "no points in this report" : `no fit: ${statusName(row.status)}`}
        </span>
      )}
      <dl class="facts">
        {lines.map(({ name, pick, least, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd
              class={least !== null && pick(row) === least ? "best" : undefined}
              title={pick(row) === null ? undefined : number(pick(row), 6)}
            >
              {text(pick(row))}
            </dd>
          </div>
        ))}
      </dl>
    </a>
  );
}

function explained({ r2Train }: FitRow): number | null {
  return r2Train;
}

function choiceWords({ data }: Report, { rows }: CurveEntry): string {
  if (!rows.some(({ selected }) => selected)) return "No number of breaks was selected.";
  const by = selectedBy(data.meta);
  return by === null ? "By what one was selected these fits do not say." : `Selected by ${criterionName(by)}.`;
}
