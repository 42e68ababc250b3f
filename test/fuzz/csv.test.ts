import fc from "fast-check";
import { expect, it } from "vitest";
import { FuzzGroup, fuzzTimeout } from "./cases.js";
import { loadedOrRefused } from "./loaded.js";
import { spoilt } from "./mutations.js";

const group = new FuzzGroup("CSV");
const utf8 = new TextEncoder();

const GOOD = [
  "curve,x,y\na,1,2\na,2,1.5\na,4,1.2\nb,1,3\nb,2,2\nb,4,1.9\n",
  'Domain;Seen Examples;Loss;Training\r\n"vision; small";1;2;1\r\n"a ""b""";2;1;0\r\n"line\nend";4;1;1\r\n',
  "\ufeffmodel\tN\tval_loss\tsigma\nö\t1e3\t2.5\t0.1\nö\t1e6\t2.0\t0.2\nπ\t1E9\t.5\t1e-3\n",
];

/** Cells that stand where numbers, names or nothing are wanted. */
const cell = fc.oneof(
  fc.constantFrom("", " ", "NaN", "inf", "-0", "1e308", "1e309", "5e-324", "-1", "0", "0x10", "1_000", "1,5"),
  fc.constantFrom('"', '""', "'", "\\", "\0", "\u001b[31m", "\u202e", "=1+1", "null", "NA", "1e5", "2.5", "train"),
  fc.double().map(String),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);

const table = fc
  .tuple(
    fc.array(fc.constantFrom("x", "y", "curve", "N", "loss", "weight", "sigma", "train", "x", ""), {
      maxLength: 6,
    }),
    fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 }),
    fc.constantFrom(",", "\t", ";", "|"),
    fc.constantFrom("\n", "\r\n", "\r"),
  )
  .map(([header, rows, comma, end]) =>
    utf8.encode([header, ...rows].map((record) => record.join(comma)).join(end) + end),
  );

/** Mostly numbers, so that some tables can be read. */
const tidyTable = fc
  .array(fc.tuple(fc.nat(3), number(), number(), fc.oneof({ weight: 9, arbitrary: number() }, cell)), {
    maxLength: 12,
  })
  .map((rows) => utf8.encode(["curve,x,y,weight", ...rows.map((row) => row.join(","))].join("\n")));

function number(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer({ min: 1, max: 1000 }).map(String),
  );
}

const options = fc.constantFrom(
  {},
  { badRows: "skip" as const },
  { curve: [], x: "x", y: "y", badRows: "skip" as const },
  { curve: ["curve"], x: "x", y: "y", yAbove: null },
);

it(
  "reads spoilt and made-up CSV, or refuses it",
  async () => {
    const good = GOOD.map((text) => utf8.encode(text));
    const either = fc.oneof(
      fc.tuple(spoilt(good), fc.constantFrom({}, { badRows: "skip" as const })),
      fc.tuple(fc.oneof(table, tidyTable), options),
    );
    await group.each(1, either, ([bytes, request]) => loadedOrRefused(bytes, "spoilt.csv", request));
  },
  fuzzTimeout,
);

it("the tables are good before they are spoilt", async () => {
  for (const text of GOOD) expect(await loadedOrRefused(utf8.encode(text), "good.csv")).toBe("read");
});
