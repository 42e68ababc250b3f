import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";

/** Milliseconds of one visit. */
export interface Visit {
  /** from the start of navigation until the first view answers */
  readonly interactive: number;
  /** from a click, or a letter typed, until what it changes is painted */
  readonly table: number;
  readonly sort: number;
  readonly filter: number;
  readonly curve: number;
  readonly figures: number;
  /** of the page's script, after all of it */
  readonly heapMB: number;
}

/** Opens a report and does what a reader does first. */
export async function visit(browser: Browser, file: string): Promise<Visit> {
  const page = await openPage(browser, file);
  try {
    const interactive = await markOf(page, "bnsl:interactive");
    const table = await timed(page, "go", "#/curves", "table[data-curves] tbody tr");
    const sort = await timed(
      page,
      "click",
      "th button[data-sort='rmsleTrain'], th button[data-sort^='rmsle']",
      "table[data-curves]",
    );
    const filter = await timed(page, "type", "input[type=search]", "table[data-curves]");
    const curve = await timed(page, "click", "a[data-curve]", "[data-view='curve']");
    const figures = await timed(page, "go", "#/figures", "[data-view='figures'] svg");
    const { JSHeapUsedSize = 0 } = await page.metrics();
    return { interactive, table, sort, filter, curve, figures, heapMB: JSHeapUsedSize / 1e6 };
  } finally {
    await page.close();
  }
}

/** From the start of navigation until a mark that the page sets. */
export async function timeToMark(browser: Browser, file: string, mark: string): Promise<number> {
  const page = await openPage(browser, file);
  try {
    return await markOf(page, mark);
  } finally {
    await page.close();
  }
}

async function openPage(browser: Browser, file: string): Promise<Page> {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`page: ${String(error)}`));
  await page.setViewport({ width: 1280, height: 900 });
  // tsx names functions with a helper that the page does not have
  await page.evaluateOnNewDocument("globalThis.__name = (f) => f");
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  return page;
}

async function markOf(page: Page, name: string): Promise<number> {
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, { timeout: 60_000 }, name);
  return page.evaluate((mark) => performance.getEntriesByName(mark)[0].startTime, name);
}

type Act = "go" | "click" | "type";

/**
 * Milliseconds from an act until the page has changed, shows `wanted`, and has painted it.
 *
 * @param target what is clicked or typed into; the address to go to
 */
function timed(page: Page, act: Act, target: string, wanted: string): Promise<number> {
  return page.evaluate(
    async (act, target, wanted) => {
      const element = act === "go" ? null : document.querySelector<HTMLElement>(target);
      if (act !== "go" && !element) throw new Error(`the page has no ${target}`);
      const changed = new Promise<void>((resolve, reject) => {
        setTimeout(() => reject(new Error(`nothing changed, or no ${wanted}, after ${act} ${target}`)), 30_000);
        const look = new MutationObserver(() => {
          if (!document.querySelector(wanted)) return;
          look.disconnect();
          resolve();
        });
        look.observe(document.getElementById("app")!, {
          childList: true,
          subtree: true,
          characterData: true,
        });
      });
      const began = performance.now();
      if (act === "go") location.hash = target;
      else if (act === "click") element!.click();
      else {
        (element as HTMLInputElement).value = "1";
        element!.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
      await changed;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - began;
    },
    act,
    target,
    wanted,
  );
}
