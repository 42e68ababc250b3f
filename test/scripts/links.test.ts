import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const pages = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" }).trim().split("\n");

describe("links of the documents", () => {
  it.each(pages.filter((page) => existsSync(page)))("%s names files and headings that are there", (page) => {
    const broken = linksOf(readFileSync(page, "utf8")).filter((link) => !resolves(link, page));
    expect(broken).toEqual([]);
  });

  it("would find a broken one", () => {
    expect(linksOf("[a](b.md) ![c](d.svg) [e](https://example.org) `[f](g.md)`")).toEqual(["b.md", "d.svg"]);
    expect(resolves("docs/NOTHING.md", "README.md")).toBe(false);
    expect(resolves("docs/GUIDE.md#nothing", "README.md")).toBe(false);
    expect(resolves("docs/STATISTICS.md#limits", "README.md")).toBe(true);
  });
});

/** Targets within the repository; code is left out. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]).filter((link) => !/^[a-z]+:/.test(link));
}

function resolves(link: string, page: string): boolean {
  const [path, heading] = link.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  return existsSync(file) && (heading === undefined || headingsOf(readFileSync(file, "utf8")).includes(heading));
}

/** The anchors that GitHub makes of headings. */
function headingsOf(text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, "");
  return [...prose.matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
