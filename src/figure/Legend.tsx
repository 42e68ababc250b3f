import type { JSX } from "preact";
import { BREAK_DASHES } from "./BreakMarks.js";
import { LEGEND_SIZE, SYMBOL_WIDTH, type LegendItem, type LegendSymbol } from "./legendLines.js";
import type { Palette } from "./palette.js";
import { Words } from "./Words.js";

const LINE = 16;

interface LegendProps {
  readonly lines: readonly (readonly LegendItem[])[];
  readonly palette: Palette;
  readonly left: number;
  readonly top: number;
}

/** What the marks mean, as many lines as it takes. */
export function Legend({ lines, palette, left, top }: LegendProps): JSX.Element {
  return (
    <g data-mark="legend">
      {lines.map((items, row) =>
        items.map(({ symbol, words, left: at }) => (
          <g key={words} transform={`translate(${left + at} ${top + row * LINE + 6})`}>
            <Symbol symbol={symbol} palette={palette} />
            <Words x={symbol === "note" ? 0 : SYMBOL_WIDTH - 3} y={4} size={LEGEND_SIZE} fill={palette.muted}>
              {words}
            </Words>
          </g>
        )),
      )}
    </g>
  );
}

function Symbol({ symbol, palette }: { readonly symbol: LegendSymbol; readonly palette: Palette }): JSX.Element | null {
  const stroke = { x1: 0, x2: 17, y1: 0, y2: 0 };
  switch (symbol) {
    case "train":
      return <circle cx={11} cy={0} r={3.6} fill={palette.train} />;
    case "test":
      return <path d="M11,-4.8l4.8,4.8l-4.8,4.8l-4.8,-4.8z" fill="none" stroke={palette.test} stroke-width={1.5} />;
    case "law":
      return <line {...stroke} stroke={palette.law} stroke-width={1.7} />;
    case "extrapolated":
      return <line {...stroke} stroke={palette.law} stroke-width={1.7} stroke-dasharray="5 4" />;
    case "band":
      return <rect x={0} y={-5} width={17} height={10} fill={palette.band} fill-opacity={0.35} />;
    case "break":
      return <BreakLine palette={palette} />;
    case "unlocated":
      return <BreakLine palette={palette} dashes={BREAK_DASHES} />;
    case "interval":
      return (
        <g>
          <rect x={3} y={-5} width={12} height={10} fill={palette.break} fill-opacity={0.2} />
          <BreakLine palette={palette} />
        </g>
      );
    case "segment":
      return <line {...stroke} stroke={palette.segment} stroke-width={4} stroke-opacity={0.5} />;
    case "asymptote":
      return (
        <line
          {...stroke}
          stroke={palette.asymptote}
          stroke-width={1.3}
          stroke-dasharray="1.5 3"
          stroke-linecap="round"
        />
      );
    case "note":
      return null;
  }
}

function BreakLine({ palette, dashes }: { readonly palette: Palette; readonly dashes?: string }): JSX.Element {
  return (
    <line
      x1={9}
      x2={9}
      y1={-7}
      y2={7}
      stroke={palette.break}
      stroke-width={1.2}
      {...(dashes === undefined ? {} : { "stroke-dasharray": dashes })}
    />
  );
}
