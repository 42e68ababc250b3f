import type { PeerCurve } from "./curves.js";
import { PeerProcess, type Greeting } from "./peerProcess.js";
import { race, runAll, type RaceLimits, type Trace, type Yield } from "./race.js";
import type { Configuration, Fitter } from "./roster.js";
import type { Workspace } from "./workspace.js";

/** One fitter, started, warmed up and raced once. */
export interface Measurement {
  readonly seed: number;
  readonly greeting: Greeting;
  readonly trace: Trace;
  /** null where it was not asked for, or where the fitter takes no starts */
  readonly yield: Yield | null;
  /** positions of the curves raced */
  readonly curves: readonly number[];
  /** from the start of the process to its first answer; not in the race's clock */
  readonly startSeconds: number;
  /** the first round, which compiles what is compiled late, and the last of the warm-up; neither is in the clock */
  readonly firstRoundSeconds: number | null;
  readonly warmRoundSeconds: number | null;
  readonly peakMemory: number;
}

export interface MeasureLimits {
  /** the race ends here at the latest; a fitter that takes no starts is run to its end */
  readonly seconds: number;
  /** of starts run to their own ends; 0: none */
  readonly yieldSeconds: number;
  /** starts of each curve that there are */
  readonly mostStarts: number;
  /** all curves, where a default run takes a sample */
  readonly full: boolean;
}

/** where the time limit is not to matter: a recipe is run through */
const UNHURRIED_SECONDS = 3600;
const WARM_UP_SECONDS = 1;
const WARM_UP_ROUNDS = 4;
/** seeds of warm-ups, far from those of races */
const WARM_UP_SEED = 500_000;

/** @param solved whether a curve's race is over at an objective */
export async function measure(
  fitter: Fitter,
  configuration: Configuration,
  peers: readonly PeerCurve[],
  workspace: Workspace,
  seed: number,
  limits: MeasureLimits,
  solved: (curve: number, objective: number) => boolean,
): Promise<Measurement> {
  const raceLimits = limitsOf(fitter, configuration, peers.length, limits);
  const parameters = peers[0].lo.length;
  const started = await PeerProcess.start(configuration.command, workspace.results, parameters);
  const { peer, greeting, seconds: startSeconds } = started;
  try {
    const use = async (of: number) =>
      peer.use(of, configuration.starts === null ? "-" : await workspace.starts(configuration.starts, of));
    const warm = fitter.once ? [] : await warmUp(peer, configuration, raceLimits, use, seed);
    if (!fitter.once) await use(seed);
    const trace = await race(peer, greeting, peers, raceLimits, solved);
    const wanted = limits.yieldSeconds > 0 && !fitter.once && !fitter.raceOnly;
    const ends = wanted
      ? await runAll(peer, greeting, peers, yieldLimits(raceLimits, configuration, limits.yieldSeconds))
      : null;
    return {
      seed,
      greeting,
      trace,
      yield: ends,
      curves: raceLimits.curves,
      startSeconds,
      firstRoundSeconds: warm[0] ?? null,
      warmRoundSeconds: warm.at(-1) ?? null,
      peakMemory: peer.peakMemory(),
    };
  } finally {
    await peer.quit();
  }
}

function limitsOf(
  fitter: Fitter,
  { startsPerRound }: Configuration,
  curves: number,
  limits: MeasureLimits,
): RaceLimits {
  const sample = limits.full ? curves : Math.min(fitter.sample ?? curves, curves);
  return {
    seconds: fitter.once ? UNHURRIED_SECONDS : limits.seconds,
    startsPerRound,
    curvesPerCommand: fitter.curvesPerCommand ?? curves,
    mostStarts: fitter.once ? startsPerRound : limits.mostStarts,
    curves: Array.from({ length: sample }, (_, i) => Math.floor(((i + 0.5) * curves) / sample)),
  };
}

/** our engines take workgroups and tasks of 64 fits: fewer starts a curve would leave them half empty */
const OWN_YIELD_STARTS = 64;

function yieldLimits(limits: RaceLimits, { starts }: Configuration, seconds: number): RaceLimits {
  return starts === null ? { ...limits, seconds, startsPerRound: OWN_YIELD_STARTS } : { ...limits, seconds };
}

/** Rounds as those of the race until the machine is warm. @returns their seconds */
async function warmUp(
  peer: PeerProcess,
  configuration: Configuration,
  limits: RaceLimits,
  use: (seed: number) => Promise<void>,
  seed: number,
): Promise<number[]> {
  // Starts of a file are the race's own: drawing others would only cost time, as nothing is learnt from them.
  await use(configuration.starts === null ? seed + WARM_UP_SEED : seed);
  const rounds: number[] = [];
  const round = {
    firstStart: 0,
    starts: configuration.startsPerRound,
    firstCurve: 0,
    curves: Math.min(limits.curves.length, limits.curvesPerCommand),
  };
  let total = 0;
  // Our first round compiles kernels and JavaScript: a second one shows what is left without that.
  const least = configuration.starts === null ? 2 : 1;
  while (rounds.length < least || (total < WARM_UP_SECONDS && rounds.length < WARM_UP_ROUNDS)) {
    const { seconds } = await peer.run("race", round);
    rounds.push(seconds);
    total += seconds;
  }
  return rounds;
}
