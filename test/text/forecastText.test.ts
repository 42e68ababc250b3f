import { describe, expect, it } from "vitest";
import { backtestText, forecastText } from "../../src/text/forecastText.js";
import { madeForecast } from "../tables/madeForecasts.js";

describe("forecastText", () => {
  const levels = [0.5, 0.95];
  const at = (x: number, y: number | null = null) => levels.map((level) => madeForecast({ x, level, y }));

  it("has a line for each x and target, its levels side by side", () => {
    const target = { target: 0.2, x: null };
    const rows = [
      ...at(4e6),
      madeForecast({ quantity: "below", target: 0.2, level: null, estimate: 0.125, lo: null, hi: null }),
      ...levels.map((level) =>
        madeForecast({ ...target, quantity: "reach", level, estimate: 2e7, lo: 1e7, hi: Infinity }),
      ),
      madeForecast({ ...target, quantity: "never", level: null, estimate: 0.4, lo: null, hi: null }),
    ];
    const text = forecastText(rows, 160);
    expect(text).toMatch(/^vision +y at 4e6 +0\.25 +0\.2 to 0\.3 +0\.2 to 0\.3$/m);
    expect(text).toMatch(/^ +P\(y <= 0\.2\) at 4e6 +13 %$/m);
    expect(text).toMatch(/^ +x where y is 0\.2 +2e7 +1e7 to never +1e7 to never$/m);
    expect(text).toMatch(/^ +P\(never 0\.2\) +40 %$/m);
    expect(text).toContain("Intervals of the y of a new run");
  });

  it("shows held-out values beside their forecasts, also where an x comes again", () => {
    const text = forecastText([...at(4e6, 0.26), ...at(4e6, 0.26), ...at(5e6, 0.24)], 160);
    expect(text.match(/0\.26$/gm)).toHaveLength(2);
    expect(text).toMatch(/y at 5e6 .* 0\.24$/m);
    const below = madeForecast({ quantity: "below", y: 0.26, target: 0.2, level: null, lo: null, hi: null });
    const mixed = forecastText([...at(4e6, 0.26), below, ...at(4e6, 0.26), below], 160);
    expect(mixed.match(/y at 4e6 +0\.25 +0\.2 to 0\.3 +0\.2 to 0\.3 +0\.26$/gm)).toHaveLength(2);
  });

  it("says what intervals rest on where no curve could be backtested", () => {
    const text = forecastText([madeForecast({ curves: 0, origins: 0, of: "curve" })], 160);
    expect(text).toContain("intervals rest on what other tables have shown");
    expect(text).toContain("Intervals of the curve about which runs scatter");
    expect(forecastText([madeForecast({ status: "no-fit" })], 160)).toBe("No curve could be forecast.\n");
  });
});

it("backtestText says where nothing could be scored", () => {
  expect(backtestText([], 160)).toBe("No curve has rows enough for a backtest.\n");
});
