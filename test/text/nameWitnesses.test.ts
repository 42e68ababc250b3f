import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curveNamer } from "../../src/core/rows/curveRows.js";
import { NameWitnesses } from "../../src/text/labels.js";

describe("NameWitnesses", () => {
  it("names curves as curveNamer does over all rows, whatever the keys", () => {
    const word = fc.constantFrom("", "a", "b");
    const rows = fc
      .integer({ min: 0, max: 3 })
      .chain((width) => fc.array(fc.record({ key: fc.array(word, { minLength: width, maxLength: width }) })));
    fc.assert(
      fc.property(rows, (keyed) => {
        const names = new NameWitnesses();
        keyed.forEach((row) => names.add(row));
        expect(keyed.map(names.namer())).toEqual(keyed.map(curveNamer(keyed)));
      }),
    );
  });
});
