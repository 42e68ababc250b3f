import { useId, useMemo } from "preact/hooks";
import { curveId } from "../../../core/rows/curveRows.js";
import { SmallFigure } from "../../../figure/SmallFigure.js";
import { layoutSmall } from "../../../figure/layout.js";
import { PAGE_PALETTE } from "../../../figure/palette.js";
import { DEFAULT_VIEW } from "../../../figure/picture.js";
import { shortenMiddle } from "../../../formats/terminalText.js";
import type { Report } from "../curveIndex.js";
import { curveHref, listHref, type Place } from "../history.js";
import { measureOf, pictureOf, rootObjective, rootScale } from "../ownScale.js";
import { LeftOut } from "../ui/Command.js";
import { usePrinting } from "../ui/ThemeSwitch.js";
import { useChunks, useNearby } from "../ui/chunks.js";
import { number } from "../ui/numbers.js";
import { CurveTable } from "./CurveTable.js";
import { answerText, FilterBar } from "./FilterBar.js";
import type { Line } from "./columns.js";
import { ListCaption, type ListProps } from "./listParts.js";
import { linesOf, type Query, queryText } from "./query.js";

interface CurvesPageProps {
  report: Report;
  view: "curves" | "figures";
  query: Query;
  /** where the list is returned to; null: at its top */
  place: Place | null;
}

/** Every curve that the filter lets through, as a row of a table or as a figure. */
export function CurvesPage({ report, view, query, place }: CurvesPageProps) {
  const lines = useMemo(() => linesOf(report, query), [report, query]);
  const ask = (change: Partial<Query>) => goTo(listHref(view, { ...query, ...change }));
  const List = view === "curves" ? CurveTable : Gallery;
  return (
    <section data-view={view}>
      <h1 class="visually-hidden">{view === "curves" ? "Table of curves" : "Figures of curves"}</h1>
      <ListCaption report={report} query={query} answer={answerText(report, query, lines)} />
      <FilterBar {...{ report, lines, query, ask }} />
      <List {...{ report, lines, query, ask, place }} />
    </section>
  );
}

/** Each letter of a filter is no place to go back to: the address is replaced, and told as if it had changed. */
function goTo(href: string): void {
  history.replaceState(history.state, "", href);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

const CHUNK = 48;
/** figures that are printed before the rest is counted */
const PRINTED = 240;

/** A small figure for each line, drawn while it is in or near the window. */
function Gallery({ report, lines, query, place }: ListProps) {
  const printing = usePrinting();
  const chunks = useChunks(lines, CHUNK, queryText(query), place?.shown);
  const shown = lines.slice(0, printing ? PRINTED : chunks.shown);
  return (
    <>
      <ul class="gallery">
        {shown.map((line) => (
          <Multiple
            key={`${curveId(line.row.key)} ${line.row.nBreaks}`}
            report={report}
            line={line}
            always={printing}
          />
        ))}
      </ul>
      {lines.length === 0 && <p class="note">No curve answers to all of this.</p>}
      <LeftOut shown={shown.length} all={lines.length} noun="figure" />
      <div ref={chunks.end} />
    </>
  );
}

const SIZE = { width: 236, height: 156 };

interface MultipleProps {
  report: Report;
  line: Line;
  /** draw it wherever it stands */
  always: boolean;
}

/** One of the small multiples, a link to its curve; drawn while it is in or near the window. */
function Multiple({ report, line: { curve, row }, always }: MultipleProps) {
  const [place, nearby] = useNearby<HTMLLIElement>();
  const id = useId();
  const measure = measureOf(report.data);
  const picture = nearby || always ? pictureOf(report, curve, row) : null;
  return (
    <li ref={place}>
      <a data-curve href={curveHref(row.key, curve.shown.includes(row) ? null : row.nBreaks)}>
        <span class="name" title={curve.name}>
          {shortenMiddle(curve.name, 33)}
        </span>
        <span class="facts">
          n = {row.nBreaks}
          {measure.train(row) !== null
            ? ` · train ${number(measure.train(row), 2)}`
            : row.objective !== null && ` · ${rootScale(report.data.meta)} ${number(rootObjective(row), 2)}`}
          {measure.test(row) !== null && ` · test ${number(measure.test(row), 2)}`}
          {measure.name === "RMSE" && row.r2Train !== null && ` · R² ${number(row.r2Train, 3)}`}
        </span>
        <span class="drawing" style={{ aspectRatio: `${SIZE.width} / ${SIZE.height}` }}>
          {picture && <SmallFigure id={id} layout={layoutSmall(picture, DEFAULT_VIEW, SIZE)} palette={PAGE_PALETTE} />}
        </span>
      </a>
    </li>
  );
}
