import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { curveHref } from "../../src/report/client/history.js";
import type { PageData } from "../../src/report/pageData.js";
import { describeInChromium, showing, type Opening } from "../support/chromium.js";
import { madeCurves, madePage } from "./madePage.js";

const CURVE = '[data-view="curve"]';

describeInChromium("the way through a report", (openReport) => {
  const opened = showing(openReport);
  const show = (data: PageData, hash: string, opening: Opening = {}) => opened(data, { hash, ...opening });

  for (const [way, leave] of [
    ["Back", (page: Page) => page.evaluate(() => history.back())],
    ["Escape", (page: Page) => page.keyboard.press("Escape")],
  ] as const) {
    it(`${way} leads to the table as it was left, with the focus on the row`, async () => {
      const page = await show(madeCurves(400), "/curves?q=language");
      await page.$eval(".tall", (table) => table.scrollTo(0, table.scrollHeight));
      await page.waitForFunction(() => document.querySelectorAll("[data-curves] tbody tr").length > 100);
      const left = await openCurve(page, "[data-curves] tbody tr:nth-child(90) a[data-curve]");
      expect(left.inner).toBeGreaterThan(900);
      await leave(page);
      await page.waitForSelector("[data-curves]");
      expect(await placeOf(page)).toEqual(left);
      expect(await page.evaluate(() => location.hash)).toBe("#/curves?q=language");
    });

    it(`${way} leads to the figures as they were left, however many there were`, async () => {
      const page = await show(madeCurves(7000), "/figures");
      for (let more = 0; more < 3; more++) {
        const before = await page.$$eval(".gallery li", (items) => items.length);
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await page.waitForFunction((count) => document.querySelectorAll(".gallery li").length > count, {}, before);
      }
      const left = await openCurve(page, ".gallery li:nth-child(150) a[data-curve]");
      expect(left.scroll).toBeGreaterThan(2000);
      await leave(page);
      await page.waitForSelector(".gallery");
      expect(await placeOf(page)).toEqual(left);
    });
  }

  it("Escape from a curve that the summary led to is the summary; a step is no way in", async () => {
    const page = await show(madeCurves(30), "");
    await page.click('main a[href^="#/curve/"]');
    await page.waitForSelector(CURVE);
    const first = await page.evaluate(() => location.hash);
    await page.keyboard.press("j");
    await page.waitForFunction((hash) => location.hash !== hash, {}, first);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector('[data-view="curve"]') === null);
    expect(await page.evaluate(() => location.hash)).toBe("#/");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(first);
  });

  it("a view that is opened anew begins at its top", async () => {
    const page = await show(madeCurves(400), "/figures");
    await page.waitForFunction(() => document.body.scrollHeight > innerHeight);
    await page.evaluate(() => scrollTo(0, 600));
    await page.click('nav a[href="#/curves"]');
    await page.waitForSelector("[data-curves]");
    await page.click('nav a[href="#/figures"]');
    await page.waitForSelector(".gallery");
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  it("a reload keeps the filter of a curve's page, and the way back", async () => {
    const page = await show(madeCurves(30), "/curves?q=language");
    const left = await openCurve(page, "[data-curves] tbody tr:nth-child(4) a[data-curve]");
    const steps = () => page.$eval("main", (main) => /\d+ of \d+/.exec(main.textContent)![0]);
    expect(await steps()).toBe("4 of 15");
    await page.reload();
    await answers(page);
    expect(await steps()).toBe("4 of 15");
    await page.evaluate(() => history.back());
    await page.waitForSelector("[data-curves]");
    expect(await placeOf(page)).toEqual(left);
  });

  it("a reload of the table leaves it where it was", async () => {
    const page = await show(madeCurves(400), "/curves");
    await page.$eval(".tall", (table) => table.scrollTo(0, 800));
    await page.waitForFunction(() => (history.state as { here: { inner: number } | null }).here?.inner === 800);
    await page.reload();
    await answers(page);
    expect(await page.$eval(".tall", (table) => table.scrollTop)).toBe(800);
  });

  it("arrow keys move within the toolbar of a figure, which is one stop of Tab", async () => {
    const page = await show(madePage(), curveHref(madePage().rows[0].key).slice(1));
    await page.waitForSelector("[data-figure] svg");
    const hash = await page.evaluate(() => location.hash);
    const focused = () => page.evaluate(() => ({ ...(document.activeElement as HTMLElement).dataset }));
    await page.focus("[data-part=breaks]");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toEqual({ part: "segments" });
    await page.keyboard.press("End");
    expect(await focused()).toEqual({ download: "true" });
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toEqual({ part: "residuals" });
    await page.keyboard.press("Home");
    expect(await focused()).toEqual({ scales: "loglog" });
    const stops = await page.$$eval(
      "[role=toolbar] :is(input, button)",
      (all) => all.filter((each) => (each as HTMLElement).tabIndex === 0).length,
    );
    expect(stops).toBe(1);
    expect(await page.evaluate(() => location.hash)).toBe(hash);
    // outside of it the same key is a step
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((before) => location.hash !== before, {}, hash);
  });

  it("says what of an address it cannot show, and goes on", async () => {
    const cases: readonly (readonly [hash: string, words: string | null, there: string])[] = [
      ["/nonsense", "no view named “nonsense”: shown is the summary", "h1"],
      ["/audit", "without --audit: shown is the summary", "h1"],
      ["/curves?status=foo&n=9&q=language", "not asked: status = foo, n = 9.", "[data-curves] tbody tr"],
      [`${curveHref(["language", "curve 3"]).slice(1)}?n=9`, "n = 9 was not fitted: shown is n = 1.", CURVE],
      [`${curveHref(["language", "curve 3"]).slice(1)}?n=0`, null, CURVE],
      ["/curves?n=1&status=converged-gradient", null, "[data-curves]"],
    ];
    const page = await show(madeCurves(6), "/figures");
    for (const [hash, words, there] of cases) {
      await page.evaluate((to) => void (location.hash = to), hash);
      await page.waitForFunction(
        (wanted) => (document.querySelector(".unheeded") !== null) === wanted,
        {},
        words !== null,
      );
      const said = await page.evaluate(() => document.querySelector(".unheeded")?.textContent ?? null);
      if (words === null) expect(said).toBeNull();
      else expect(said).toContain(words);
      expect(await page.$(there)).not.toBeNull();
    }
  });

  it("a click anywhere on a row opens its curve, unless text is selected", async () => {
    const page = await show(madeCurves(6), "/curves");
    const cell = '[data-curves] tbody tr:nth-child(3) [data-column="status"]';
    await page.$eval(cell, (element) => getSelection()!.selectAllChildren(element));
    await page.$eval(cell, (element) => (element as HTMLElement).click());
    expect(await page.evaluate(() => location.hash)).toBe("#/curves");
    await page.evaluate(() => getSelection()!.removeAllRanges());
    await page.$eval(cell, (element) => (element as HTMLElement).click());
    await page.waitForSelector(CURVE);
    expect(await page.$eval("h1", (heading) => heading.textContent)).toBe("vision / curve 2");
  });

  it("names each button that copies, and each table and its rows", async () => {
    const data = madePage();
    const page = await show(data, curveHref(data.rows[0].key).slice(1));
    const names = await page.$$eval(".reproduce button", (all) => all.map((each) => each.getAttribute("aria-label")));
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => name!.startsWith("Copy: "))).toBe(true);
    await page.click(".reproduce button");
    await page.waitForFunction(
      (name) => document.getElementById("announcement")!.textContent.endsWith(name),
      {},
      names[0]!.replace("Copy", ""),
    );
    await page.evaluate(() => void (location.hash = "/curves"));
    await page.waitForSelector("[data-curves]");
    const heads = await page.$$eval("[data-curves] tbody tr > :first-child", (cells) =>
      cells.map((cell) => `${cell.tagName} ${cell.getAttribute("scope")}`),
    );
    expect(new Set(heads)).toEqual(new Set(["TH row"]));
    await page.focus(".meanings summary");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector<HTMLDetailsElement>(".meanings")!.open);
    expect(await page.$eval(".meanings", (all) => all.textContent)).toContain("exponent of the first segment");
  });
});

interface PlaceShown {
  readonly scroll: number;
  readonly inner: number;
  /** address of the link with the focus */
  readonly link: string | null;
}

function placeOf(page: Page): Promise<PlaceShown> {
  return page.evaluate(() => ({
    scroll: scrollY,
    inner: document.querySelector(".tall")?.scrollTop ?? 0,
    link: document.activeElement?.getAttribute("href") ?? null,
  }));
}

/** Follows a link by the keyboard, and tells from where. */
async function openCurve(page: Page, link: string): Promise<PlaceShown> {
  await page.$eval(link, (element) => {
    element.scrollIntoView({ block: "center" });
    (element as HTMLElement).focus();
  });
  const left = await placeOf(page);
  await page.keyboard.press("Enter");
  await page.waitForSelector(CURVE);
  return left;
}

function answers(page: Page) {
  return page.waitForFunction(() => performance.getEntriesByName("bnsl:interactive").length === 1);
}
