import { describe, expect, it } from "vitest";
import { chooseCurves } from "../../src/cli/curveChoice.js";
import { InputError } from "../../src/core/errors.js";

const keyNames = ["Domain", "Model"];
const keys = [
  ["IC", "ResNet"],
  ["IC", "resnet"],
  ["IC", "ResNet-101"],
  ["NMT", "6 Enc, 28 Dec"],
  ["NMT", "a=b"],
];
const choose = (...asked: string[]) => chooseCurves(keys, keyNames, asked).map((key) => keys.indexOf(key as string[]));

describe("chooseCurves", () => {
  it.each<[string, string[], number[]]>([
    ["everything where nothing is asked for", [], [0, 1, 2, 3, 4]],
    ["a name as it is spelt, not those that hold it", ["IC / ResNet"], [0]],
    ["a name in other capitals where none is spelt so", ["ic / RESNET-101"], [2]],
    ["every name that reads the same in other capitals", ["ic / RESNET"], [0, 1]],
    ["a part of several names", ["net"], [0, 1, 2]],
    ["a value of a column", ["Domain=NMT"], [3, 4]],
    ["a value as it is spelt", ["Model=ResNet"], [0]],
    ["a column in other capitals", ["model=RESNET-101"], [2]],
    ["a part of a name that holds =", ["a=b"], [4]],
    ["a value that holds =", ["Model=a=b"], [4]],
    ["a name as a list has shortened it", ["NMT / 6…Dec"], [3]],
    ["several words in the table's order, each curve once", ["a=b", "101", "NMT"], [2, 3, 4]],
  ])("finds %s", (_, asked, found) => {
    expect(choose(...asked)).toEqual(found);
  });

  it("knows a curve by its short name, and by its escaped one", () => {
    const made = [
      ["one", "m1"],
      ["one", "m\u001b[31m10"],
    ];
    const find = (word: string) => chooseCurves(made, keyNames, [word]);
    expect(find("m1")).toEqual([made[0]]);
    expect(find("one / m1")).toEqual([made[0]]);
    expect(find(String.raw`m\x1b[31m10`)).toEqual([made[1]]);
    expect(chooseCurves([[]], [], ["(the curve)"])).toEqual([[]]);
  });

  it("lists the nearest names, values of a column, and all where there are few", () => {
    expect(() => choose("ResNat-101")).toThrow(
      /^--curve ResNat-101: no curve is called so, .*; the curves are: IC \/ ResNet-101; /,
    );
    expect(() => choose("Domain=NTM")).toThrow(
      "--curve Domain=NTM: no curve has this in the column Domain; the values are: NMT; IC",
    );
    const many = Array.from({ length: 50 }, (_, i) => ["IC", `model ${i + 1}`]);
    expect(() => chooseCurves(many, keyNames, ["modle 37"])).toThrow(/the nearest of 50 curves: model 37; /);
    expect(() => choose("net", "no such")).toThrow(InputError);
    expect(() => choose(" ")).toThrow(`--curve "": give a curve's name, or a part of it`);
    expect(() => chooseCurves([], keyNames, ["x"])).toThrow("the table has no curves");
  });
});
