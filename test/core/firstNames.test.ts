import { describe, expect, it } from "vitest";
import { firstNames } from "../../src/core/firstNames.js";

describe("firstNames", () => {
  it("gives all names where they are few", () => {
    expect(firstNames([], 2)).toBe("");
    expect(firstNames(["a", "b"], 2)).toBe("a, b");
  });

  it("counts those that are left out", () => {
    expect(firstNames(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more");
    expect(firstNames(["a", "b", "c"], 2, { separator: "; ", before: "; " })).toBe("a; b; and 1 more");
    expect(firstNames(["a", "b"], 2, { before: ", ", count: 9 })).toBe("a, b, and 7 more");
  });
});
