import type { FitRow } from "../core/types.js";
import type { SuiteCell } from "../suite/suiteResult.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import { namedNumbers, numberLists, numbers, words, type Codecs } from "./codecs.js";
import type { PageCurve } from "./pageData.js";

/** Significant digits that are embedded: what a law is drawn with, what a point is, what else is shown. */
const [LAW, POINT, SHOWN] = [12, 8, 6];
/** counts, statuses and seeds stay whole */
const WHOLE = 16;

/** What is embedded of each kind of row: everything, field by field. */
export const fitFields: Codecs<FitRow> = {
  key: words(),
  nBreaks: numbers(WHOLE),
  selected: words(),
  status: words(),
  nTrain: numbers(WHOLE),
  nTest: numbers(WHOLE),
  a: numbers(LAW),
  b: numbers(LAW),
  c0: numbers(LAW),
  c: numberLists(LAW),
  d: numberLists(LAW),
  f: numberLists(LAW),
  objective: numbers(SHOWN),
  msleTrain: numbers(SHOWN),
  rmsleTrain: numbers(SHOWN),
  rmsleTest: numbers(SHOWN),
  rmseTrain: numbers(SHOWN),
  rmseTest: numbers(SHOWN),
  r2Train: numbers(SHOWN),
  dof: numbers(WHOLE),
  chi2: numbers(SHOWN),
  aic: numbers(SHOWN),
  aicc: numbers(SHOWN),
  bic: numbers(SHOWN),
  starts: numbers(WHOLE),
  startsConverged: numbers(WHOLE),
  basinShare: numbers(SHOWN),
  minima: numbers(WHOLE),
  iterations: numbers(WHOLE),
  agreedDigits: numbers(SHOWN),
  atBound: words(),
  unidentified: words(),
  runsAway: words(),
  skippedRows: numbers(WHOLE),
  engine: words(),
};

export const curveFields: Codecs<PageCurve> = {
  key: words(),
  x: numberLists(POINT),
  // residuals of an exact fit must not be those of the rounding here
  y: numberLists(LAW),
  train: numberLists(WHOLE),
};

export const intervalFields: Codecs<IntervalRow> = {
  key: words(),
  nBreaks: numbers(WHOLE),
  status: words(),
  quantity: words(),
  index: numbers(WHOLE),
  x: numbers(POINT),
  estimate: numbers(SHOWN),
  se: numbers(SHOWN),
  lo: numbers(SHOWN),
  hi: numbers(SHOWN),
  level: numbers(SHOWN),
  kind: words(),
  method: words(),
  ends: words(),
  shareIdentified: numbers(SHOWN),
  shareAtBound: numbers(SHOWN),
  resamples: numbers(WHOLE),
  failed: numbers(WHOLE),
  dof: numbers(WHOLE),
};

export const breakTestFields: Codecs<BreakTestRow> = {
  key: words(),
  status: words(),
  nNull: numbers(WHOLE),
  objectiveNull: numbers(SHOWN),
  statistic: numbers(SHOWN),
  pValue: numbers(SHOWN),
  pError: numbers(SHOWN),
  pHolm: numbers(SHOWN),
  pBh: numbers(SHOWN),
  supported: words(),
  location: numbers(SHOWN),
  resamples: numbers(WHOLE),
  failed: numbers(WHOLE),
};

export const auditFields: Codecs<AuditRow> = {
  key: words(),
  nBreaks: numbers(WHOLE),
  status: words(),
  quantity: words(),
  index: numbers(WHOLE),
  x: numbers(POINT),
  method: words(),
  kind: words(),
  level: numbers(SHOWN),
  truth: numbers(SHOWN),
  covered: numbers(WHOLE),
  intervals: numbers(WHOLE),
  coverage: numbers(SHOWN),
  coverageLo: numbers(SHOWN),
  coverageHi: numbers(SHOWN),
  medianWidth: numbers(SHOWN),
  simulations: numbers(WHOLE),
  failed: numbers(WHOLE),
  dof: numbers(WHOLE),
};

export const cellFields: Codecs<SuiteCell> = {
  key: words(),
  form: words(),
  status: words(),
  params: namedNumbers(LAW),
  nTrain: numbers(WHOLE),
  nTest: numbers(WHOLE),
  rmsleTrain: numbers(SHOWN),
  rmsleTest: numbers(SHOWN),
  seTest: numbers(SHOWN),
  rank: numbers(SHOWN),
  best: words(),
  winShare: numbers(SHOWN),
  cutWinShare: numbers(SHOWN),
  unusableTestRows: numbers(WHOLE),
  starts: numbers(WHOLE),
  basinShare: numbers(SHOWN),
  atBound: words(),
};
