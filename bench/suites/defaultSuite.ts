import { Draws, Purpose } from "./draws.js";
import {
  fewShotFamily,
  fewShotTasks,
  imageFamilies,
  imageModels,
  imageShots,
  languageFamily,
  languageModels,
  translationFamily,
  translationModels,
} from "./families.js";
import { additionGrid, checkpointGrid, doublingGrid, fewShotGrid, imageGrid, type Grid } from "./grids.js";
import type { Truth } from "./law.js";
import { additionTruth, doubleDescentTruth, drawTruth } from "./truths.js";

/** The seed of the committed files. */
export const suiteSeed = 92;

/** A curve of the suite before noise: where it is evaluated, its law, and how its rows stand in the file. */
export interface SuiteCurve {
  readonly key: readonly [domain: string, task: string, model: string];
  readonly grid: Grid;
  readonly truth: Truth;
  /** how often each row stands in the file */
  readonly copies: number;
  readonly order: "ascending" | "first-last" | "shuffled";
}

type Draft = (seed: number, index: number) => SuiteCurve;

/** 92 curves in the shape of the benchmark: 72 image, 5 translation, 5 language-model, 10 few-shot ones. */
export function defaultSuite(seed = suiteSeed): SuiteCurve[] {
  const drafts = [...imageDrafts(), ...translationDrafts(), ...languageDrafts(), ...fewShotDrafts()];
  return drafts.map((draft, index) => draft(seed, index));
}

function imageDrafts(): Draft[] {
  return imageModels.flatMap(({ model, step }) =>
    imageFamilies.flatMap((family) =>
      imageShots.map(({ shots, factor }): Draft => {
        return (seed, index) => {
          const task = `${family.task}_${shots}`;
          const draws = new Draws(seed, index, Purpose.Grid);
          const tests = Math.round(draws.logBetween(...family.tests));
          const grid = imageGrid(step, draws.between(...family.decades), tests, draws);
          const truth =
            task === "atlas_10" && model === "Patch/S"
              ? doubleDescentTruth(grid)
              : drawTruth(family, factor, grid, new Draws(seed, index, Purpose.Truth));
          const order = draws.chance(0.3) ? "shuffled" : "first-last";
          return { key: ["IC", task, model], grid, truth, copies: 1, order };
        };
      }),
    ),
  );
}

function translationDrafts(): Draft[] {
  return translationModels.map(({ model, points }): Draft => {
    const grid = doublingGrid(points === 10 ? 4e5 : 8e5, points);
    return (seed, index) => ({
      key: ["NMT", "cross_entropy", model],
      grid,
      truth: drawTruth(translationFamily, 1, grid, new Draws(seed, index, Purpose.Truth)),
      copies: 1,
      order: "ascending",
    });
  });
}

function languageDrafts(): Draft[] {
  return languageModels.map(({ model, points }): Draft => {
    const grid = checkpointGrid(points > 20 ? 2e9 : 6e9, points);
    return (seed, index) => ({
      key: ["LM", "valid_nats", model],
      grid,
      truth: drawTruth(languageFamily, 1, grid, new Draws(seed, index, Purpose.Truth)),
      copies: 4,
      order: "ascending",
    });
  });
}

function fewShotDrafts(): Draft[] {
  return fewShotTasks.map((task): Draft => {
    const addition = task === "('sums', '2-shot')";
    const grid = addition ? additionGrid() : fewShotGrid();
    return (seed, index) => ({
      key: ["BB", task, "300M"],
      grid,
      truth: addition ? additionTruth(grid) : drawTruth(fewShotFamily, 1, grid, new Draws(seed, index, Purpose.Truth)),
      copies: 1,
      order: "ascending",
    });
  });
}
