import { median } from "../../../core/statistics/median.js";
import { solvedCount, timeToShare } from "../../../core/statistics/successProfile.js";
import { isSampled, timesOf, type FitterRace, type RacedFitter } from "../../../tables/fitterRace.js";
import { Bars } from "../ui/Bars.js";
import { counted, number } from "../ui/numbers.js";
import { SeriesMark, SuccessProfile } from "./SuccessProfile.js";

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
        <table class="plain-table" data-fitters aria-label="Times and rates of the fitters">
          <thead>
            <tr>
              <th scope="col">fitter</th>
              {["solved", "s to 50 %", "s to 90 %", "s to all", "converged/s", "peak MiB"].map((header) => (
                <th key={header} scope="col" class="right">
                  {header}
                </th>
              ))}
              <th scope="col">set up as</th>
            </tr>
          </thead>
          <tbody>
            {fitters.map((fitter, i) => (
              <FitterLine key={fitter.name} fitter={fitter} number={i} />
            ))}
          </tbody>
        </table>
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

function FitterLine({ fitter, number: i }: { fitter: RacedFitter; number: number }) {
  const { name, runs, configuration = "" } = fitter;
  const times = runs.map(timesOf);
  const limit = Math.max(...runs.map(({ seconds }) => seconds));
  const cell = (share: number) => {
    const middle = median(times.map((run) => timeToShare(run, share)));
    return Number.isFinite(middle) ? number(middle, 3) : `> ${number(limit, 3)}`;
  };
  const rates = runs.flatMap(({ ends }) => ends?.convergedPerSecond ?? []);
  const memory = runs.flatMap(({ peakMemoryMiB }) => peakMemoryMiB ?? []);
  return (
    <tr>
      <th scope="row">
        <SeriesMark number={i} /> {name}
      </th>
      {[solvedText(times), cell(0.5), cell(0.9), cell(1)].map((text, j) => (
        <td key={j} class="right">
          {text}
        </td>
      ))}
      <td class="right">{number(rates.length > 0 ? median(rates) : null, 3)}</td>
      <td class="right">{number(memory.length > 0 ? median(memory) : null, 3)}</td>
      <td>{configuration}</td>
    </tr>
  );
}

/** "88–89 of 92" over several runs. */
function solvedText(times: readonly (readonly number[])[]): string {
  const counts = times.map(solvedCount);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? most : `${least}–${most}`} of ${times[0].length}`;
}

/** Converged starts a second. */
function Rates({ fitters }: { fitters: readonly RacedFitter[] }) {
  const bars = fitters.flatMap(({ name, runs }) => {
    const rates = runs.flatMap(({ ends }) => ends?.convergedPerSecond ?? []);
    return rates.length > 0 ? [{ name, value: median(rates), href: null }] : [];
  });
  if (bars.length === 0) return null;
  return (
    <section class="rates" aria-label="Converged starts a second">
      <h3>Converged starts a second</h3>
      <Bars bars={bars} text={(value) => number(value, 3)} />
    </section>
  );
}
