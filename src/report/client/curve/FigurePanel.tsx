import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { CurveFigure } from "../../../figure/CurveFigure.js";
import { layoutFigure } from "../../../figure/layout.js";
import { PAGE_PALETTE } from "../../../figure/palette.js";
import { DEFAULT_VIEW, type FigureView } from "../../../figure/picture.js";
import type { FitRow } from "../../../core/types.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { FigureControls } from "./FigureControls.js";
import { pointsAlong, readAt, readPoint, type Reading } from "./figureReading.js";
import { PAPER_WIDTH, usePrinting } from "../ui/printing.js";
import { pictureOf, titledPicture } from "../pictureOf.js";
import { ReadingMark, readingWords } from "./ReadingMark.js";
import { downloadFigure } from "./svgDownload.js";
import { useWidth } from "../ui/width.js";

interface FigurePanelProps {
  report: Report;
  curve: CurveEntry;
  row: FitRow;
}

/** The view outlasts the curve: whoever looks at linear axes wants them of the next curve as well. */
let lastView: FigureView = DEFAULT_VIEW;

/** The big figure with what it can be asked: switches, and values under the pointer or from point to point. */
export function FigurePanel({ report, curve, row }: FigurePanelProps) {
  const [view, setView] = useState(lastView);
  const [reading, setReading] = useState<Reading | null>(null);
  const [frame, measured] = useWidth<HTMLDivElement>();
  const width = usePrinting() ? PAPER_WIDTH : measured;
  const id = useId();
  lastView = view;
  const picture = useMemo(() => pictureOf(report, curve, row), [report, curve, row]);
  const layout = useMemo(() => {
    if (!picture || width === 0) return null;
    return layoutFigure(picture, view, { width, height: heightFor(width, view) });
  }, [picture, view, width]);
  useEffect(() => setReading(null), [row, view]);
  if (!picture) return <p class="note">The report was written without the points of this curve.</p>;

  const step = (event: KeyboardEvent) => {
    const next = layout && nextPoint(event.key, reading?.point ?? null, pointsAlong(layout));
    if (next === null || next === undefined) return;
    event.preventDefault();
    setReading(next < 0 ? null : readPoint(picture, next));
  };
  const follow = (event: PointerEvent) => {
    const box = frame.current!.getBoundingClientRect();
    setReading(layout && readAt(layout, event.clientX - box.left, event.clientY - box.top));
  };
  return (
    <figure class="figure">
      <FigureControls
        picture={picture}
        view={view}
        setView={setView}
        download={() => downloadFigure(titledPicture(report, curve, row)!, view, curve.name)}
      />
      <div
        ref={frame}
        class="figure-frame"
        data-figure
        tabIndex={0}
        role="group"
        aria-label="Figure: left and right arrow keys read its points"
        onKeyDown={step}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => setReading(null)}
      >
        {layout && <CurveFigure id={id} layout={layout} palette={PAGE_PALETTE} />}
        {layout && reading && <ReadingMark layout={layout} reading={reading} />}
        <p class="visually-hidden" role="status">
          {layout && reading && readingWords(layout, reading)}
        </p>
      </div>
    </figure>
  );
}

function heightFor(width: number, { residuals }: FigureView): number {
  const main = Math.min(Math.max(0.48 * width, 300), 500);
  return Math.round(residuals ? main * 1.25 : main);
}

/** −1: none any more; null: the key means nothing here. */
function nextPoint(key: string, now: number | null, along: readonly number[]): number | null {
  const at = now === null ? null : along.indexOf(now);
  const last = along.length - 1;
  switch (key) {
    case "ArrowRight":
      return along[at === null ? 0 : Math.min(at + 1, last)] ?? null;
    case "ArrowLeft":
      return along[at === null ? last : Math.max(at - 1, 0)] ?? null;
    case "Home":
      return along[0] ?? null;
    case "End":
      return along[last] ?? null;
    case "Escape":
      return now === null ? null : -1;
    default:
      return null;
  }
}
