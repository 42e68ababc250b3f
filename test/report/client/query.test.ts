import { describe, expect, it } from "vitest";
import { columnsOf, type Line } from "../../../src/report/client/curves/columns.js";
import { indexCurves } from "../../../src/report/client/curveIndex.js";
import { EVERYTHING, linesOf, type Query } from "../../../src/report/client/curves/query.js";
import { Status } from "../../../src/core/status.js";
import type { FitRow } from "../../../src/core/types.js";
import { madeFailure, madeRow } from "../../tables/madeFits.js";
import { madeInterval, madeTest } from "../../tables/madeUncertainty.js";
import { madePage } from "../madePage.js";

const row = (name: string, parts: Partial<FitRow> = {}) => madeRow({ key: ["vision", name], ...parts });

/** Errors 0.2, none, 3e-5, 10, 0.2; names that sort otherwise as text than as a person counts. */
const rows = [
  row("net 10", { rmsleTest: 0.2 }),
  row("net 9", { rmsleTest: null, nTest: 0 }),
  row("net 1", { rmsleTest: 3e-5, atBound: ["a"], status: Status.AtBound }),
  row("big net", { rmsleTest: 10, basinShare: 2 / 1024 }),
  row("tie", { rmsleTest: 0.2 }),
  madeFailure({ key: ["vision", "lost"], nBreaks: 0 }),
];

const report = indexCurves(
  madePage({
    rows,
    intervals: {
      rows: [
        madeInterval({ key: ["vision", "tie"], ends: "lower" }),
        madeInterval({ key: ["vision", "net 1"] }),
        // a less recommended method does not decide
        madeInterval({ key: ["vision", "net 1"], method: "delta", ends: "none" }),
      ],
      meta: null,
    },
    breakTests: { rows: [madeTest({ key: ["vision", "tie"], pValue: 0.5 })], meta: null },
  }),
);

const names = (query: Partial<Query>): string[] =>
  linesOf(report, { ...EVERYTHING, ...query }).map((line: Line) => line.row.key[1]);

describe("sorting", () => {
  it("leaves the order of the input where nothing is asked", () => {
    expect(names({})).toEqual(["net 10", "net 9", "net 1", "big net", "tie", "lost"]);
  });

  it("takes numbers as numbers, ties in the order of the input, and puts what is missing last both ways", () => {
    expect(names({ sort: "rmsle_test" })).toEqual(["net 1", "net 10", "tie", "big net", "net 9", "lost"]);
    expect(names({ sort: "rmsle_test", descending: true })).toEqual([
      "big net",
      "net 10",
      "tie",
      "net 1",
      "net 9",
      "lost",
    ]);
  });

  it("counts in names as a person does", () => {
    expect(names({ sort: "key.Model" })).toEqual(["big net", "lost", "net 1", "net 9", "net 10", "tie"]);
  });

  it("takes keys that are all numbers as numbers, and those of which one is a word as names", () => {
    const order = (...keys: string[]) => {
      const made = indexCurves(madePage({ rows: keys.map((key) => row(key)) }));
      return linesOf(made, { ...EVERYTHING, sort: "key.Model" }).map((line) => line.row.key[1]);
    };
    expect(order("1e7", "9e6", "", "125000000", "-.5")).toEqual(["-.5", "9e6", "1e7", "125000000", ""]);
    expect(order("1e7", "9e6", "tiny")).toEqual(["1e7", "9e6", "tiny"]);
    expect(order("0x10", "9", "0x2")).toEqual(["0x2", "0x10", "9"]);
  });

  it("calls the p of a break test by what it asks", () => {
    const { header, meaning } = columnsOf(report).find(({ name }) => name === "p_value")!;
    expect(header).toBe("p, one more");
    expect(meaning).toContain("one break more");
  });

  it("has the p of the test that there is, named where it is of another n", () => {
    expect(names({ sort: "p_value" })[0]).toBe("tie");
    const other = indexCurves(
      madePage({
        rows: [row("tie", { nBreaks: 1 }), row("tie", { nBreaks: 2, selected: false })],
        breakTests: { rows: [madeTest({ key: ["vision", "tie"], nNull: 0, pValue: 0.004 })], meta: null },
      }),
    );
    const column = columnsOf(other).find(({ name }) => name === "p_value")!;
    const lines = linesOf(other, { ...EVERYTHING, all: true });
    expect(lines.map((line) => column.value(line))).toEqual([0.004, null]);
    expect(column.text(lines[0])).toBe("0.0040 (0→1)");
    const same = columnsOf(report).find(({ name }) => name === "p_value")!;
    expect(same.text(linesOf(report, { ...EVERYTHING, words: "tie" })[0])).toBe("0.50");
  });
});

describe("filtering", () => {
  it("wants all words, in any order and case", () => {
    expect(names({ words: "NET big" })).toEqual(["big net"]);
    expect(names({ words: "net vision" })).toEqual(["net 10", "net 9", "net 1", "big net"]);
    expect(names({ words: "net absent" })).toEqual([]);
  });

  it("finds doubtful answers", () => {
    expect(names({ doubt: "few" })).toEqual(["big net"]);
    expect(names({ doubt: "bound" })).toEqual(["net 1"]);
    expect(names({ doubt: "open" })).toEqual(["tie"]);
    expect(names({ doubt: "nofit" })).toEqual(["lost"]);
  });

  it("finds a status and a number of breaks", () => {
    expect(names({ status: "at-bound" })).toEqual(["net 1"]);
    expect(names({ n: "0" })).toEqual(["lost"]);
  });

  it("shows the selected row of a curve, or all of them", () => {
    const two = indexCurves(
      madePage({ rows: [row("x", { nBreaks: 0, c: [], d: [], f: [], selected: false }), row("x")] }),
    );
    const breaks = (all: boolean) => linesOf(two, { ...EVERYTHING, all }).map((line) => line.row.nBreaks);
    expect(breaks(false)).toEqual([1]);
    expect(breaks(true)).toEqual([0, 1]);
  });
});

it("key columns in which all curves are the same have no column", () => {
  expect(columnsOf(report).map(({ header }) => header)).not.toContain("Domain");
  expect(columnsOf(report)[0].header).toBe("Model");
  const one = indexCurves(madePage({ rows: [row("alone")] }));
  expect(
    columnsOf(one)
      .map(({ header }) => header)
      .slice(0, 2),
  ).toEqual(["Domain", "Model"]);
});
