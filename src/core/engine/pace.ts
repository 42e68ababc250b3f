/** Work of dispatches in point × iteration × fit units. */
export interface Work {
  /** of all workgroups */
  readonly units: number;
  /** of the workgroup that has the most */
  readonly longest: number;
}

/** How far a dispatch may grow beyond those seen: what a first, small one tells is rough. */
const GROWTH = 8;
/** Below this share of the wanted time, what stands around a dispatch may be more than the dispatch. */
const TELLING = 0.25;
/** A device that takes so many times what was foretold has become slower, or was never so fast. */
const SLOWER = 1.5;
/**
 * Share of the wanted time that the longest workgroup may take: as long as no others wait, a dispatch lasts no longer than
 * it, and shows that there is time for more beside it.
 */
const LONGEST = 0.25;

/**
 * How fast one kernel runs on one device, learnt from its own dispatches. A dispatch lasts as long as the device needs
 * for all of it, or as long as its longest workgroup needs, whichever is more. Each dispatch seen is a lower bound of
 * both speeds; the highest bounds are kept until a dispatch takes longer than they foretell.
 */
export class Pace {
  private unitsPerSecond = 0;
  private longestPerSecond = 0;
  private seen: Work = { units: 0, longest: 0 };

  /**
   * @param first units of a dispatch of which nothing is known
   * @param wanted seconds that a dispatch is to last
   */
  constructor(
    private readonly first: number,
    private readonly wanted: number,
  ) {}

  get known(): boolean {
    return this.unitsPerSecond > 0;
  }

  /** The most that one dispatch may do. */
  most(): Work {
    if (!this.known) return { units: this.first, longest: this.first };
    const grown = (seen: number) => Math.max(this.first, GROWTH * seen);
    return {
      units: Math.min(this.wanted * this.unitsPerSecond, grown(this.seen.units)),
      longest: Math.min(LONGEST * this.wanted * this.longestPerSecond, grown(this.seen.longest)),
    };
  }

  /** Seconds that so many dispatches of this work together should last; 0 where nothing is known. */
  seconds({ units, longest }: Work, dispatches: number): number {
    if (!this.known) return 0;
    return Math.max(units / this.unitsPerSecond, (dispatches * longest) / this.longestPerSecond);
  }

  /** @param work what was done in these seconds by so many dispatches of like size, one after the other */
  observe({ units, longest }: Work, dispatches: number, seconds: number): void {
    if (!(seconds > 0) || units === 0) return;
    const ofOne = seconds / dispatches;
    if (this.known && ofOne > TELLING * this.wanted) {
      // only what was to decide how long it lasts can have been too high
      const byUnits = units / this.unitsPerSecond;
      const byLongest = (dispatches * longest) / this.longestPerSecond;
      if (seconds > SLOWER * Math.max(byUnits, byLongest)) {
        if (byUnits >= byLongest) this.unitsPerSecond = 0;
        else this.longestPerSecond = 0;
      }
    }
    this.unitsPerSecond = Math.max(this.unitsPerSecond, units / seconds);
    this.longestPerSecond = Math.max(this.longestPerSecond, longest / ofOne);
    this.seen = {
      units: Math.max(this.seen.units, units / dispatches),
      longest: Math.max(this.seen.longest, longest),
    };
  }
}
