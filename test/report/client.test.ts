import type { ElementHandle, Page } from "puppeteer-core";
import { afterEach, describe, expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { lawOf } from "../../src/core/rows/law.js";
import { Status } from "../../src/core/status.js";
import type { FitRow } from "../../src/core/types.js";
import { curveHref } from "../../src/report/client/history.js";
import type { PageData } from "../../src/report/pageData.js";
import { describeInChromium, type OpenReport, type Opening } from "../support/chromium.js";
import { madeRow } from "../tables/madeFits.js";
import { madeInterval, madeIntervals } from "../tables/madeUncertainty.js";
import { madeCurves, madeFullPage, madePage } from "./madePage.js";

const KEY = madeRow().key;
const CURVE = curveHref(KEY).slice(1);
const HOSTILE = [
  "</script><img src=x onerror=alert(1)>",
  `"&<'; javascript:alert(1)`,
  "a/b#c?d=1 50 %",
  "<b>bold</b>",
] as const;

describeInChromium("the page of a report", (openReport) => {
  let open: OpenReport | null = null;
  const show = async (data: PageData, hash = "", opening: Opening = {}): Promise<Page> => {
    open = await openReport(data, { hash, ...opening });
    await open.page.waitForFunction(() => performance.getEntriesByName("bnsl:interactive").length === 1);
    return open.page;
  };
  // whatever a test does, the page has nothing to complain of and asks for nothing
  const leave = async () => {
    const errors = open?.errors ?? [];
    await open?.close();
    open = null;
    expect(errors).toEqual([]);
  };
  afterEach(leave);

  describe("the table", () => {
    it("sorts numbers as numbers, both ways, what is missing last", async () => {
      const page = await show(pageWithErrors([0.2, null, 3e-5, 10, 0.02]), "/curves");
      expect(await column(page, "rmsle_test")).toEqual(["0.200", "–", "3.00e−5", "10.0", "0.0200"]);
      await sortBy(page, "rmsle_test");
      expect(await column(page, "rmsle_test")).toEqual(["3.00e−5", "0.0200", "0.200", "10.0", "–"]);
      expect(await sortState(page, "rmsle_test")).toBe("ascending");
      await sortBy(page, "rmsle_test");
      expect(await column(page, "rmsle_test")).toEqual(["10.0", "0.200", "0.0200", "3.00e−5", "–"]);
      expect(await sortState(page, "rmsle_test")).toBe("descending");
      expect(await sortState(page, "a")).toBe("none");
    });

    it("filters by words, and says how many are left", async () => {
      const page = await show(madeCurves(30), "/curves");
      expect(await rowCount(page)).toBe(30);
      await page.type("input[type=search]", "LANGUAGE 1");
      const words = await page.$$eval("table[data-curves] tbody tr", (rows) => rows.map((row) => row.textContent));
      expect(words).toHaveLength(7);
      expect(words.every((text) => text.includes("language") && text.includes("1"))).toBe(true);
      expect(await text(page, "output")).toBe("7 of 30 curves");
    });

    it("shows curves without a fit where they are asked for", async () => {
      const page = await show(madeCurves(30), "/curves");
      await page.select("select[aria-label=Doubt]", "nofit");
      expect(await column(page, "key.Model")).toEqual(["curve 0"]);
      expect(await page.evaluate(() => location.hash)).toBe("#/curves?flag=nofit");
    });

    it("opens a curve by a click, and comes back with Escape", async () => {
      const page = await show(madeCurves(30), "/curves?q=language");
      await page.click("table[data-curves] a[data-curve]");
      await page.waitForSelector('[data-view="curve"]');
      expect(await text(page, "h1")).toBe("language / curve 1");
      await page.keyboard.press("Escape");
      await page.waitForSelector("table[data-curves]");
      expect(await page.evaluate(() => location.hash)).toBe("#/curves?q=language");
    });

    it("of 7,000 curves holds no 7,000 rows, and adds some when it is scrolled", async () => {
      const page = await show(madeCurves(7000), "/curves");
      const first = await rowCount(page);
      expect(first).toBeGreaterThan(20);
      expect(first).toBeLessThan(400);
      await page.$eval(".tall", (table) => table.scrollTo(0, table.scrollHeight));
      await page.waitForFunction(
        (before) => document.querySelectorAll("table[data-curves] tbody tr").length > before,
        {},
        first,
      );
      await page.type("input[type=search]", "6999");
      expect(await rowCount(page)).toBe(1);
    });
  });

  describe("small multiples", () => {
    it("are drawn where they are in view, not before", async () => {
      const page = await show(madeCurves(200), "/figures");
      await page.waitForSelector(".gallery svg");
      const drawn = await page.$$eval(".gallery li", (items) =>
        items.map((item) => item.querySelector("svg") !== null),
      );
      expect(drawn[0]).toBe(true);
      expect(drawn.at(-1)).toBe(false);
      expect(drawn.length).toBeLessThan(200);
    });
  });

  describe("a curve's page", () => {
    it("opens by its address, whatever the names are", async () => {
      for (const name of HOSTILE) {
        const page = await show(hostilePage(), curveHref([name, "x"]).slice(1));
        expect(await text(page, "h1")).toContain(name);
        await leave();
      }
    });

    it("of a table without key columns has an address too", async () => {
      const data = madePage({ rows: [madeRow({ key: [] })], meta: { ...madePage().meta, keyNames: [] } });
      const curves = [{ ...data.curves[0], key: [] }];
      const page = await show({ ...data, curves }, curveHref([]).slice(1));
      expect(await page.$('[data-view="curve"] svg')).not.toBeNull();
    });

    it("says so where there is no such curve", async () => {
      const page = await show(madeFullPage(), "/curve/nobody");
      expect(await text(page, "main")).toContain("no curve named nobody");
    });

    it("hover shows the values of the data", async () => {
      const data = madeFullPage();
      const page = await show(data, CURVE);
      const point = (await page.$$('[data-figure] [data-point="train"]'))[5];
      await hover(page, point);
      const curve = data.curves.find(({ key }) => key.join() === KEY.join())!;
      const law = lawOf(data.rows.find(({ key, selected }) => selected && key.join() === KEY.join())!)!;
      expect(Number(await value(page, "x"))).toBeCloseTo(curve.x[5], 2);
      expect(Number(await value(page, "y"))).toBeCloseTo(curve.y[5], 5);
      expect(Number(await value(page, "fitted"))).toBeCloseTo(bnsl(curve.x[5], law), 5);
      // another point has other values
      await hover(page, (await page.$$('[data-figure] [data-point="train"]'))[12]);
      expect(Number(await value(page, "y"))).toBeCloseTo(curve.y[12], 5);
      await page.mouse.move(2, 2);
      expect(await page.$("[data-reading]")).toBeNull();
    });

    it("arrow keys read the points of the figure, and leave the curve alone", async () => {
      const data = madeFullPage();
      const page = await show(data, CURVE);
      await page.waitForSelector("[data-figure] svg");
      await page.focus("[data-figure]");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      const curve = data.curves.find(({ key }) => key.join() === KEY.join())!;
      expect(Number(await value(page, "y"))).toBeCloseTo(curve.y[1], 5);
      expect(await text(page, "[data-figure] [role=status]")).toContain("training point, 2 of 24");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.querySelector("[data-reading]") === null);
      expect(await page.$('[data-view="curve"]')).not.toBeNull();
    });

    it("the switch of the axes redraws them", async () => {
      const page = await show(madeFullPage(), CURVE);
      const before = await ticks(page);
      expect(await checkedAxes(page)).toBe("loglog");
      await page.click("[data-scales=linear]");
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>("[data-scales=linear]")!.checked);
      const after = await ticks(page);
      expect(after).not.toEqual(before);
      await page.click("[data-scales=loglog]");
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>("[data-scales=loglog]")!.checked);
      expect(await ticks(page)).toEqual(before);
    });

    it("band, test points, breaks, segments, asymptote and residuals go and come back", async () => {
      const page = await show(bandedPage(), CURVE);
      const marks: readonly (readonly [part: string, mark: string])[] = [
        ["band", '[data-mark="band"]'],
        ["testPoints", '[data-point="test"]'],
        ["breaks", '[data-mark="breaks"]'],
        ["asymptote", '[data-mark="asymptote"]'],
        ["segments", '[data-mark="segments"]'],
        ["residuals", '[data-mark="residuals"]'],
      ];
      for (const [part, mark] of marks) {
        const there = () => page.$(`[data-figure] ${mark}`).then((found) => found !== null);
        expect([part, await there()]).toEqual([part, true]);
        await page.click(`[data-part=${part}]`);
        await settled(page);
        expect([part, await there()]).toEqual([part, false]);
        await page.click(`[data-part=${part}]`);
        await settled(page);
        expect([part, await there()]).toEqual([part, true]);
      }
    });

    it("j and k step through the curves of the filter", async () => {
      const page = await show(madeCurves(30), "/curves?q=language");
      await page.click("table[data-curves] a[data-curve]");
      await page.waitForSelector('[data-view="curve"]');
      await page.keyboard.press("j");
      await headed(page, "language / curve 3");
      await page.keyboard.press("ArrowRight");
      await headed(page, "language / curve 5");
      await page.keyboard.press("k");
      await headed(page, "language / curve 3");
    });

    it("/ goes to the filter from everywhere, but is a letter in it", async () => {
      const page = await show(madeCurves(30), curveHref(["language", "curve 1"]).slice(1));
      await page.keyboard.press("/");
      await page.waitForFunction(() => document.activeElement?.matches("input[type=search]"));
      await page.keyboard.type("a/b");
      expect(await page.$eval("input[type=search]", (input) => input.value)).toBe("a/b");
    });

    it("another number of breaks is shown by a click on it, and by its address", async () => {
      const data = madeCurves(4);
      const page = await show(data, curveHref(["language", "curve 3"]).slice(1));
      expect(await text(page, ".answer")).toContain("n = 1");
      await page.click("[data-n='0']");
      await page.waitForFunction(() => document.querySelector(".answer")!.textContent.startsWith("n = 0"));
      expect(await page.evaluate(() => location.hash)).toBe("#/curve/language/curve%203?n=0");
      expect(await page.$('[data-figure] [data-mark="breaks"] line')).toBeNull();
    });

    it("intervals: open ends in words, and another method where there are several", async () => {
      const page = await show(bandedPage(), CURVE);
      const cell = () => parameterCell(page, "d1");
      expect(await cell()).toBe("> 500");
      await page.select("select[aria-label='Method of the intervals']", "delta");
      await settled(page);
      expect(await cell()).toBe("1 to 2");
    });
  });

  it("very many intervals are read when the page already answers, and then shown", async () => {
    const { intervals, ...page } = bandedPage();
    const other = Array.from({ length: 30_001 }, (_, i) => madeInterval({ nBreaks: 9, index: null, x: i + 1 }));
    const rows = [...intervals!.rows, ...other];
    const shown = await show({ ...page, intervals: { ...intervals!, rows } }, CURVE);
    await shown.waitForFunction(() => performance.getEntriesByName("bnsl:complete").length === 1);
    const [answers, complete] = await shown.evaluate(() =>
      ["bnsl:interactive", "bnsl:complete"].map((mark) => performance.getEntriesByName(mark)[0].startTime),
    );
    expect(answers).toBeLessThan(complete);
    await shown.waitForSelector('[data-mark="band"]');
    const late = await text(shown, "[data-parameters]");
    await leave();
    expect(late).toBe(await text(await show(bandedPage(), CURVE), "[data-parameters]"));
  });

  it("names are text, whatever they look like: nothing of them runs", async () => {
    const page = await show(hostilePage(), "/curves");
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    const shown = await column(page, "key.Domain");
    expect(shown).toEqual([...HOSTILE]);
    for (const hash of ["#/", "#/figures", "#/suite", curveHref([HOSTILE[0], "x"])]) {
      await page.evaluate((to) => void (location.hash = to), hash);
      await settled(page);
      expect(await page.$("img, main b, main script")).toBeNull();
    }
    expect(dialogs).toBe(0);
    // a dialog would have been seen
    await page.evaluate(() => alert(1));
    expect(dialogs).toBe(1);
  });

  it("every view shows without an error, in light and dark, wide and narrow", async () => {
    for (const opening of [{ colorScheme: "light" }, { colorScheme: "dark", width: 390 }] as const) {
      for (const hash of ["", "/curves", "/figures", "/suite", "/audit", CURVE]) {
        const page = await show(madeFullPage(), hash, opening);
        expect((await text(page, "main")).length).toBeGreaterThan(20);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([hash, over]).toEqual([hash, 0]);
        await leave();
      }
    }
  });

  it("is no wider than a narrow window for a name that is one long word", async () => {
    const key = ["vision", "x".repeat(120)];
    for (const hash of ["", "/curves", "/figures", curveHref(key).slice(1)]) {
      const page = await show(madePage({ rows: [madeRow({ key })], curves: [] }), hash, { width: 390 });
      await settled(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([hash, over]).toEqual([hash, 0]);
      await leave();
    }
  });

  it("orders figures with the worst first by one choice", async () => {
    const page = await show(pageWithErrors([0.2, null, 10, 0.02]), "/figures");
    await page.select("select[aria-label=Order]", "-rmsle_test");
    await settled(page);
    const hrefs = await page.$$eval(".gallery a", (links) => links.map((link) => link.getAttribute("href")));
    expect(hrefs).toEqual([2, 0, 3, 1].map((i) => curveHref(["vision", `net ${i}`])));
    const chosen = await page.$eval("select[aria-label=Order]", (list) => list.selectedOptions[0].textContent);
    expect(chosen).toBe("test error, largest first");
    expect(await page.evaluate(() => location.hash)).toBe("#/figures?sort=rmsle_test&desc=1");
  });

  it("has contrast in the dark as in the light, and the switch turns one into the other", async () => {
    const contrasts: number[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await show(madeFullPage(), "", { colorScheme });
      contrasts.push(...(await contrastsOf(page)));
      if (colorScheme === "light") await leave();
    }
    expect(contrasts).toHaveLength(8);
    expect(Math.min(...contrasts)).toBeGreaterThan(4.5);
    const paper = () => open!.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).toBe("rgb(22, 24, 27)");
    await open!.page.click(".theme");
    await open!.page.click(".theme");
    await settled(open!.page);
    expect(await paper()).toBe("rgb(255, 255, 255)");
  });

  it("is reached by Tab: first what skips the header, then views, filter and columns", async () => {
    const page = await show(madeCurves(5), "/curves");
    const reached: string[] = [];
    for (let i = 0; i < 16; i++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement!.outerHTML.replace(/>.*/s, ">")));
    }
    expect(reached[0]).toContain("skip");
    const order = ['href="#/figures"', 'type="search"', 'type="checkbox"', 'data-sort="key.Domain"'];
    const places = order.map((part) => reached.findIndex((html) => html.includes(part)));
    expect(places.every((place, i) => place > (places[i - 1] ?? 0))).toBe(true);
    await page.focus('[data-sort="rmsle_train"]');
    await page.keyboard.press("Enter");
    await settled(page);
    expect(await sortState(page, "rmsle_train")).toBe("ascending");
    await page.focus("tbody a[data-curve]");
    await page.keyboard.press("ArrowDown");
    const second = await page.$eval("tbody tr:nth-child(2) a", (link) => link === document.activeElement);
    expect(second).toBe(true);
  });

  it("hands out the figure as an SVG that stands alone", async () => {
    const page = await show(bandedPage(), CURVE);
    await page.evaluate(() => {
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob) => {
        Object.assign(globalThis, { saved: (blob as Blob).text() });
        return make(blob);
      };
    });
    await page.click("[data-download]");
    const svg = await page.evaluate(() => (globalThis as unknown as { saved: Promise<string> }).saved);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain("ResNet, wide");
    expect(svg).toContain('data-mark="band"');
    expect(svg).not.toContain("var(");
  });

  it("claims nothing of fits whose format does not say how they were made", async () => {
    const made = madePage();
    const unknown = { ...made, meta: { ...made.meta, version: "unknown", command: null, adapter: null } };
    const said = async (data: PageData) => {
      const words = [];
      for (const hash of ["/", CURVE]) {
        const page = await show(data, hash);
        words.push(await text(page, "main"));
        await leave();
      }
      return words.join("\n");
    };
    const claims = /seed|by BIC|gpu engine/g;
    expect(await said(unknown)).not.toMatch(claims);
    expect([...new Set((await said(made)).match(claims))].sort()).toEqual(["by BIC", "gpu engine", "seed"]);
  });

  it("has the caveats of a suite that its cells tell", async () => {
    const made = madeFullPage();
    const failed = { status: Status.NonFinite, rmsleTest: null, best: false };
    const cells = made.suite!.cells.map((cell, i) => (i === 1 ? { ...cell, ...failed } : cell));
    const page = await show({ ...made, suite: { ...made.suite!, cells } }, "/suite");
    const said = await text(page, "[data-caveats]");
    expect(said).toContain(`${cells[1].form} failed on 1 curve, a loss and the last rank: `);
    expect(said).not.toContain(`${cells[0].form} failed`);
    expect(said).toContain("few curves: all 1");
  });

  it("draws a figure's words in the colours and sizes that the figure gives them", async () => {
    const page = await show(madeFullPage(), CURVE);
    const slope = await page.$eval(".figure-frame [data-mark=slopes] text", (element) => {
      const { fill, fontSize } = getComputedStyle(element);
      return { fill, fontSize };
    });
    expect(slope).toEqual({ fill: "rgb(160, 106, 0)", fontSize: "10.5px" });
  });

  it("copies a command, and says so", async () => {
    const page = await show(madeFullPage(), CURVE);
    await page.click(".reproduce button");
    await page.waitForFunction(() => document.querySelector(".reproduce button")!.textContent === "Copied");
  });

  it("on paper has no controls, all rows of the filter, and dark ink", async () => {
    const page = await show(madeCurves(300), "/curves?q=language", { colorScheme: "dark" });
    expect(await visible(page, ".filter")).toBe(true);
    expect(await rowCount(page)).toBeLessThan(150);
    await page.emulateMediaType("print");
    await page.waitForFunction(() => document.querySelectorAll("table[data-curves] tbody tr").length === 150);
    expect(await visible(page, ".filter")).toBe(false);
    expect(await visible(page, ".page-header")).toBe(false);
    expect(await text(page, ".list-caption")).toContain("150 of 300 curves · named “language” · input order");
    // a browser repeats no head with buttons on each sheet
    expect(await page.$("thead button")).toBeNull();
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(26, 26, 26)");
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  it("on paper says how many rows it left out", async () => {
    const page = await show(madeCurves(1300), "/curves");
    await page.emulateMediaType("print");
    await page.waitForFunction(() => document.querySelectorAll("table[data-curves] tbody tr").length === 1000);
    const told = await page.$$eval(".print-only", (all) => all.map((each) => each.textContent).join("; "));
    expect(told).toContain("1,300 curves");
    expect(told).toContain("300 more rows left out");
  });

  it("links of the summary lead to what they count", async () => {
    const page = await show(madeCurves(30));
    const told = await text(page, "[data-highlight=nofit] .tally");
    await page.click("[data-highlight=nofit] .more");
    await page.waitForSelector("table[data-curves]");
    expect(await rowCount(page)).toBe(Number(told));
    expect(Number(told)).toBe(1);
  });
});

function pageWithErrors(errors: readonly (number | null)[]): PageData {
  return madePage({
    rows: errors.map((rmsleTest, i) => madeRow({ key: ["vision", `net ${i}`], rmsleTest })),
    curves: [],
  });
}

/** Names that would do harm if they were taken for HTML or for parts of an address. */
function hostilePage(): PageData {
  const rows: FitRow[] = HOSTILE.map((name) => madeRow({ key: [name, "x"] }));
  const [{ x, y, train }] = madePage().curves;
  const full = madeFullPage();
  const suite = full.suite && {
    ...full.suite,
    cells: full.suite.cells.map((cell) => ({ ...cell, key: [HOSTILE[0], "x"] })),
  };
  const meta = {
    ...full.meta,
    xName: HOSTILE[0],
    yName: HOSTILE[3],
    command: HOSTILE[0],
    sources: [HOSTILE[0]],
  };
  return { ...full, meta, rows, curves: rows.map(({ key }) => ({ key, x, y, train })), suite };
}

/** A curve with a band of many points, and a break whose interval has no upper end. */
function bandedPage(): PageData {
  const band = Array.from({ length: 9 }, (_, i) =>
    madeInterval({ quantity: "band", index: null, x: 10 * 4 ** i, estimate: 0.5, lo: 0.4, hi: 0.9 }),
  );
  const open = madeIntervals(1)
    .filter(({ quantity }) => quantity !== "band")
    .map((row) =>
      row.quantity === "d" && row.method === "bca" ? { ...row, hi: Infinity, ends: "lower" as const } : row,
    );
  return madePage({ intervals: { rows: [...open, ...band], meta: null } });
}

function column(page: Page, name: string): Promise<string[]> {
  return page.$$eval(`table[data-curves] tbody [data-column="${name}"]`, (cells) =>
    cells.map((cell) => cell.textContent),
  );
}

async function sortBy(page: Page, name: string): Promise<void> {
  await page.click(`table[data-curves] th button[data-sort="${name}"]`);
  await settled(page);
}

function sortState(page: Page, name: string): Promise<string | null> {
  return page.$eval(`button[data-sort="${name}"]`, (button) => button.closest("th")!.getAttribute("aria-sort"));
}

async function rowCount(page: Page): Promise<number> {
  await settled(page);
  return page.$$eval("table[data-curves] tbody tr", (rows) => rows.length);
}

function text(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => element.textContent);
}

function headed(page: Page, name: string) {
  return page.waitForFunction((wanted) => document.querySelector("h1")?.textContent === wanted, {}, name);
}

/** Two frames: what a change brings about is drawn, and observers have been called. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function hover(page: Page, element: ElementHandle): Promise<void> {
  const box = (await element.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await settled(page);
}

async function value(page: Page, part: string): Promise<string> {
  await settled(page);
  return text(page, `[data-reading] [data-value=${part}]`);
}

async function ticks(page: Page): Promise<string[]> {
  await settled(page);
  return page.$$eval("[data-figure] svg[role=img] text", (labels) => labels.map((label) => label.textContent));
}

function checkedAxes(page: Page): Promise<string | undefined> {
  return page.$eval("[data-scales]:checked", (input) => (input as HTMLInputElement).dataset.scales);
}

function parameterCell(page: Page, name: string): Promise<string | undefined> {
  return page.$$eval(
    "[data-parameters] tbody tr",
    (rows, wanted) => rows.find((row) => row.querySelector("th")!.textContent === wanted)?.children[2].textContent,
    name,
  );
}

function visible(page: Page, selector: string): Promise<boolean> {
  return page.$eval(selector, (element) => element.checkVisibility());
}

/** Contrast (WCAG 2) of text, notes, links and buttons against the paper. */
function contrastsOf(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const channels = (color: string) =>
      color
        .match(/[\d.]+/g)!
        .slice(0, 3)
        .map(Number);
    const luminance = (color: string) =>
      channels(color)
        .map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const paper = luminance(getComputedStyle(document.body).backgroundColor);
    return ["h1", ".note", "main a", ".theme"].map((selector) => {
      const ink = luminance(getComputedStyle(document.querySelector(selector)!).color);
      return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    });
  });
}
