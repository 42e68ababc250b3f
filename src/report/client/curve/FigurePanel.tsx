import { render } from "preact";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { CurveFigure } from "../../../figure/CurveFigure.js";
import { layoutFigure } from "../../../figure/layout.js";
import { limitName } from "../../../figure/names.js";
import { LIGHT_PALETTE, PAGE_PALETTE } from "../../../figure/palette.js";
import { resolveScales } from "../../../figure/panel.js";
import { type CurvePicture, DEFAULT_VIEW, type FigureView, type Scales } from "../../../figure/picture.js";
import type { FitProps } from "../curveIndex.js";
import { pictureOf, titledPicture } from "../ownScale.js";
import { usePaperWidth } from "../ui/ThemeSwitch.js";
import { useToolbar } from "../ui/toolbar.js";
import { pointsAlong, readAt, type Reading, ReadingMark, readingWords, readPoint } from "./ReadingMark.js";

/** The view outlasts the curve: whoever looks at linear axes wants them of the next curve as well. */
let lastView: FigureView = DEFAULT_VIEW;

/** The big figure with what it can be asked: switches, and values under the pointer or from point to point. */
export function FigurePanel({ report, curve, row }: FitProps) {
  const [view, setView] = useState(lastView);
  const [reading, setReading] = useState<Reading | null>(null);
  const [frame, width] = usePaperWidth<HTMLDivElement>();
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
  if (key === "Escape") return now === null ? null : -1;
  const at = now === null ? null : along.indexOf(now);
  const last = along.length - 1;
  const to = {
    ArrowRight: at === null ? 0 : Math.min(at + 1, last),
    ArrowLeft: at === null ? last : Math.max(at - 1, 0),
    Home: 0,
    End: last,
  }[key];
  return to === undefined ? null : (along[to] ?? null);
}

interface FigureControlsProps {
  picture: CurvePicture;
  view: FigureView;
  setView: (view: FigureView) => void;
  download: () => void;
}

type Part = "residuals" | "band" | "testPoints" | "segments" | "breaks" | "asymptote";

/** What of a figure is drawn, and on which axes. What a picture has not got is not offered. */
function FigureControls({ picture, view, setView, download }: FigureControlsProps) {
  const { law, band, train } = picture;
  const bar = useToolbar<HTMLDivElement>();
  const parts: readonly (readonly [part: Part, name: string, there: boolean])[] = [
    ["testPoints", "test points", Array.from(train).includes(0)],
    ["band", "band", band.length > 0],
    ["breaks", "breaks", (law?.d.length ?? 0) > 0],
    ["segments", "segments", law !== null],
    ["asymptote", law ? limitName(law) : "asymptote", law !== null],
    ["residuals", "residuals", law !== null],
  ];
  const isLogarithmic = resolveScales(picture, "loglog").y;
  const axes = AXES.filter(([scales]) => scales !== "loglog" || isLogarithmic);
  const shown = scalesShown(picture, view.scales);
  return (
    <div ref={bar} class="figure-controls screen-only" role="toolbar" aria-label="Figure">
      <span class="switch" role="radiogroup" aria-label="Axes">
        {axes.map(([scales, name]) => (
          <label key={scales}>
            <input
              type="radio"
              name="axes"
              data-scales={scales}
              checked={scales === shown}
              onChange={() => setView({ ...view, scales })}
            />
            {name}
          </label>
        ))}
      </span>
      {parts
        .filter(([, , there]) => there)
        .map(([part, name]) => (
          <label key={part}>
            <input
              type="checkbox"
              data-part={part}
              checked={view[part]}
              onChange={({ currentTarget }) => setView({ ...view, [part]: currentTarget.checked })}
            />
            {name}
          </label>
        ))}
      <button type="button" onClick={download} data-download>
        Save SVG
      </button>
    </div>
  );
}

const AXES: readonly (readonly [Scales, name: string])[] = [
  ["loglog", "log–log"],
  ["logx", "log x"],
  ["linear", "linear"],
];

/** What scales come to on a picture. */
function scalesShown(picture: CurvePicture, scales: Scales): Scales {
  const { x, y } = resolveScales(picture, scales);
  return y ? "loglog" : x ? "logx" : "linear";
}

const SIZE = { width: 860, height: 600 };

/** Hands the figure to the browser as an SVG file: with its title, for white paper, complete in itself but for the font. */
function downloadFigure(picture: CurvePicture, view: FigureView, name: string): void {
  const place = document.createElement("div");
  const layout = layoutFigure(picture, view, SIZE);
  render(<CurveFigure id="figure" layout={layout} palette={LIGHT_PALETTE} />, place);
  const text = new XMLSerializer().serializeToString(place.firstElementChild!);
  render(null, place);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${fileName(name)}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What every file system takes. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}.-]+/gu, "_")
      .replace(/^[_.]+|_+$/g, "")
      .slice(0, 100) || "curve"
  );
}
