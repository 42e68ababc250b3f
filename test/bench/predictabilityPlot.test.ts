import { describe, expect, it } from "vitest";
import { predictabilityPlot } from "../../bench/predictability/plot.js";
import { madePredictability } from "../tables/madePredictability.js";

const rows = [0.01, 0.05].flatMap((noise) =>
  [0.05, 0.5].flatMap((sharpness) =>
    (["known", "aicc"] as const).flatMap((knowledge) =>
      [0.1, 1, 10].map((stop) => madePredictability({ noise, sharpness, knowledge, stop, medianError: 0.3 / stop })),
    ),
  ),
);

describe("the plot of a study", () => {
  const plot = predictabilityPlot(rows, 10);

  it("has a panel a noise level, a solid and a dashed line a sharpness, a legend", () => {
    expect(plot.match(/noise of ln y: [15] %/g)).toEqual(["noise of ln y: 1 %", "noise of ln y: 5 %"]);
    expect(plot.match(/stroke-dasharray="5 3"/g)).toHaveLength(4);
    expect(plot).toContain("f = 0.05");
    expect(plot).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("goes down as the error does", () => {
    const [, first, last] = /<path d="M[\d.]+ ([\d.]+)L.*?L[\d.]+ ([\d.]+)"/.exec(plot)!.map(Number);
    expect(last).toBeGreaterThan(first + 100);
  });

  it("leaves out cells without an error to show", () => {
    const holes = rows.map((row) => (row.stop === 1 ? { ...row, medianError: null } : row));
    const line = /<path d="(M[^"]*)"/.exec(predictabilityPlot(holes, 10))![1];
    expect(line.match(/L/g)).toHaveLength(1);
  });
});
