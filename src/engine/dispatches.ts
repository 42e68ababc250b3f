import type { FitGroup } from "../plan/chunks.js";
import type { Problem } from "../problem/problem.js";

/** Limits that tests make tiny to force many chunks. */
export interface ChunkLimits {
  /** bytes of fit states on the device at once */
  readonly stateBytes: number;
  /** point × iteration × fit units of one dispatch: keeps kernels far below any driver's watchdog */
  readonly dispatchWork: number;
  /**
   * Fits that queue for the 64 lanes of a workgroup: many keep every lane of a software adapter's few cores busy to the
   * end, few leave a GPU enough workgroups.
   */
  readonly fitsPerWorkgroup: number;
}

export const DEFAULT_LIMITS: ChunkLimits = { stateBytes: 64 << 20, dispatchWork: 2e8, fitsPerWorkgroup: 128 };
export const SOFTWARE_FITS_PER_WORKGROUP = 512;
/** Few fits are spread over at least so many workgroups, of at least so many fits. */
const LEAST_WORKGROUPS = 32;
const SHORTEST_QUEUE = 8;

/** Workgroups from … to − 1 of a list, which one dispatch runs. */
export type Slice = readonly [from: number, to: number];

/** A workgroup's lanes take fits from its queue as they get free; queues as long as still leave work for all cores. */
export function queueLength({ fitsPerWorkgroup }: ChunkLimits, fits: number): number {
  const shared = Math.ceil(fits / LEAST_WORKGROUPS);
  return Math.min(fitsPerWorkgroup, Math.max(SHORTEST_QUEUE, shared));
}

/** As many as the largest curve's workgroup may do in one dispatch. Cutting a run changes nothing but the time. */
export function iterationsPerDispatch(
  limits: ChunkLimits,
  problems: readonly Problem[],
  fits: number,
): number {
  const points = problems.reduce((most, problem) => Math.max(most, problem.u.length), 1);
  return Math.max(1, Math.floor(limits.dispatchWork / (points * queueLength(limits, fits))));
}

/** Runs of workgroups whose work fits one dispatch, at most `most` of them. */
export function slicesOf(
  groups: readonly FitGroup[],
  problems: readonly Problem[],
  iterations: number,
  dispatchWork: number,
  most: number,
): Slice[] {
  const slices: Slice[] = [];
  let from = 0;
  let work = 0;
  groups.forEach((group, i) => {
    const cost = group.fits * iterations * problems[group.problem].u.length;
    if (i > from && (i - from >= most || work + cost > dispatchWork)) {
      slices.push([from, i]);
      from = i;
      work = 0;
    }
    work += cost;
  });
  if (groups.length > from) slices.push([from, groups.length]);
  return slices;
}
