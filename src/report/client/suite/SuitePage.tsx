import { extent } from "d3-array";
import { useMemo } from "preact/hooks";
import { curveNamer, groupByKey } from "../../../core/rows/curveRows.js";
import { axisOf } from "../../../figure/panel.js";
import { ticksOf } from "../../../figure/ticks.js";
import { findCaveats } from "../../../suite/suite.js";
import type { Suite, SuiteCell } from "../../../suite/suiteResult.js";
import type { ReadSuite } from "../../../tables/read.js";
import { caveatLines, comparisonReport, type ReportTable, summaryReport } from "../../../text/suiteText.js";
import type { Report } from "../curveIndex.js";
import { curveHref } from "../history.js";
import { Bars, TickText } from "../ui/Bars.js";
import { LeftOut } from "../ui/Command.js";
import { TableHead } from "../ui/Table.js";
import { usePaperWidth, usePrinting } from "../ui/ThemeSwitch.js";
import { useChunks } from "../ui/chunks.js";
import { counted, duration, number } from "../ui/numbers.js";

/** Forms of the literature against each other on held-out rows. */
export function SuitePage({ report, suite }: { report: Report; suite: ReadSuite }) {
  const { forms, sections, meta } = suite;
  const curves = suite.cells.length / Math.max(forms.length, 1);
  // the tables of a suite read its sections alone
  const scored = { sections } as Suite;
  return (
    <section data-view="suite">
      <h1>Suite of {counted(forms.length, "form")}</h1>
      <p class="note">
        {counted(curves, "curve")}; {forms.join(", ")}
        {meta && `; protocol ${meta.protocol}, seed ${meta.seed}, ${duration(meta.seconds)}`}. Each form is fitted to
        the training rows of every curve and scored on its held-out rows.
      </p>
      <h2>Errors on held-out rows</h2>
      <FormErrors suite={suite} />
      <h2>Forms by section</h2>
      <TextTable name="Forms by section" table={summaryReport(scored)} />
      {sections.some(({ comparisons }) => comparisons.length > 0) && (
        <>
          <h2>Forms in pairs</h2>
          <TextTable name="Forms in pairs" table={comparisonReport(scored, meta?.resamples ?? 10_000)} />
        </>
      )}
      <SuiteCaveats suite={suite} />
      <h2>Best form of each curve</h2>
      <BestForms report={report} suite={suite} />
      {meta && meta.notes.length > 0 && (
        <>
          <h2>Notes of the run</h2>
          <ul class="note">
            {meta.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What limits the tables above, as far as their cells tell; the curves' own rows are not in a suite's table. */
function SuiteCaveats({ suite }: { suite: ReadSuite }) {
  const lines = useMemo(() => caveatsOf(suite), [suite]);
  return (
    <section aria-label="Caveats" data-caveats>
      <h2>Caveats</h2>
      <ul class="note">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        <li key="">
          What only the rows of the curves tell (repeated and skipped rows, test rows among the training rows or inside
          their range, y that rises) is printed by bnsl suite, and not known here.
        </li>
      </ul>
    </section>
  );
}

function caveatsOf({ forms, cells, sections }: ReadSuite): string[] {
  const caveats = findCaveats({ curves: [] }, groupByKey(cells), sections);
  return caveatLines({ caveats, sections, forms });
}

/** A report's table as the terminal has it: blocks under the name of their section, then what the columns mean. */
function TextTable({ table: { columns, blocks, legend }, name }: { table: ReportTable; name: string }) {
  const [, ...shown] = columns;
  return (
    <>
      <div class="wide">
        <table class="plain-table" aria-label={name}>
          <TableHead
            columns={shown.map(({ header, right }) => ({ header: header.filter(Boolean).join(" "), right }))}
          />
          {blocks
            .filter((block) => block.length > 0)
            .map((block) => (
              <tbody key={block[0][0]}>
                <tr class="section">
                  <th scope="rowgroup" colSpan={shown.length}>
                    {block[0][0]}
                  </th>
                </tr>
                {block.map(([, first, ...rest]) => (
                  <tr key={first}>
                    <th scope="row">{first}</th>
                    {rest.map((cell, j) => (
                      <td key={j} class={shown[j + 1].right ? "right" : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            ))}
        </table>
      </div>
      <p class="note">{legend.join(" ")}</p>
    </>
  );
}

const CHUNK = 60;
const PRINTED = 1000;

/** The test error of each form on each curve, the lowest in bold. */
function BestForms({ report, suite }: { report: Report; suite: ReadSuite }) {
  const printing = usePrinting();
  const curves = useMemo(() => groupByKey(suite.cells), [suite]);
  const nameOf = useMemo(() => curveNamer(suite.cells), [suite]);
  const fitted = useMemo(() => new Set(report.curves.map(({ key }) => curveHref(key))), [report]);
  const chunks = useChunks(curves, CHUNK);
  const shown = curves.slice(0, printing ? PRINTED : chunks.shown);
  return (
    <>
      <div class="wide">
        <table class="plain-table">
          <TableHead
            columns={[
              { header: "curve" },
              { header: "best" },
              ...suite.forms.map((form) => ({ header: form, right: true })),
            ]}
          />
          <tbody>
            {shown.map((cells) => (
              <CurveRow
                key={curveHref(cells[0].key)}
                cells={cells}
                name={nameOf(cells[0])}
                linked={fitted.has(curveHref(cells[0].key))}
              />
            ))}
          </tbody>
        </table>
      </div>
      <LeftOut shown={shown.length} all={curves.length} noun="curve" />
      <div ref={chunks.end} />
    </>
  );
}

function CurveRow({ cells, name, linked }: { cells: readonly SuiteCell[]; name: string; linked: boolean }) {
  const best = cells.filter((cell) => cell.best).map(({ form }) => form);
  return (
    <tr>
      <th scope="row" class="curve-name">
        {linked ? (
          <a data-curve href={curveHref(cells[0].key)}>
            {name}
          </a>
        ) : (
          name
        )}
      </th>
      <td>{best.join(" = ") || "–"}</td>
      {cells.map((cell) => (
        <td key={cell.form} class={cell.best ? "right best" : "right"}>
          {number(cell.rmsleTest, 3)}
        </td>
      ))}
    </tr>
  );
}

const ROW = 44;
const LEFT = 76;
const RIGHT = 14;
const TOP = 8;

/** Every curve's test error by form, with the geometric mean; beside it, on how many curves a form is best. */
function FormErrors({ suite }: { suite: ReadSuite }) {
  const [all] = suite.sections;
  return (
    <div class="columns chart-and-bars">
      <Strips suite={suite} />
      <section aria-label="Wins">
        <h3>Curves won</h3>
        <Bars
          bars={all.forms.map(({ form, wins }) => ({ name: form, value: wins, href: null }))}
          text={(value) => number(value, 4)}
        />
        <p class="note">Of {all.curves} with held-out rows; equal errors share a curve.</p>
      </section>
    </div>
  );
}

function Strips({ suite: { forms, cells, sections } }: { suite: ReadSuite }) {
  const [place, width] = usePaperWidth<HTMLElement>();
  const errors = forms.map((form) => errorsOf(cells, form));
  const every = errors.flat();
  const height = TOP + ROW * forms.length + 40;
  const [lo = Infinity, hi = 0] = extent(every);
  const x = axisOf(true, lo < hi ? [lo / 1.2, hi * 1.2] : [lo / 2, lo * 2], [LEFT, width - RIGHT]);
  const failures = sections[0].forms.filter((form) => form.failures > 0);
  const exact = cells.filter(({ rmsleTest }) => rmsleTest === 0).length;
  return (
    <figure ref={place} class="strips">
      {width > 0 && every.length > 0 && (
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label="Test errors by form"
        >
          {ticksOf(x, width / 110).map(({ value, label }) => (
            <g key={value} class="tick">
              {label && <line class="grid" x1={x.at(value)} x2={x.at(value)} y1={TOP} y2={height - 38} />}
              {label && <TickText x={x.at(value)} y={height - 22} label={label} />}
            </g>
          ))}
          <text x={(LEFT + width - RIGHT) / 2} y={height - 4} text-anchor="middle">
            RMSLE on held-out rows
          </text>
          {forms.map((form, i) => (
            <Strip
              key={form}
              form={form}
              errors={errors[i]}
              mean={sections[0].forms[i].geometricMeanTest}
              at={x.at}
              middle={TOP + ROW * (i + 0.5)}
            />
          ))}
        </svg>
      )}
      <figcaption class="note">
        A dot is a curve; the bar is the geometric mean over the curves on which every form has an error.
        {failures.length > 0 &&
          ` Without a test error: ${failures.map(({ form, failures: n }) => `${form} on ${n}`).join(", ")}.`}
        {exact > 0 && ` ${exact} errors of exactly 0 have no place on this axis.`}
      </figcaption>
    </figure>
  );
}

interface StripProps {
  form: string;
  errors: readonly number[];
  mean: number | null;
  at: (value: number) => number;
  middle: number;
}

/** All dots are one path: thousands of circles would be slow. */
function Strip({ form, errors, mean, at, middle }: StripProps) {
  const dots = errors.map(
    (error, i) =>
      `M${(at(error) - 2.5).toFixed(1)},${(middle + jitter(i)).toFixed(1)}a2.5,2.5 0 1 0 5,0a2.5,2.5 0 1 0 -5,0`,
  );
  return (
    <g>
      <text x={LEFT - 12} y={middle + 4} text-anchor="end" class="name">
        {form}
      </text>
      <path class="dots" d={dots.join("")} />
      {mean !== null && <line class="mean" x1={at(mean)} x2={at(mean)} y1={middle - 16} y2={middle + 16} />}
    </g>
  );
}

/** The same for each drawing: multiples of the golden section spread evenly. */
function jitter(i: number): number {
  return 24 * ((i * 0.618034) % 1) - 12;
}

function errorsOf(cells: readonly SuiteCell[], form: string): number[] {
  return cells.filter((cell) => cell.form === form && (cell.rmsleTest ?? 0) > 0).map((cell) => cell.rmsleTest!);
}
