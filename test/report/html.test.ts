import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type PageAssets, pageHtml } from "../../src/report/html.js";
import { unpackPage } from "../../src/report/unpack.js";
import { describeInChromium } from "../support/chromium.js";
import { madeFullPage, madePage } from "./madePage.js";
import { madeRow } from "../tables/madeFits.js";

const assets: PageAssets = {
  script: "document.getElementById('app').textContent = '</script>'.length + `${'<!--'.length}`",
  style: "body::after { content: '</style>' }",
  faces: [{ family: "Inter", weight: 400, url: "data:font/woff2;base64,AQID" }],
};
const nasty = `</title></script><script>alert("1")</script><!-- '&amp; & größe`;

describe("pageHtml", () => {
  const html = pageHtml(madeFullPage(), "Fits", assets);

  it("says what it is before anything else", () => {
    expect(html).toMatch(
      /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"/,
    );
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain("<title>Fits</title>");
    expect(html).toContain('<div id="app"></div>');
  });

  it("loads nothing: no address outside, only data", () => {
    const loads = [...html.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/gi)].map((match) => match[1]);
    expect(loads.length).toBeGreaterThan(0);
    expect(loads.filter((address) => !address.startsWith("data:"))).toEqual([]);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain("'unsafe-eval'");
  });

  it("lets this one script run", () => {
    const script = /<script>([^]*?)<\/script>/.exec(html)![1];
    const hash = createHash("sha256").update(script).digest("base64");
    expect(html).toContain(`script-src 'sha256-${hash}'`);
  });

  it("holds the data, which can be read back", async () => {
    const base64 = /id="data">([^<]*)<\/script>/.exec(html)![1];
    expect((await unpackPage(base64)).rows).toHaveLength(5);
  });

  it("lets no title, name, command or end of a script in the bundle break out", () => {
    const data = madePage({
      command: nasty,
      rows: [madeRow({ key: [nasty, "a"] }), madeRow({ key: ["b", "c"] })],
    });
    const page = pageHtml(data, nasty, assets);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toContain("<!--");
    expect(page).toContain(`<title>&lt;/title&gt;&lt;/script&gt;`);
  });

  it("says without a script what the fits are", () => {
    const text = /<noscript>([^]*)<\/noscript>/.exec(html)![1];
    expect(text).toContain("bnsl report fits.arrow --data curves.csv");
    expect(text).toMatch(/curve +n +status/);
    expect(text).toContain("ResNet, wide");
  });
});

describeInChromium("pageHtml", (openReport) => {
  it("runs under its own policy and asks for nothing", async () => {
    const { page, errors, close } = await openReport(madeFullPage(), { title: nasty, assets });
    expect(await page.title()).toBe(nasty);
    expect(await page.$eval("#app", (app) => app.textContent)).toBe("94");
    expect(errors).toEqual([]);
    await close();
  });

  it("refuses a script that was put in, and a request", async () => {
    const { page, errors, close } = await openReport(madePage(), { assets });
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.broken = true";
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://example.org/a.png";
      document.body.append(image);
      return "broken" in window;
    });
    expect(ran).toBe(false);
    expect(errors.join("\n")).toContain("Content Security Policy");
    await close();
  });

  it("can be read where no script runs", async () => {
    const { page, close } = await openReport(madePage(), { scripts: false, title: "Fits", assets });
    expect(await page.$eval("noscript h1", (heading) => heading.textContent)).toBe("Fits");
    await close();
  });
});
