import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { madeAgain, PAGE } from "../../scripts/reference.js";

describe("docs/REFERENCE.md", () => {
  const page = readFileSync(PAGE, "utf8");

  it("says what the code says: if this fails, run npm run reference", async () => {
    expect(await madeAgain(page)).toBe(page);
  });

  it("would be written again where a part of it is stale", async () => {
    const stale = page.replace("`n_breaks`", "`breaks`");
    expect(stale).not.toBe(page);
    expect(await madeAgain(stale)).toBe(page);
    await expect(madeAgain(page.replace("<!-- made: flags -->", ""))).rejects.toThrow("<!-- made: flags -->");
  });
});
