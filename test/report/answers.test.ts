import { expect, it } from "vitest";
import { STATUS_NAMES } from "../../src/core/status.js";
import { curveHref } from "../../src/report/client/history.js";
import type { PageData } from "../../src/report/pageData.js";
import { describeInChromium, showing } from "../support/chromium.js";
import { madeRow } from "../tables/madeFits.js";
import { madeFullPage, madePage } from "./madePage.js";

describeInChromium("answers on the page", (openReport) => {
  const opened = showing(openReport);
  const show = (data: PageData, hash = "") => opened(data, { hash });

  it("every finding of a verdict leads to a part of the page, and the address stays", async () => {
    const page = await show(madeFullPage(), curveHref(madeRow().key).slice(1));
    const before = await page.evaluate(() => location.hash);
    const proofs = await page.$$eval("[data-proof]", (all) => all.map((each) => (each as HTMLElement).dataset.proof!));
    expect(proofs.length).toBeGreaterThan(1);
    for (const proof of proofs) {
      await page.$eval(`[data-proof=${proof}]`, (button) => (button as HTMLElement).click());
      await page.waitForFunction((id) => document.activeElement?.id === id, {}, proof);
    }
    expect(await page.evaluate(() => location.hash)).toBe(before);
  });

  it("the errors' picture has all answers that have both; arrow keys and Enter open one", async () => {
    const page = await show(withErrors());
    await page.waitForSelector(".scatter svg");
    const drawn = await page.$$eval(".scatter path[data-n]", (paths) =>
      paths.map((path) => path.getAttribute("d")!.split("M").length - 1),
    );
    expect(drawn.reduce((sum, each) => sum + each, 0)).toBe(4);
    expect(await page.$eval("[data-errors]", (part) => part.textContent)).toContain("1 curve left out");
    await page.focus(".scatter");
    await page.keyboard.press("End");
    await page.waitForSelector(".scatter .ring");
    expect(await page.$eval(".tip", (tip) => tip.textContent)).toContain("net 3");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-view="curve"]');
    expect(await page.$eval("h1", (heading) => heading.textContent)).toContain("net 3");
  });

  it("is left out where no answer has both errors", async () => {
    const page = await show(madePage({ rows: [madeRow({ rmsleTest: null, nTest: 0 })] }));
    expect(await page.$("[data-highlight]")).not.toBeNull();
    expect(await page.$("[data-errors]")).toBeNull();
  });

  it("every status is explained", async () => {
    const page = await show(madePage());
    const words = await page.$$eval("[data-glossary] dt", (terms) => terms.map((term) => term.textContent));
    expect(words).toEqual(expect.arrayContaining([...STATUS_NAMES]));
  });
});

/** Five answers, the fourth with the largest held-out error, the last with none. */
function withErrors(): PageData {
  const errors = [0.02, 0.03, 0.05, 0.4, null];
  const rows = errors.map((rmsleTest, i) =>
    madeRow({ key: ["vision", `net ${i}`], rmsleTrain: 0.01 + i / 1000, rmsleTest }),
  );
  return madePage({ rows, curves: [] });
}
