import { z } from "zod";
import { InputError } from "../core/errors.js";
import { openSource, readBytes } from "../node/files.js";

/** Fitters raced over the same curves, as `bench:peers` saves them and a report shows them. */
export interface FitterRace {
  /** how many curves the race is over */
  readonly curves: number;
  readonly note?: string | undefined;
  readonly environment?: RaceEnvironment | undefined;
  readonly settings?: RaceSettings | undefined;
  /** why fitters are missing, a line each */
  readonly skipped?: readonly { readonly line: string }[] | undefined;
  readonly fitters: readonly RacedFitter[];
}

export interface RaceEnvironment {
  readonly adapter?: string | undefined;
  readonly cpu?: string | undefined;
  readonly cores?: number | undefined;
  readonly date?: string | undefined;
}

export interface RaceSettings {
  /** number of breaks of every fit */
  readonly breaks?: string | number | undefined;
}

export interface RacedFitter {
  readonly name: string;
  readonly configuration?: string | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** repetitions, at least one */
  readonly runs: readonly RaceRun[];
}

/** One race of one fitter. */
export interface RaceRun {
  /** numbers of the curves that were raced; null or left out: all of them */
  readonly sample?: readonly number[] | null | undefined;
  /**
   * seconds on the fitter's clock until each raced curve was within a relative 1e-6 of the best known minimum, null where it
   * never was; further lists, of looser tolerances, are not shown
   */
  readonly solveSeconds: readonly (readonly (number | null)[])[];
  /** how long the race went on */
  readonly seconds: number;
  /** of starts that were all run to their own ends */
  readonly ends?: { readonly convergedPerSecond: number } | null | undefined;
  readonly peakMemoryMiB?: number | null | undefined;
}

/**
 * A race of fitters as `npm run bench:peers -- --save` writes it: JSON, of which only what a report shows is read.
 *
 * @throws InputError for what cannot be read, is no JSON or no race
 */
export async function readFitterRace(path: string): Promise<FitterRace> {
  const source = openSource(path);
  const text = new TextDecoder().decode(await readBytes(source));
  const parsed = raceSchema.safeParse(parse(text, source.name));
  if (!parsed.success) {
    const [{ path: place, message }] = parsed.error.issues;
    throw new InputError(
      `${source.name} is no race of fitters: ${place.join(".") || "all of it"}: ${message}; ${advice}`,
    );
  }
  checkCurves(parsed.data, source.name);
  return parsed.data;
}

const advice = "give the .json that `npm run bench:peers -- --save` wrote";

const seconds = z.number().nonnegative();

const raceSchema = z.object({
  curves: z.int().positive(),
  note: z.string().optional(),
  environment: z
    .object({
      adapter: z.string().optional(),
      cpu: z.string().optional(),
      cores: z.number().optional(),
      date: z.string().optional(),
    })
    .optional(),
  settings: z.object({ breaks: z.union([z.string(), z.number()]).optional() }).optional(),
  skipped: z.array(z.object({ line: z.string() })).optional(),
  fitters: z
    .array(
      z.object({
        name: z.string(),
        configuration: z.string().optional(),
        versions: z.record(z.string(), z.string()).optional(),
        runs: z
          .array(
            z.object({
              sample: z.array(z.number()).nullish(),
              solveSeconds: z.array(z.array(seconds.nullable())).min(1),
              seconds,
              ends: z.object({ convergedPerSecond: z.number() }).nullish(),
              peakMemoryMiB: z.number().nullish(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${name} is not JSON (${(error as Error).message}); ${advice}`);
  }
}

/** A list of another length would be shares of another number of curves. */
function checkCurves({ curves, fitters }: FitterRace, name: string): void {
  for (const { name: fitter, runs } of fitters) {
    for (const { sample, solveSeconds } of runs) {
      const raced = sample?.length ?? curves;
      const wrong = solveSeconds.find((times) => times.length !== raced);
      if (!wrong) continue;
      throw new InputError(
        `${name}: ${fitter} has solve times of ${wrong.length} curves, but ${raced} were raced; ${advice}`,
      );
    }
  }
}
