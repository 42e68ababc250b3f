import { describe, expect, it } from "vitest";
import { columns, short } from "../../bench/measure/report.js";
import { asMarkdown, deviceSlug, type Section } from "../../bench/measure/results.js";

const environment = {
  cpu: "A CPU",
  cores: 2,
  memoryGiB: 8,
  system: "linux x64 6",
  adapter: "llvmpipe (LLVM 15.0.6, 256 bits)",
  node: "v20.0.0",
  webgpu: "0.6.2",
  bnsl: "0.1.0",
  date: "2026-01-02T03:04:05.678Z",
  loadBefore: 1.234,
};

describe("results", () => {
  it("names files by adapter and cores", () => {
    expect(deviceSlug(environment)).toBe("llvmpipe-llvm-15-0-6-256-bits-2-cores");
    expect(deviceSlug({ adapter: "../a/b", cores: 16 })).toBe("a-b-16-cores");
  });

  it("writes load, date and note beside each table", () => {
    const section: Section = { environment, note: "machine in use", settings: {}, figures: {}, text: "a  1" };
    const text = asMarkdown(environment, { throughput: section, scaling: { ...section, note: "" } });
    expect(text).toContain("2026-01-02T03:04Z; load before 1.23. **machine in use**\n\n```\na  1\n```");
    expect(text.match(/^## \w+$/gm)).toEqual(["## throughput", "## scaling"]);
    expect(text.match(/machine in use/g)).toHaveLength(1);
  });
});

describe("tables", () => {
  it("aligns the first column left and the others right", () => {
    expect(
      columns(
        ["", "n"],
        [
          ["gpu", "1"],
          ["c", "1,000"],
        ],
      ),
    ).toBe("         n\ngpu      1\nc    1,000");
  });

  it("rounds to three digits", () => {
    expect([12345, 45.678, 0.0078912, 0, NaN].map(short)).toEqual(["12,300", "45.7", "0.00789", "0", "NaN"]);
  });
});
