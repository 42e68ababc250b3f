import { fileURLToPath } from "node:url";
import { buildCeres } from "./build.js";
import type { PeerCommand } from "./peerProcess.js";
import { findRequirement, skipLine, SURROUNDINGS, type Requirement, type Surroundings } from "./requirements.js";
import type { StartRule } from "./starts.js";

/** What every fitter of a comparison is told. */
export interface Setup {
  readonly problems: string;
  readonly results: string;
  readonly data: readonly string[];
  readonly breaks: number;
  readonly cores: number;
  /** names of the adapters that our GPU engine is measured on */
  readonly adapters: readonly string[];
}

/** One way to set a fitter up. The first race of each decides which one is measured. */
export interface Configuration {
  readonly label: string;
  /** where its starts come from; null where it draws its own, or takes none */
  readonly starts: StartRule | null;
  /** starts that a curve gets in a round */
  readonly startsPerRound: number;
  readonly command: PeerCommand;
}

export interface Fitter {
  readonly id: string;
  readonly name: string;
  readonly configurations: readonly Configuration[];
  /** it takes no starts: one pass over the curves is all there is, and is run to its end */
  readonly once?: boolean;
  /** starts run to their own ends are told by another row of the same fitter */
  readonly raceOnly?: boolean;
  /** once in every run, where it is too slow to be worth repeating */
  readonly unrepeated?: boolean;
  /** curves of the default run, evenly spaced, where all would take too long */
  readonly sample?: number;
  /** curves in a command; all where it is left out */
  readonly curvesPerCommand?: number;
}

/** A fitter that cannot take part, and the line that says so. */
export interface Skip {
  readonly name: string;
  readonly line: string;
}

/** All fitters that can run here, ours first, and those that cannot. */
export function roster(
  setup: Setup,
  surroundings: Surroundings = SURROUNDINGS,
  compileCeres: (breaks: number) => string = buildCeres,
): { fitters: Fitter[]; skipped: Skip[] } {
  const fitters = ourFitters(setup);
  const skipped: Skip[] = [];
  const add = (requirement: Requirement, names: string, make: (program: string) => Fitter[]) => {
    const found = findRequirement(requirement, surroundings);
    if (!("program" in found)) {
      skipped.push({ name: names, line: skipLine(names, found.missing) });
      return;
    }
    try {
      fitters.push(...make(found.program));
    } catch (error) {
      // A peer that does not compile is said so, and the others are compared.
      skipped.push({ name: names, line: `skipped: ${names} (${(error as Error).message})` });
    }
  };
  add("ceres", "Ceres Solver and TinySolver", () => ceresFitters(setup, compileCeres(setup.breaks)));
  add("scipy", "SciPy and the paper's recipe", (python) => scipyFitters(setup, python));
  add("minpack", "R", () => rFitters(setup));
  return { fitters, skipped };
}

function ourFitters({ results, data, breaks, adapters }: Setup): Fitter[] {
  const configuration = (engine: string, adapter: string, startsPerRound: number): Configuration => ({
    label: `${startsPerRound} starts a round`,
    starts: null,
    startsPerRound,
    command: {
      file: process.execPath,
      args: ["--import", "tsx", script("ours.ts"), results, engine, adapter, String(breaks), ...data],
    },
  });
  const sizes = OUR_STARTS[Math.min(breaks, OUR_STARTS.length - 1)];
  return [
    ...adapters.map((adapter): Fitter => ({
      id: `gpu ${adapter}`,
      name: `bnsl, gpu engine on ${adapter}`,
      configurations: sizes.map((starts) => configuration("gpu", adapter, starts)),
    })),
    {
      id: "cpu",
      name: "bnsl, cpu engine",
      configurations: sizes.map((starts) => configuration("cpu", "", starts)),
    },
  ];
}

/** starts a round that are tried, by number of breaks: about what `--starts auto` draws for many breaks, fewer for one */
const OUR_STARTS: readonly (readonly number[])[] = [
  [8, 16, 32],
  [16, 32, 64, 128],
  [128, 256, 512],
  [512, 1024, 2048],
];

/** Ceres' LM runs that go to the end of a valley, for the best of a round */
const THOROUGH = ["--iterations", "20000", "--tolerance", "1e-14"];

function ceresFitters({ problems, results, cores }: Setup, file: string): Fitter[] {
  const configuration = (
    label: string,
    starts: StartRule,
    startsPerRound: number,
    ...options: string[]
  ): Configuration => ({
    label: `${label}, ${starts === "ours" ? "our starts" : "random starts"}, ${startsPerRound} a round`,
    starts,
    startsPerRound,
    command: { file, args: [problems, results, "--threads", String(cores), ...options] },
  });
  const halving = (iterations: number, keep: number) => [
    "--halve-after",
    String(iterations),
    "--keep",
    String(keep),
    ...THOROUGH,
  ];
  const qr = ["--solver", "qr"];
  const cholesky = ["--solver", "cholesky"];
  const projected = ["--bounds", "projected"];
  const tiny = ["--solver", "tiny"];
  const patient = ["--iterations", "1000", "--tolerance", "1e-10"];
  return [
    {
      id: "ceres",
      name: "Ceres Solver, every start to its end",
      configurations: [
        configuration("DENSE_QR, Ceres' bounds", "ours", 2, ...qr),
        configuration("DENSE_NORMAL_CHOLESKY, Ceres' bounds", "ours", 2, ...cholesky),
        configuration("DENSE_NORMAL_CHOLESKY, projected", "ours", 2, ...cholesky, ...projected, ...patient),
        configuration("DENSE_NORMAL_CHOLESKY, projected", "random", 2, ...cholesky, ...projected, ...patient),
      ],
    },
    {
      id: "ceres-halving",
      name: "Ceres Solver, best starts run on",
      raceOnly: true,
      configurations: [
        configuration("DENSE_QR, best of 8 after 20 iterations", "ours", 8, ...qr, ...projected, ...halving(20, 0.125)),
        ...(["ours", "random"] as const).map((starts) =>
          configuration(
            "DENSE_NORMAL_CHOLESKY, best of 8 after 20 iterations",
            starts,
            8,
            ...cholesky,
            ...projected,
            ...halving(20, 0.125),
          ),
        ),
      ],
    },
    {
      id: "tiny",
      name: "TinySolver, every start to its end",
      configurations: [
        configuration("projected", "ours", 4, ...tiny, ...patient),
        configuration("projected", "random", 4, ...tiny, ...patient),
      ],
    },
    {
      id: "tiny-halving",
      name: "TinySolver, best starts run on",
      raceOnly: true,
      configurations: [
        configuration("best of 8 after 30 iterations", "ours", 8, ...tiny, ...halving(30, 0.125)),
        configuration("best of 16 after 20 iterations", "ours", 16, ...tiny, ...halving(20, 0.0625)),
        configuration("best of 32 after 15 iterations", "ours", 32, ...tiny, ...halving(15, 0.03125)),
        configuration("best of 16 after 20 iterations", "random", 16, ...tiny, ...halving(20, 0.0625)),
      ],
    },
  ];
}

/** curves in a command of interpreted fitters: a second of work or so */
const SLOW_CURVES = 16;
/** NumPy's own threads would fight with the processes for the cores. */
const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

function scipyFitters({ problems, results, cores, breaks }: Setup, file: string): Fitter[] {
  const command = (name: string, ...options: string[]): PeerCommand => ({
    file,
    args: [script(`scipy/${name}`), problems, results, String(cores), ...options],
    env: ONE_THREAD,
  });
  const multistart = (starts: StartRule, startsPerRound: number, evaluations: number): Configuration => ({
    label:
      `trf, ${evaluations > 0 ? `best of ${startsPerRound} after ${evaluations} evaluations, ` : ""}` +
      `${starts === "ours" ? "our starts" : "random starts"}, ${startsPerRound} a round`,
    starts,
    startsPerRound,
    command: command("multistart.py", String(evaluations)),
  });
  const recipe = (id: string, name: string, option: string, more: Partial<Fitter>): Fitter => ({
    id,
    name,
    configurations: [{ label: option, starts: null, startsPerRound: 1, command: command("recipe.py", option) }],
    once: true,
    ...more,
  });
  const published = [
    recipe("recipe-numpy", "the paper's recipe with NumPy arrays", "numpy", { curvesPerCommand: 4 * cores }),
    recipe("recipe", "the paper's recipe", "plain", { curvesPerCommand: 1, sample: 2 }),
  ];
  return [
    {
      id: "scipy",
      name: "SciPy least_squares",
      curvesPerCommand: SLOW_CURVES,
      configurations: [multistart("ours", 1, 0), multistart("random", 1, 0), multistart("ours", 4, 20)],
    },
    ...(breaks === 1 ? published : []),
  ];
}

function rFitters({ problems, results, cores }: Setup): Fitter[] {
  const fitter = (id: string, name: string, method: string): Fitter => ({
    id,
    name,
    configurations: [
      {
        label: "our starts, 1 a round",
        starts: "ours",
        startsPerRound: 1,
        command: {
          file: "Rscript",
          args: [script("r/multistart.R"), problems, results, String(cores), method],
        },
      },
    ],
    unrepeated: true,
    curvesPerCommand: SLOW_CURVES,
  });
  return [fitter("minpack", "R, minpack.lm", "minpack"), fitter("nls", "R, nls (port)", "nls")];
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
