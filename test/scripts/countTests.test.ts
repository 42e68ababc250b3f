import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/count-tests.js", import.meta.url));
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((s) => ({ status: s })),
});

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "count-tests-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("scripts/count-tests", () => {
  it("counts passed and failed tests", () => {
    expect(count(3, 0, [file("passed", "passed")], 0)).toBe("3 0");
    expect(count(3, 2, [file("failed", "failed", "failed")], 1)).toBe("3 2");
  });

  it("counts a file that could not be run, and a run that failed for another reason, as one failure", () => {
    expect(count(3, 1, [file("failed", "failed"), file("failed")], 1)).toBe("3 2");
    expect(count(3, 0, [file("passed", "passed")], 1)).toBe("3 1");
  });

  it("counts a missing report as a failure", () => {
    const { stdout, stderr } = spawnSync("node", [script, join(folder, "none"), "1"], { encoding: "utf8" });
    expect(stdout).toBe("0 1\n");
    expect(stderr).toContain("vitest left no readable report");
  });
});

function count(passed: number, failed: number, testResults: object[], status: number): string {
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults }));
  return spawnSync("node", [script, path, String(status)], { encoding: "utf8" }).stdout.trim();
}
