import { useId } from "preact/hooks";
import { layoutSmall } from "../../../figure/layout.js";
import { PAGE_PALETTE } from "../../../figure/palette.js";
import { DEFAULT_VIEW } from "../../../figure/picture.js";
import { SmallFigure } from "../../../figure/SmallFigure.js";
import { shortenMiddle } from "../../../formats/terminalText.js";
import { useNearby } from "../ui/chunks.js";
import type { Report } from "../curveIndex.js";
import { number } from "../ui/numbers.js";
import { measureOf, rootObjective, rootScale } from "../ownScale.js";
import { pictureOf } from "../pictureOf.js";
import type { Line } from "./line.js";
import { curveHref } from "../routes.js";

const SIZE = { width: 236, height: 156 };

interface MultipleProps {
  report: Report;
  line: Line;
  /** draw it wherever it stands */
  always: boolean;
}

/** One of the small multiples, a link to its curve; drawn while it is in or near the window. */
export function Multiple({ report, line: { curve, row }, always }: MultipleProps) {
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
