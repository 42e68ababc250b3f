/** What the words mean in which a fit's end is told. */
export function StatusGlossary() {
  return (
    <details class="glossary" data-glossary>
      <summary>What these words mean</summary>
      <dl>
        {WORDS.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ["converged-gradient", "The gradient vanishes: no direction lowers the objective."],
  ["converged-step", "A further step no longer changes the parameters."],
  ["converged-objective", "A further step no longer lowers the objective."],
  ["max-iterations", "Not converged: the iteration limit came first; the best point seen is shown."],
  ["at-bound", "Converged in one of these three ways, with a parameter on its bound: the data alone do not fix it."],
  ["non-finite", "No fit: no start gave a finite objective, or the minimum does not fit a double."],
  ["too-few-points", "Nothing was fitted: no more distinct training x than free parameters."],
  [
    "starts run to their end",
    "Starts of the search that were not stopped early: only these are known to reach a minimum.",
  ],
  ["identified", "Share of the refits to resampled data in which a break stands inside the data by itself."],
  ["RMSLE", "Root of the mean squared difference of ln y: about the relative error. 0.05 is about 5 %."],
];
