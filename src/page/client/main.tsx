import { render } from "preact";
import { unpackPage } from "../unpack.js";
import { App } from "./App.js";
import { indexCurves } from "./curveIndex.js";
import "./page.css";

void start();

/** Reads the data that the page carries and shows it; what goes wrong is said in the page. */
async function start(): Promise<void> {
  const place = document.getElementById("app")!;
  try {
    const packed = document.getElementById("data")?.textContent ?? "";
    const report = indexCurves(await unpackPage(packed));
    place.textContent = "";
    render(<App report={report} />, place);
    performance.mark("bnsl:interactive");
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error);
    throw error;
  }
}
