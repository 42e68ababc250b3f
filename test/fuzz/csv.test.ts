import fc from "fast-check";
import { expect, it } from "vitest";
import { loadCurves } from "../../src/curves/load.js";
import { byteSource } from "../curves/sources.js";
import { FuzzGroup, fuzzTimeout } from "./cases.js";
import { loadedOrRefused } from "./loaded.js";
import { spoilt } from "./mutations.js";

const group = new FuzzGroup("CSV");
const utf8 = new TextEncoder();

const GOOD = [
  "curve,x,y\na,1,2\na,2,1.5\na,4,1.2\nb,1,3\nb,2,2\nb,4,1.9\n",
  'Domain;Seen Examples;Loss;Training\r\n"vision; small";1;2;1\r\n"a ""b""";2;1;0\r\n"line\nend";4;1;1\r\n',
  '#{"made": 1}\nx;y\n250;0,412\n1.000;0,371\n2.000;0,3\n',
  'sep=;\r\nx;y\r\n"12 500";2,5\r\n25 000;1,5\r\n',
  "# step loss\n 1   2.5\n 10  2.25\n# resumed\n 100 2.0\n",
  "params,loss\n(M),(nats)\n125M,3.5 nats\n1.3B,3.25 nats\n13B,3 nats\n",
  '"x" "y"\n"1" 100 2.5\n"2" 200 2.25\n"3" 300 2\n',
  "\ufeffmodel\tN\tval_loss\tsigma\nö\t1e3\t2.5\t0.1\nö\t1e6\t2.0\t0.2\nπ\t1E9\t.5\t1e-3\n",
];

/** Cells that stand where numbers, names or nothing are wanted. */
const cell = fc.oneof(
  fc.constantFrom("", " ", "NaN", "inf", "-0", "1e308", "1e309", "5e-324", "-1", "0", "0x10", "1_000", "1,5"),
  fc.constantFrom(
    "1.000",
    "12,500",
    "1.234,5",
    "1,234,567.8",
    "12 500",
    "1'000",
    "2.4e21 FLOPs",
    "1.3B",
    "45 %",
    "7m",
    "−1",
  ),
  fc.constantFrom("#", "# x", "%", "#1", "sep=;", "(nats)", "-", "  ", "0,5", "2.5"),
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
    fc.constantFrom(",", "\t", ";", "|", " ", "   "),
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
  { curve: [], x: "x", y: "y", dialect: { decimal: "," as const } },
  { badRows: "skip" as const, dialect: { separator: "blank", comment: "x" } },
  { dialect: { decimal: "." as const, separator: ";", comment: "//" } },
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

it(
  "reads the same whatever pieces the text comes in",
  async () => {
    const good = GOOD.map((text) => utf8.encode(text));
    const piece = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(spoilt(good), table), piece, options, async (spoilt, size, request) => {
        // zero bytes and what is no text are refused piece by piece
        const bytes = utf8.encode(new TextDecoder().decode(spoilt).replaceAll("\0", ""));
        const read = (pieces: number) =>
          loadCurves([byteSource("pieces.csv", bytes, pieces)], request).catch(
            (error: unknown) => (error as Error).message,
          );
        expect(await read(size)).toEqual(await read(1 << 20));
      }),
      { numRuns: 500 },
    );
  },
  fuzzTimeout,
);

it("the tables are good before they are spoilt", async () => {
  for (const text of GOOD) expect(await loadedOrRefused(utf8.encode(text), "good.csv")).toBe("read");
});
