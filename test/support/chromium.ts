import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { type PageAssets, pageHtml } from "../../src/report/html.js";
import type { PageData } from "../../src/report/pageData.js";
import { bundledAssets, launchChromium } from "./browser.js";

/** Whether tests in a browser are wanted: they are, unless the environment says BNSL_NO_CHROMIUM=1. */
export const chromiumWanted = process.env.BNSL_NO_CHROMIUM !== "1";

/** A report in a page of its own. */
export interface OpenReport {
  readonly page: Page;
  /** errors of the console and of the page's script, and every request that would leave the file, as they come */
  readonly errors: readonly string[];
  /** keeps what is to be seen, where BNSL_SCREENSHOTS names a folder, else in a temporary one that goes with the tests */
  readonly screenshot: (name: string, options?: { fullPage?: boolean }) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** What a page is opened with besides its data. */
export interface Opening {
  readonly title?: string;
  readonly width?: number;
  readonly height?: number;
  /** what the person prefers */
  readonly colorScheme?: "light" | "dark";
  /** after the #, with which the page opens */
  readonly hash?: string;
  /** false: a browser that runs no scripts */
  readonly scripts?: boolean;
  /** instead of the client's */
  readonly assets?: PageAssets;
}

export type OpenReportOf = (data: PageData, opening?: Opening) => Promise<OpenReport>;

/**
 * Tests in a headless Chromium, which is opened once for them all, on pages made with the client as its sources stand. Under
 * BNSL_NO_CHROMIUM=1 they are not registered, and a line says so.
 */
export function describeInChromium(name: string, tests: (openReport: OpenReportOf) => void): void {
  if (!chromiumWanted) {
    console.log(`BNSL_NO_CHROMIUM=1: left out the tests in a browser of ${name}`);
    return;
  }
  describe(`${name} (Chromium)`, () => {
    let stage: Stage | null = null;
    beforeAll(async () => {
      stage = await openStage();
    });
    afterAll(() => stage?.close());
    tests((data, opening) => {
      if (!stage) throw new Error("the browser is opened before the first test, not while tests are registered");
      return stage.open(data, opening);
    });
  });
}

/** Opens reports one after the other, each until its test ends: none may complain of anything or ask for anything. */
export function showing(openReport: OpenReportOf): (data: PageData, opening?: Opening) => Promise<Page> {
  let open: OpenReport | null = null;
  afterEach(async () => {
    const errors = open?.errors ?? [];
    await open?.close();
    open = null;
    expect(errors).toEqual([]);
  });
  return async (data, opening) => {
    open = await openReport(data, opening);
    await open.page.waitForFunction(() => performance.getEntriesByName("bnsl:interactive").length === 1);
    return open.page;
  };
}

interface Stage {
  readonly open: OpenReportOf;
  readonly close: () => Promise<void>;
}

async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "bnsl-page-"));
  const browser = await launchChromium();
  let client: Promise<PageAssets> | null = null;
  let pages = 0;
  return {
    open: async (data, opening = {}) => {
      const file = join(folder, `report-${pages++}.html`);
      const assets = opening.assets ?? (await (client ??= bundledAssets(folder)));
      writeFileSync(file, pageHtml(data, opening.title ?? "A report", assets));
      return openPage(browser, file, opening, folder);
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openPage(
  browser: Browser,
  file: string,
  { width = 1280, height = 900, colorScheme = "light", hash = "", scripts = true }: Opening,
  folder: string,
): Promise<OpenReport> {
  const page = await browser.newPage();
  const errors = collectErrors(page);
  await page.setViewport({ width, height });
  await page.setJavaScriptEnabled(scripts);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colorScheme }]);
  await page.goto(pathToFileURL(file).href + (hash === "" ? "" : `#${hash}`), { waitUntil: "load" });
  return {
    page,
    errors,
    screenshot: async (name, options = {}) => {
      const place = process.env.BNSL_SCREENSHOTS ?? folder;
      mkdirSync(place, { recursive: true });
      const path = join(place, `${name}.png`);
      await page.screenshot({ path, ...options });
      return path;
    },
    close: () => page.close(),
  };
}

/** A page is a file: whatever it asks for elsewhere is a fault of it, answered or not. */
function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => {
    errors.push(`script: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) errors.push(`request: ${request.url()}`);
  });
  return errors;
}
