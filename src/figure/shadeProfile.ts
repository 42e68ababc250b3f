/** A shade over an axis, in pixels: full between two ends, or fading out towards one of them. */
export interface Shade {
  readonly left: number;
  readonly right: number;
  /** where it has faded to nothing; null: it is full throughout */
  readonly fadesTo: "left" | "right" | null;
}

/** How dark it is at a pixel, from 0 to 1. Two stops at one pixel are a jump. */
export interface ShadeStop {
  readonly at: number;
  readonly share: number;
}

/** Shades as one that is as dark as the darkest of them, straight from stop to stop: overlaps add nothing. */
export function shadeProfile(shades: readonly Shade[]): ShadeStop[] {
  const ends = shades.flatMap(({ left, right }) => [left, right]);
  // fades are of one length: two that run against each other are equally dark midway between their full ends
  const midways = ends.flatMap((p) => ends.map((q) => (p + q) / 2));
  const places = [...new Set([...ends, ...midways])].sort((p, q) => p - q);
  return places.flatMap((at) => {
    const before = darkest(shades, at, ({ left, right }) => left < at && at <= right);
    const after = darkest(shades, at, ({ left, right }) => left <= at && at < right);
    const stops = [{ at, share: before }];
    return before === after ? stops : [...stops, { at, share: after }];
  });
}

function darkest(shades: readonly Shade[], at: number, covers: (shade: Shade) => boolean): number {
  return shades.filter(covers).reduce((most, shade) => Math.max(most, shareOf(shade, at)), 0);
}

function shareOf({ left, right, fadesTo }: Shade, at: number): number {
  if (fadesTo === null) return 1;
  return fadesTo === "right" ? (right - at) / (right - left) : (at - left) / (right - left);
}
