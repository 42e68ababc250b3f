import type { Tie } from "../problem/problem.js";
import { tieFunctions } from "./ties.js";
import { unroll } from "./unroll.js";

/** WGSL sources by their path below `shaders/`, without the ending. */
export type ShaderSources = Readonly<Record<string, string>>;

/** What a kernel is specialised by when it is linked. */
export interface Specialisation {
  /** the form's name: its file is `models/<form>.wgsl` */
  readonly form: string;
  readonly breaks: number;
  readonly parameters: number;
  readonly linearParameters: number;
  readonly linearObjective: boolean;
  readonly robust: boolean;
  readonly ties: readonly Tie[];
  readonly prior: boolean;
  /** whether fits run on resamples of their curve */
  readonly resampled: boolean;
}

/** A stage that changes the states of fits. */
export type FitStage = "starts" | "levenberg_marquardt";
export type Stage = FitStage | "resample";

const PRELUDE = ["fit_state", "SAMPLES", "seal", "philox", "draws", "softplus", "givens", "residual"];

/** The files that any linked shader may draw on, besides the models. */
export const SHADER_FILES = [
  ...PRELUDE.filter((file) => file !== "SAMPLES"),
  "samples",
  "rotations",
  "normal",
  "starts",
  "levenberg_marquardt",
  "resample",
];

/** Links one stage for one specialisation: constants, then the shared files, the model and the stage, unrolled. */
export function linkStage(sources: ShaderSources, stage: Stage, by: Specialisation): string {
  if (stage === "resample") {
    return linkFiles(sources, ["fit_state", "WRITTEN_SAMPLES", "philox", "draws", "normal", stage], by);
  }
  return linkFiles(sources, [...PRELUDE, "ROTATIONS", `models/${by.form}`, stage], by);
}

/**
 * Links any files (tests link small stages of their own); "ROTATIONS" stands for both scopes of rotations.wgsl, "SAMPLES"
 * and "WRITTEN_SAMPLES" for samples.wgsl as it is read and written.
 */
export function linkFiles(sources: ShaderSources, files: readonly string[], by: Specialisation): string {
  const constants = { P: by.parameters, LINEAR: by.linearParameters, BREAKS: by.breaks };
  const header = [
    ...Object.entries(constants).map(([name, value]) => `const ${name} = ${value}u;`),
    `const LINEAR_OBJECTIVE = ${by.linearObjective};`,
    `const ROBUST = ${by.robust};`,
    `const PRIOR = ${by.prior};`,
    `const RESAMPLED = ${by.resampled};`,
  ].join("\n");
  const ties = tieFunctions(by.ties, by.linearParameters);
  const body = files.map((file) => TEMPLATES[file]?.(sources) ?? source(sources, file));
  return unroll([header, ...body, ties].join("\n"), constants);
}

const TEMPLATES: Readonly<Partial<Record<string, (sources: ShaderSources) => string>>> = {
  ROTATIONS: rotations,
  SAMPLES: (sources) => source(sources, "samples").replace("ACCESS>", "read>"),
  WRITTEN_SAMPLES: (sources) => source(sources, "samples").replace("ACCESS>", "read_write>"),
};

function rotations(sources: ShaderSources): string {
  const template = source(sources, "rotations");
  const scoped = (scope: string, columns: string) => template.replaceAll("SCOPE", scope).replaceAll("COLUMNS", columns);
  return scoped("all", "P") + scoped("linear", "LINEAR");
}

function source(sources: ShaderSources, file: string): string {
  const text = sources[file];
  if (text === undefined) throw new Error(`shader ${file}.wgsl is not among the sources`);
  return text;
}
