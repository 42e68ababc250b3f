/**
 * The engine by itself, free of Node: give it a GPUDevice and the texts of `shaders/`. Published as `bnsl/engine`.
 */
export { fitCurves, type FitContext } from "./fit.js";
export { GpuEngine } from "./engine/gpuEngine.js";
export type { ChunkLimits } from "./engine/dispatches.js";
export { CpuEngine } from "./engine/cpuEngine.js";
export { inlineExecutor, perform, type Executor, type Task } from "./engine/tasks.js";
export type { Engine } from "./engine/engine.js";
export { DeviceLostError, EngineError, InputError } from "./errors.js";
export { SHADER_FILES, type ShaderSources } from "./gpu/shader.js";
export { resolveOptions } from "./problem/options.js";
export type * from "./types.js";
