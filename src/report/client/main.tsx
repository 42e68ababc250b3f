import { render } from "preact";
import type { PageData } from "../pageData.js";
import { unpackBlock, unpackPage } from "../unpack.js";
import { App } from "./App.js";
import { indexCurves } from "./curveIndex.js";
import "./page.css";

void start();

/** Reads the data that the page carries and shows it; what goes wrong is said in the page. */
async function start(): Promise<void> {
  const place = document.getElementById("app")!;
  try {
    const data = await unpackPage(document.getElementById("data")?.textContent ?? "");
    const blocks = [...document.querySelectorAll("script[data-intervals]")];
    place.textContent = "";
    render(<App report={indexCurves(data, blocks.length > 0)} />, place);
    performance.mark("bnsl:interactive");
    if (blocks.length === 0) return;
    render(<App report={indexCurves(await withIntervals(data, blocks), false)} />, place);
    performance.mark("bnsl:complete");
  } catch (error) {
    render(null, place);
    place.textContent = error instanceof Error ? error.message : String(error);
    throw error;
  }
}

/** Block by block, so that the page answers in between. */
async function withIntervals(data: PageData, blocks: readonly Element[]): Promise<PageData> {
  const tables = [];
  for (const block of blocks) {
    tables.push(await unpackBlock(block.textContent ?? ""));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { ...data, intervals: { rows: tables.flatMap(({ rows }) => rows), meta: tables[0].meta } };
}
