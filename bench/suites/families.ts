type Range = readonly [number, number];

/** What the curves of one kind of task have in common: ranges that each curve's truth and grid are drawn from. */
export interface Family {
  /** y of the law at the first training point */
  readonly firstY: Range;
  /** the part of firstY that is left at the last training point */
  readonly keptY: Range;
  /** a as a part of y at the last training point, where a is not 0 */
  readonly floorShare: Range;
  /** how often a is 0 */
  readonly noFloor: number;
  /** standard deviation of ln y */
  readonly sigma: Range;
  /** how often a curve has 0, 1, 2 breaks; sums to 1 */
  readonly breakShares: readonly [number, number, number];
}

/** Image tasks: each is evaluated along one training run, so the length of the run sets the number of points. */
export interface ImageFamily extends Family {
  readonly task: string;
  /** decades from the first to the last training point */
  readonly decades: Range;
  /** number of held-out points */
  readonly tests: Range;
}

export const imageFamilies: readonly ImageFamily[] = [
  {
    task: "meadow",
    decades: [2.1, 2.7],
    tests: [60, 260],
    firstY: [0.9, 0.98],
    keptY: [0.22, 0.5],
    floorShare: [0.15, 0.6],
    noFloor: 0.3,
    sigma: [0.002, 0.007],
    breakShares: [0.1, 0.5, 0.4],
  },
  {
    task: "rooms",
    decades: [1.6, 2.5],
    tests: [30, 280],
    firstY: [0.84, 0.95],
    keptY: [0.35, 0.65],
    floorShare: [0.15, 0.7],
    noFloor: 0.3,
    sigma: [0.002, 0.007],
    breakShares: [0.15, 0.5, 0.35],
  },
  {
    task: "atlas",
    decades: [1.9, 2.6],
    tests: [60, 240],
    firstY: [0.95, 0.985],
    keptY: [0.28, 0.6],
    floorShare: [0.1, 0.6],
    noFloor: 0.4,
    sigma: [0.001, 0.0035],
    breakShares: [0.05, 0.5, 0.45],
  },
  {
    task: "glyphs",
    decades: [1, 1.5],
    tests: [3, 60],
    firstY: [0.6, 0.86],
    keptY: [0.2, 0.32],
    floorShare: [0.1, 0.5],
    noFloor: 0.5,
    sigma: [0.006, 0.03],
    breakShares: [0.3, 0.7, 0],
  },
];

/** Shots per class: more shots start lower. */
export const imageShots: readonly { readonly shots: number; readonly factor: number }[] = [
  { shots: 5, factor: 1 },
  { shots: 10, factor: 0.97 },
  { shots: 25, factor: 0.93 },
];

/** Model → examples between two evaluations at the beginning of its run, which is also its first x. */
export const imageModels: readonly { readonly model: string; readonly step: number }[] = [
  { model: "Conv/S", step: 6e6 },
  { model: "Conv/L", step: 3e6 },
  { model: "Patch/S", step: 1.2e7 },
  { model: "Patch/B", step: 6e6 },
  { model: "Blend/B", step: 3e6 },
  { model: "Blend/L", step: 3e6 },
];

/** Translation: one run per doubling of the data, 9 or 10 of them, and one held out. */
export const translationFamily: Family = {
  firstY: [0.75, 1.1],
  keptY: [0.38, 0.5],
  floorShare: [0.4, 0.85],
  noFloor: 0,
  sigma: [0.004, 0.012],
  breakShares: [0.4, 0.6, 0],
};

export const translationModels: readonly { readonly model: string; readonly points: number }[] = [
  { model: "4 Enc, 4 Dec", points: 10 },
  { model: "24 Enc, 4 Dec", points: 9 },
  { model: "4 Enc, 24 Dec", points: 10 },
  { model: "Enc-only", points: 10 },
  { model: "Conv-GRU", points: 9 },
];

/** Language models: smooth validation losses; every row stands four times, as in logs merged from four hosts. */
export const languageFamily: Family = {
  firstY: [3.3, 4.1],
  keptY: [0.78, 0.88],
  floorShare: [0.5, 0.9],
  noFloor: 0,
  sigma: [0.0002, 0.0006],
  breakShares: [0.5, 0.5, 0],
};

export const languageModels: readonly { readonly model: string; readonly points: number }[] = [
  { model: "2.1e+07", points: 56 },
  { model: "9.6e+07", points: 38 },
  { model: "3.1e+08", points: 12 },
  { model: "5.2e+08", points: 11 },
  { model: "1.30e+09", points: 11 },
];

/** Few-shot tasks, each read off the same run: 19 training and 24 test points. */
export const fewShotFamily: Family = {
  firstY: [0.58, 0.99],
  keptY: [0.76, 0.92],
  floorShare: [0.3, 0.8],
  noFloor: 0.2,
  sigma: [0.0008, 0.004],
  breakShares: [0.3, 0.7, 0],
};

export const fewShotTasks: readonly string[] = ["calendar", "grammar", "trivia", "times", "sums"].flatMap((task) => [
  `('${task}', '1-shot')`,
  `('${task}', '2-shot')`,
]);
