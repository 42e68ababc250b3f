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
}

export type Stage = "starts" | "levenberg_marquardt";

const PRELUDE = ["fit_state", "philox", "draws", "softplus", "givens", "residual"];
const STAGE_FILES: Record<Stage, readonly string[]> = {
  starts: ["starts"],
  levenberg_marquardt: ["levenberg_marquardt"],
};

/** The files that any linked shader may draw on, besides the models. */
export const SHADER_FILES = [
  ...PRELUDE,
  "rotations",
  ...STAGE_FILES.starts,
  ...STAGE_FILES.levenberg_marquardt,
];

/** Links one stage for one specialisation: constants, then the shared files, the model and the stage, unrolled. */
export function linkStage(sources: ShaderSources, stage: Stage, by: Specialisation): string {
  return linkFiles(sources, [...PRELUDE, "ROTATIONS", `models/${by.form}`, ...STAGE_FILES[stage]], by);
}

/** Links any files (tests link small stages of their own); "ROTATIONS" stands for both scopes of rotations.wgsl. */
export function linkFiles(sources: ShaderSources, files: readonly string[], by: Specialisation): string {
  const constants = { P: by.parameters, LINEAR: by.linearParameters, BREAKS: by.breaks };
  const header = [
    ...Object.entries(constants).map(([name, value]) => `const ${name} = ${value}u;`),
    `const LINEAR_OBJECTIVE = ${by.linearObjective};`,
    `const ROBUST = ${by.robust};`,
    `const PRIOR = ${by.prior};`,
  ].join("\n");
  const ties = tieFunctions(by.ties, by.linearParameters);
  const body = files.map((file) => (file === "ROTATIONS" ? rotations(sources) : source(sources, file)));
  return unroll([header, ...body, ties].join("\n"), constants);
}

function rotations(sources: ShaderSources): string {
  const template = source(sources, "rotations");
  const scoped = (scope: string, columns: string) =>
    template.replaceAll("SCOPE", scope).replaceAll("COLUMNS", columns);
  return scoped("all", "P") + scoped("linear", "LINEAR");
}

function source(sources: ShaderSources, file: string): string {
  const text = sources[file];
  if (text === undefined) throw new Error(`shader ${file}.wgsl is not among the sources`);
  return text;
}
