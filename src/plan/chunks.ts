/** Fits of one problem that share a workgroup: fits firstFit … firstFit + fits − 1 of their chunk. */
export interface FitGroup {
  readonly problem: number;
  readonly firstFit: number;
  readonly fits: number;
  /** ordinal of the first fit's start; the others follow it when starts are drawn */
  readonly firstStart: number;
}

/** Cuts `count` fits into [first, end) ranges of at most `most`. */
export function chunkRanges(count: number, most: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let first = 0; first < count; first += most) ranges.push([first, Math.min(count, first + most)]);
  return ranges;
}

/** Groups the fits first … end − 1 by problem, at most `most` to a group. Fits of one problem stand together. */
export function fitGroups(
  fits: { readonly problem: ArrayLike<number>; readonly start: ArrayLike<number> },
  first: number,
  end: number,
  most: number,
): FitGroup[] {
  const groups: FitGroup[] = [];
  let from = first;
  for (let fit = first + 1; fit <= end; fit++) {
    if (fit < end && fits.problem[fit] === fits.problem[from] && fit - from < most) continue;
    groups.push({
      problem: fits.problem[from],
      firstFit: from - first,
      fits: fit - from,
      firstStart: fits.start[from],
    });
    from = fit;
  }
  return groups;
}
