/**
 * The engine by itself, free of Node: give it a GPUDevice and the texts of `shaders/`. Published as `bnsl/engine`.
 */
export { fitCurves, type FitContext } from "./fit.js";
export { GpuEngine } from "./engine/gpuEngine.js";
export type { ChunkLimits } from "./engine/dispatches.js";
export { CpuEngine } from "./engine/cpuEngine.js";
export {
  inlineExecutor,
  perform,
  type ChooseTask,
  type Executor,
  type IterateTask,
  type IdentifyTask,
  type PolishTask,
  type StartsTask,
  type Task,
  type TaskResamples,
  type TaskResults,
} from "./engine/tasks.js";
export type { Batch, Engine, EngineSession } from "./engine/engine.js";
export type { Choice, ChoiceOptions, Minimum, Step } from "./claim/choose.js";
export type { ErrorEstimate } from "./claim/errorModel.js";
export type { Draws } from "./random/philox.js";
export { AdapterError, DeviceLostError, EngineError, InputError } from "./errors.js";
export type { FitStates, StartRange } from "./engine/fitStates.js";
export type { Waiting } from "./gpu/buffers.js";
export { SHADER_FILES, type ShaderSources } from "./gpu/shader.js";
export { resolveOptions } from "./options.js";
export type { Resample, ResamplePlan, Resampling, SerialDraws } from "./problem/problem.js";
export type { FitState, Parent, Prior, Problem, StartPlan, Tie } from "./problem/problem.js";
export type { Scaling } from "./problem/scaling.js";
export type * from "./types.js";
