import { expect, it } from "vitest";
import { describeInChromium, showing } from "../support/chromium.js";
import { madeRace } from "../tables/madeRace.js";
import { madePage } from "./madePage.js";

describeInChromium("the race of fitters on the page", (openReport) => {
  const opened = showing(openReport);
  const show = (fitters: ReturnType<typeof madeRace> | null) => opened(madePage({ fitters }), { hash: "/fitters" });

  it("has a line of each fitter that ran on all curves, and every fitter in the table", async () => {
    const page = await show(madeRace());
    await page.waitForSelector("figure.profile path.series");
    expect(await page.$$eval("figure.profile path.series", (lines) => lines.length)).toBe(2);
    expect(await page.$eval("figure.profile figcaption", (words) => words.textContent)).toContain(
      "Raced on a sample, not drawn: the recipe.",
    );
    const cells = await page.$$eval("table[data-fitters] tbody tr", (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
    );
    // medians of two runs: 0.5 s to half, 3 s to all; half of SciPy's four curves after 10 s, the rest never in 40
    expect(cells[0]).toEqual(["bnsl, gpu engine", "4 of 4", "0.5", "3", "3", "6500", "100", "128 starts a round"]);
    expect(cells[1].slice(1, 5)).toEqual(["2 of 4", "10", "> 40", "> 40"]);
    expect(cells[2].slice(0, 5)).toEqual(["the recipe", "0 of 1", "> 8", "> 8", "> 8"]);
    expect(await page.$eval('[data-view="fitters"]', (view) => view.textContent)).toContain("no CUDA device");
  });

  it("rises to the share that was solved and no higher", async () => {
    const page = await show(madeRace());
    await page.waitForSelector("figure.profile path.series");
    const tops = await page.$$eval("figure.profile path.series", (lines) => lines.map((line) => line.getBBox().height));
    expect(tops[1] / tops[0]).toBeCloseTo(0.5, 2);
  });

  it("is not offered without a race", async () => {
    const page = await show(null);
    const names = await page.$$eval("nav a", (links) => links.map((link) => link.textContent));
    expect(names.length).toBeGreaterThan(1);
    expect(names).not.toContain("Fitters");
  });
});
