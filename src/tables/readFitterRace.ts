import { z } from "zod";
import { InputError } from "../core/errors.js";
import { openSource, readBytes } from "../node/files.js";
import type { FitterRace } from "./fitterRace.js";

/**
 * A race of fitters as `npm run bench:peers -- --save` writes it: JSON, of which only what a report shows is read.
 *
 * @throws InputError for what cannot be read, is no JSON or no race
 */
export async function readFitterRace(path: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<FitterRace> {
  const source = openSource(path, stdin);
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
