import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { BREAK_TEST_DEFAULTS, holmNote, resolveBreakTest } from "../../src/uncertainty/breakTestRequest.js";

type Bad = readonly [partial: object, message: string];

describe("resolveBreakTest", () => {
  it("fills in the documented defaults", () => {
    expect(resolveBreakTest()).toEqual(BREAK_TEST_DEFAULTS);
    expect(resolveBreakTest({ resamples: 19, breaks: 3, starts: 1, alpha: 0.05 }).resamples).toBe(19);
  });

  const bad: readonly Bad[] = [
    [{ level: 0.9 }, 'there is no option "level"; the options of a test for breaks are resamples, seed'],
    [{ breaks: 4 }, "breaks is 4: the alternative has one more"],
    [{ starts: 0 }, 'starts is 0: it must be a whole number from 1 to 256, or "auto"'],
    [{ alpha: 1 }, "alpha is 1: it must lie between 0 and 1, a level such as 0.05"],
    [{ alpha: 5 }, "alpha is 5"],
    [{ resamples: 0 }, "resamples is 0: it must be a whole number from 1"],
    [{ resamples: 18 }, "resamples is 18: no p-value can be below 0.053"],
    [{ resamples: 18 }, "give at least 19"],
    [{ resamples: 98, alpha: 0.01 }, "give at least 99"],
  ];
  it.each(bad)("refuses %j", (partial, message) => {
    expect(() => resolveBreakTest(partial)).toThrow(InputError);
    expect(() => resolveBreakTest(partial)).toThrow(message);
  });

  it("tells where no curve could be supported after Holm's adjustment, and what would help", () => {
    const request = resolveBreakTest();
    expect(holmNote(request, 25)).toBeNull();
    const note = holmNote(request, 92);
    expect(note).toContain("500 resamples give no p-value below 0.0020");
    const [, enough] = /--resamples (\d+) or more/.exec(note!)!;
    expect(holmNote({ ...request, resamples: Number(enough) }, 92)).toBeNull();
    expect(holmNote({ ...request, resamples: Number(enough) - 1 }, 92)).not.toBeNull();
  });
});
