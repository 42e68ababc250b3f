import { max, min } from "d3-array";
import { useId, useMemo } from "preact/hooks";
import { selectedBy } from "../../../core/rows/curveRows.js";
import type { ErrorMeasure } from "../../../core/rows/errorMeasure.js";
import { FEW_STARTS, startsInMinimum } from "../../../core/rows/fitRow.js";
import { hasFit, Status, statusName } from "../../../core/status.js";
import type { FitRow } from "../../../core/types.js";
import { SmallFigure } from "../../../figure/SmallFigure.js";
import { layoutSmall } from "../../../figure/layout.js";
import { PAGE_PALETTE } from "../../../figure/palette.js";
import { axisOf, type FigureLayout } from "../../../figure/panel.js";
import { DEFAULT_VIEW } from "../../../figure/picture.js";
import { supportInShort } from "../../../text/curveWords.js";
import type { CurveEntry, FitProps, Report } from "../curveIndex.js";
import { curveHref } from "../history.js";
import { measureOf, pictureOf } from "../ownScale.js";
import { count, counted, criterionName, fixed, number } from "../ui/numbers.js";
import { Facts } from "../ui/Table.js";

const SIZE = { width: 250, height: 160 };

/** Every number of breaks side by side; a click shows one in the big figure, which has that of `row`. */
export function BreakCounts({ report, curve, row: shown }: FitProps) {
  const [id, layouts] = [useId(), useMemo(() => layoutsOf(report, curve), [report, curve])];
  const lines = linesOf(curve.rows, shown, measureOf(report.data));
  return (
    <section id="break-counts" tabIndex={-1} aria-label="Numbers of breaks" data-break-counts>
      <h2>How many breaks</h2>
      <ol class="counts">
        {curve.rows.map((row, i) => (
          <li key={row.nBreaks}>
            <Count {...{ curve, row, shown, lines }} layout={layouts[i]} id={`${id}-${row.nBreaks}`} />
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
  const least = (pick: Line["pick"]) => min(rows, pick) ?? Infinity;
  const criterion = (name: string, pick: Line["pick"]): Line => {
    const best = least(pick);
    const text = (value: number | null) => (value === null ? "–" : (value - best).toFixed(1));
    return { name: `Δ${name}`, pick, least: best, text };
  };
  return [
    criterion("AICc", ({ aicc }) => aicc),
    criterion("AIC", ({ aic }) => aic),
    criterion("BIC", ({ bic }) => bic),
    { name: `${name} train`, pick: train, least: null, text: fixed },
    ...(name === "RMSE"
      ? [{ name: "R² train", pick: ({ r2Train }: FitRow) => r2Train, least: null, text: fixed }]
      : []),
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

/** The same figures with one frame and one pair of axes that hold what any of them shows; null stays null. */
function onCommonAxes(layouts: readonly (FigureLayout | null)[]): (FigureLayout | null)[] {
  const drawn = layouts.flatMap((layout) => layout?.main ?? []);
  const left = max(drawn, (panel) => panel.left) ?? 0;
  const over = (axis: "x" | "y"): [number, number] => [
    min(drawn, (panel) => panel[axis].domain[0])!,
    max(drawn, (panel) => panel[axis].domain[1])!,
  ];
  return layouts.map((layout) => {
    if (!layout) return null;
    const { main } = layout;
    const right = main.left + main.width;
    const x = axisOf(main.x.log, over("x"), [left, right]);
    const y = axisOf(main.y.log, over("y"), [main.top + main.height, main.top]);
    return { ...layout, main: { ...main, left, width: right - left, x, y } };
  });
}

interface CountProps extends Omit<FitProps, "report"> {
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
        {curve.rows.some(({ support }) => support !== null) && (
          <div>
            <dt>test</dt>
            <dd>{supportInShort(row) ?? "–"}</dd>
          </div>
        )}
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

function choiceWords({ data }: Report, { rows }: CurveEntry): string {
  if (!rows.some(({ selected }) => selected)) return "No number of breaks was selected.";
  const by = selectedBy(data.meta);
  return by === null ? "By what one was selected these fits do not say." : `Selected by ${criterionName(by)}.`;
}

/** How the search went, and what that means. */
export function MinimaCensus({ row }: { row: FitRow }) {
  const reached = startsInMinimum(row);
  return (
    <section id="census" tabIndex={-1} aria-label="Census of minima" data-census>
      <h2>Census of minima</h2>
      <Facts
        class="facts"
        facts={[
          ["starts drawn", count(row.starts)],
          ["run to the end", count(row.startsConverged)],
          ["seen to reach this minimum", reached === null ? "–" : `≥ ${count(reached)}`],
          ["distinct minima", count(row.minima)],
          ["iterations, all starts", count(row.iterations)],
          ["digits agreed in the polish", number(row.agreedDigits, 3)],
        ]}
      />
      <p>{censusWords(row).join(" ")}</p>
    </section>
  );
}

/** What the counts of a search mean for the answer, in sentences. */
export function censusWords(row: FitRow): string[] {
  const reached = startsInMinimum(row);
  if (!hasFit(row.status) || reached === null) return [noFitWords(row)];
  return [
    reachedWords(row, reached),
    minimaWords(row),
    ...digitWords(row),
    ...(row.status === Status.MaxIterations
      ? ["The last iteration came before convergence: the row shows the best point seen."]
      : []),
  ];
}

function noFitWords({ status, nTrain }: FitRow): string {
  if (status === Status.TooFewPoints) {
    return `Nothing was fitted: ${counted(nTrain, "training row")} hold too few distinct x for so many parameters.`;
  }
  return "No start gave a finite objective.";
}

function reachedWords({ startsConverged, nBreaks }: FitRow, reached: number): string {
  const seen = `At least ${counted(reached, "start")} ended here (of ${count(startsConverged)} that were run to the end; the others were stopped early on)`;
  if (reached < FEW_STARTS) {
    return `${seen}: fewer than ${FEW_STARTS}, so that a lower minimum may well have been missed. Fit again with more --starts.`;
  }
  // starts of laws with breaks inherit from minima found before: returning to one of them proves less
  if (nBreaks > 0) {
    return `${seen}: found ${reached < 10 ? "several times" : "again and again"}, in part by starts near minima found before; that leaves a lower minimum possible.`;
  }
  if (reached < 10) return `${seen}: found several times, by starts that knew nothing of each other.`;
  return `${seen}: found again and again, so that a lower minimum is unlikely, though not excluded.`;
}

function minimaWords({ minima }: FitRow): string {
  if (minima === 1) return "All that were run to the end agree on one minimum.";
  return `Those run to the end found ${count(minima)} distinct minima; the one shown is the lowest.`;
}

function digitWords({ agreedDigits }: FitRow): string[] {
  if (agreedDigits === null) return [];
  const digits = `The polish in double precision agreed with the search to ${number(agreedDigits, 2)} digits of the objective`;
  return [agreedDigits < 2 ? `${digits}: it moved far, look twice.` : `${digits}.`];
}
