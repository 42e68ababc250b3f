import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { symbolOffset } from "../../src/node/nativeStderr.js";

const module = fileURLToPath(new URL("../../src/node/nativeStderr.ts", import.meta.url));

/** `process._rawDebug` prints with C's fprintf(stderr), as Dawn does. */
function stderrOf(body: string): string {
  const program = `import { filterNativeStderr } from ${JSON.stringify(module)};
    const isNoise = (line) => line.startsWith("Warning: noise");
    ${body}`;
  const done = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  expect(done.status).toBe(0);
  return done.stderr;
}

// it looks into the memory of Linux' C library, and elsewhere does nothing
describe.runIf(process.platform === "linux")("filterNativeStderr (skipped where there is no Linux)", () => {
  it("leaves out what is noise while work is done, and nothing else, before it or after it", () => {
    const text = stderrOf(`
      process._rawDebug("Warning: noise before");
      const answer = await filterNativeStderr(async () => {
        process._rawDebug("Warning: noise 1");
        process._rawDebug("a message of the driver");
        await new Promise((resolve) => setTimeout(resolve, 5));
        process._rawDebug("Warning: noise 2");
        return 7;
      }, isNoise);
      process._rawDebug("Warning: noise after");
      console.error(answer);`);
    expect(text).toBe("Warning: noise before\na message of the driver\nWarning: noise after\n7\n");
  });

  it("puts stderr back after an error, and lets one within another be", () => {
    const text = stderrOf(`
      const fails = () => filterNativeStderr(async () => { throw new Error("no"); }, isNoise);
      await filterNativeStderr(async () => { await fails().catch(() => {}); process._rawDebug("Warning: noise"); }, isNoise);
      process._rawDebug("seen");`);
    expect(text).toBe("seen\n");
  });
});

describe("symbolOffset", () => {
  it("finds nothing in what is no library", () => {
    expect(symbolOffset(Buffer.from("text"), "stderr")).toBeNull();
    expect(symbolOffset(Buffer.alloc(0), "stderr")).toBeNull();
  });
});
