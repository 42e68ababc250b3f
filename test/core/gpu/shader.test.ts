import { describe, expect, it } from "vitest";
import { EngineError } from "../../../src/core/errors.js";
import { bnslForm } from "../../../src/core/forms/bnsl/form.js";
import { checked, compileShader } from "../../../src/core/gpu/errors.js";
import { PipelineCache } from "../../../src/core/gpu/pipelineCache.js";
import { linkFiles, linkStage, type Stage } from "../../../src/core/gpu/shader.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import { describeGpu } from "../../support/device.js";
import { bnslBy } from "../../support/kernel.js";

const stages: Stage[] = ["starts", "levenberg_marquardt", "resample"];

describe("linkStage", () => {
  it.each(stages)("leaves no loop over parameters, no array of them and no placeholder in %s", async (stage) => {
    for (const breaks of [0, 1, 2, 3, 4]) {
      const code = linkStage(await readShaders(), stage, bnslBy(breaks));
      expect(code).not.toMatch(/@unroll|@scalars|SCOPE|COLUMNS/);
      expect(code).toMatch(new RegExp(`const P = ${3 + 3 * breaks}u;`));
      expect(code).toMatch(new RegExp(`fn ${stage}\\(`));
    }
  });

  it("names the file that is missing", () => {
    expect(() => linkFiles({}, ["softplus"], bnslBy(0))).toThrow("shader softplus.wgsl is not among the sources");
  });
});

describeGpu("compiling", (open) => {
  it("shows message, line and source of an error", async () => {
    const code = ["fn fine() {}", "@compute @workgroup_size(1) fn main() {", "  let x: u32 = 1.5;", "}"].join("\n");
    const failure = await compileShader(open().device, "broken", code).then(
      () => expect.fail("it compiled"),
      (error: unknown) => error as Error,
    );
    expect(failure).toBeInstanceOf(EngineError);
    const lines = failure.message.split("\n");
    expect(lines[0]).toBe("shader broken does not compile:");
    expect(lines[1]).toMatch(/u32.*\(line 3:\d+\)$/);
    expect(lines).toContain(">     3   let x: u32 = 1.5;");
    expect(lines).toContain("      2 @compute @workgroup_size(1) fn main() {");
  });

  it("lets a module without errors through", async () => {
    await expect(compileShader(open().device, "fine", "fn fine() {}")).resolves.toBeDefined();
  });

  it("makes every stage a pipeline for every shape, each once", async () => {
    const cache = new PipelineCache(open().device, await readShaders());
    for (const stage of stages.filter((stage) => stage !== "resample")) {
      const [one, two] = await Promise.all(
        [1, 2].map(() =>
          cache.get(stage, {
            form: bnslForm,
            breaks: 1,
            linear: false,
            robust: false,
            ties: [],
            prior: false,
            resampling: null,
          }),
        ),
      );
      expect(one).toBe(two);
      for (const [breaks, linear, robust] of [
        [0, false, true],
        [1, true, false],
        [2, true, true],
      ] as const) {
        const other = await cache.get(stage, {
          form: bnslForm,
          breaks,
          linear,
          robust,
          ties: [],
          prior: false,
          resampling: null,
        });
        expect(other).not.toBe(one);
      }
    }
  });
});

describeGpu("checked", (open) => {
  it("fails with what the device objects to", async () => {
    const { device } = open();
    const wrong = () => device.createBuffer({ label: "wrong", size: 16, usage: 1 | 2 });
    await expect(checked(device, "a test", wrong)).rejects.toThrow(EngineError);
    await expect(checked(device, "a test", wrong)).rejects.toThrow(/^a test: .*usage/i);
  });

  it("gives each of two callers at once its own error, and none to the one without", async () => {
    const { device } = open();
    const wrong = checked(device, "wrong", () => device.createBuffer({ size: 16, usage: 1 | 2 }));
    const right = checked(device, "right", () => device.createBuffer({ size: 16, usage: 8 }));
    await expect(wrong).rejects.toThrow(/^wrong: /);
    await expect(right).resolves.toBeDefined();
  });
});
