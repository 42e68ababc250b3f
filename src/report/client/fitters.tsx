import { median } from "../../core/statistics/quantile.js";
import { solvedCount, successProfile, timeToShare } from "../../core/statistics/successProfile.js";
import { type Axis, axisOf } from "../../figure/panel.js";
import { ticksOf } from "../../figure/ticks.js";
import type { FitterRace, RacedFitter, RaceRun } from "../../tables/race.js";
import { Bars, TickText } from "./ui/Bars.js";
import { PlainTable } from "./ui/Table.js";
import { counted, number } from "./ui/numbers.js";
import { useWidth } from "./ui/scroll.js";

/** Fitters raced to the best known minima of the same curves. */
export function FittersPage({ race }: { race: FitterRace }) {
  const { fitters, environment = {}, note, skipped = [] } = race;
  const where = [environment.adapter, environment.cpu, environment.cores && `${environment.cores} cores`];
  return (
    <section data-view="fitters">
      <h1>{counted(fitters.length, "fitter")} side by side</h1>
      <p class="note">{[...where, environment.date?.slice(0, 10), note].filter(Boolean).join(", ")}</p>
      <h2>Curves solved over time</h2>
      <SuccessProfile race={race} />
      <h2>Times and rates</h2>
      <FitterTable race={race} />
      <Rates fitters={fitters} />
      {skipped.length > 0 && (
        <ul class="note">
          {skipped.map(({ line }) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FitterTable({ race: { fitters } }: { race: FitterRace }) {
  return (
    <>
      <div class="wide">
        <PlainTable
          attributes={{ "data-fitters": true, "aria-label": "Times and rates of the fitters" }}
          columns={[
            { header: "fitter", cell: ({ fitter, i }) => [<SeriesMark key="" number={i} />, " ", fitter.name] },
            { header: "solved", right: true, cell: ({ times }) => solvedText(times) },
            { header: "s to 50 %", right: true, cell: (line) => secondsText(line, 0.5) },
            { header: "s to 90 %", right: true, cell: (line) => secondsText(line, 0.9) },
            { header: "s to all", right: true, cell: (line) => secondsText(line, 1) },
            { header: "converged/s", right: true, cell: ({ fitter }) => number(convergedPerSecond(fitter), 3) },
            { header: "peak MiB", right: true, cell: ({ fitter }) => number(peakMemory(fitter), 3) },
            { header: "set up as", cell: ({ fitter }) => fitter.configuration ?? "" },
          ]}
          rows={fitters.map((fitter, i) => ({ fitter, i, times: fitter.runs.map(timesOf) }))}
          keyOf={({ fitter }) => fitter.name}
        />
      </div>
      <p class="note">
        Solved: curves within 1e-6 of the best known minimum at the end of the race, of those raced
        {fitters.some(isSampled) && ` (a sample where a fitter is too slow for all)`}. Seconds are of the fitter's
        clock, all curves together, the median of its runs; {">"}: not reached within that time. Converged/s: starts
        that were all run to their own ends.
      </p>
    </>
  );
}

interface FitterTimes {
  readonly fitter: RacedFitter;
  /** of each run */
  readonly times: readonly (readonly number[])[];
}

function secondsText({ fitter, times }: FitterTimes, share: number): string {
  const middle = median(times.map((run) => timeToShare(run, share)));
  return Number.isFinite(middle) ? number(middle, 3) : `> ${number(raceSeconds(fitter), 3)}`;
}

/** Of the longest of its races. */
function raceSeconds({ runs }: RacedFitter): number {
  return Math.max(...runs.map(({ seconds }) => seconds));
}

function convergedPerSecond({ runs }: RacedFitter): number | null {
  return medianOf(runs.flatMap(({ ends }) => ends?.convergedPerSecond ?? []));
}

function peakMemory({ runs }: RacedFitter): number | null {
  return medianOf(runs.flatMap(({ peakMemoryMiB }) => peakMemoryMiB ?? []));
}

function medianOf(values: readonly number[]): number | null {
  return values.length > 0 ? median(values) : null;
}

/** "88–89 of 92" over several runs. */
function solvedText(times: readonly (readonly number[])[]): string {
  const counts = times.map(solvedCount);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? most : `${least}–${most}`} of ${times[0].length}`;
}

/** Converged starts a second. */
function Rates({ fitters }: { fitters: readonly RacedFitter[] }) {
  const bars = fitters.flatMap((fitter) => {
    const value = convergedPerSecond(fitter);
    return value === null ? [] : { name: fitter.name, value, href: null };
  });
  if (bars.length === 0) return null;
  return (
    <section class="rates" aria-label="Converged starts a second">
      <h3>Converged starts a second</h3>
      <Bars bars={bars} text={(value) => number(value, 3)} />
    </section>
  );
}

const [LEFT, RIGHT, TOP, BOTTOM] = [52, 14, 10, 42];
const HEIGHT = 360;

/** told apart without colour, too: as many as have no divisor with the number of colours */
const DASHES = [undefined, "8 3", "2 2.5", "9 3 2 3", "5 2"];
const COLOURS = 6;

/** The share of curves solved against seconds, a stepped line each fitter; those raced on a sample have none. */
function SuccessProfile({ race: { fitters, curves, settings } }: { race: FitterRace }) {
  const [place, width] = useWidth<HTMLElement>();
  const lines = fitters.map((fitter) => (isSampled(fitter) ? null : lineOf(fitter)));
  const times = lines.flatMap((line) => (line ? [...line.points.map(({ seconds }) => seconds), line.end] : []));
  const sampled = fitters.filter(isSampled).map(({ name }) => name);
  const x = axisOf(true, domainOf(times), [LEFT, Math.max(width - RIGHT, LEFT + 1)]);
  const y = axisOf(false, [0, 1], [HEIGHT - BOTTOM, TOP]);
  return (
    <figure ref={place} class="profile">
      {width > 0 && times.length > 0 && (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={NAME}>
          <Frame x={x} y={y} width={width} />
          {lines.map(
            (line, i) =>
              line && (
                <path key={i} class={`series series-${i % COLOURS}`} stroke-dasharray={dash(i)} d={steps(line, x, y)}>
                  <title>{fitters[i].name}</title>
                </path>
              ),
          )}
        </svg>
      )}
      <figcaption class="note">
        Share of {curves} curves{settings?.breaks !== undefined && `, n = ${settings.breaks},`} whose best objective was
        within 1e-6 of the best known minimum; the mean over a fitter's runs. Lines are named in the table.
        {sampled.length > 0 && ` Raced on a sample, not drawn: ${sampled.join(", ")}.`}
      </figcaption>
    </figure>
  );
}

const NAME = "Share of curves solved against seconds, by fitter; the table below has the figures";

/** A piece of a fitter's line, for tables. */
function SeriesMark({ number }: { number: number }) {
  return (
    <svg class="profile-mark" width={26} height={8} viewBox="0 0 26 8" aria-hidden="true">
      <path class={`series series-${number % COLOURS}`} stroke-dasharray={dash(number)} d="M0 4H26" />
    </svg>
  );
}

interface Line {
  readonly points: ReturnType<typeof successProfile>;
  /** when the longest of its races ended */
  readonly end: number;
}

function lineOf(fitter: RacedFitter): Line {
  return { points: successProfile(fitter.runs.flatMap(timesOf)), end: raceSeconds(fitter) };
}

function dash(i: number): string | undefined {
  return DASHES[i % DASHES.length];
}

function domainOf(times: readonly number[]): readonly [number, number] {
  const above = times.filter((seconds) => seconds > 0);
  if (above.length === 0) return [0.1, 1];
  return [Math.min(...above) / 1.5, Math.max(...above) * 1.1];
}

function Frame({ x, y, width }: { x: Axis; y: Axis; width: number }) {
  const bottom = HEIGHT - BOTTOM;
  return (
    <g>
      {ticksOf(x, width / 110).map(
        ({ value, label }) =>
          label && (
            <g key={value}>
              <line class="grid" x1={x.at(value)} x2={x.at(value)} y1={TOP} y2={bottom} />
              <TickText x={x.at(value)} y={bottom + 16} label={label} />
            </g>
          ),
      )}
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y.at(share)} y2={y.at(share)} />
          <text x={LEFT - 8} y={y.at(share) + 4} text-anchor="end">{`${100 * share} %`}</text>
        </g>
      ))}
      <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">
        seconds of the fitter's clock, all curves together
      </text>
    </g>
  );
}

/** Up where curves are solved, on to the end of the race where some never were; one that solved none lies on the axis. */
function steps({ points, end }: Line, x: Axis, y: Axis): string {
  const place = (value: number) => Math.max(x.at(Math.max(value, x.domain[0])), LEFT).toFixed(1);
  const from = points.length > 0 ? points[0].seconds : x.domain[0];
  const up = points.map(({ seconds, share }) => `H${place(seconds)}V${y.at(share).toFixed(1)}`);
  const solved = (points.at(-1)?.share ?? 0) === 1;
  return `M${place(from)} ${y.at(0)}${up.join("")}${solved ? "" : `H${place(end)}`}`;
}

/** Seconds until each raced curve was solved; Infinity where it never was. */
export function timesOf({ solveSeconds }: RaceRun): number[] {
  return solveSeconds[0].map((seconds) => seconds ?? Infinity);
}

/** Whether a fitter was raced over some of the curves only: its times are not those of the others. */
export function isSampled({ runs }: RacedFitter): boolean {
  return runs.some(({ sample }) => (sample ?? null) !== null);
}
