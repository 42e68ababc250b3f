import { basename, join, normalize } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNames } from "../../src/figure/names.js";

const hostile = [
  "../../etc/passwd",
  "",
  ".",
  "..",
  "CON",
  "a/b\\c:d",
  "nul\u0000byte",
  "x".repeat(300),
  "🦊🦊",
  "-rf",
  "a\nb",
  "größe",
  "损失",
  "same",
  "SAME",
  "same",
  `${"x".repeat(79)}---tail`,
  "a.",
  'say "hi" $(id)',
];

describe("fileNames", () => {
  it("keeps to safe letters, below what file systems take, inside of the folder", () => {
    for (const name of fileNames(hostile, "svg")) {
      expect(name).toMatch(/^\d+(-[A-Za-z0-9][A-Za-z0-9._-]*)?\.svg$/);
      expect(name).not.toMatch(/[._-]\.svg$/);
      expect(Buffer.byteLength(name)).toBeLessThan(120);
      expect(basename(normalize(join("plots", name)))).toBe(name);
    }
  });

  it("is unique, on file systems that tell no capitals apart too, and sorts in the curves' order", () => {
    const names = fileNames(hostile, "png");
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(hostile.length);
    expect([...names].sort()).toEqual(names);
    expect(names.every((name) => name.endsWith(".png"))).toBe(true);
    expect([...fileNames(Array<string>(120).fill("c"), "svg")].sort()[99]).toBe("100-c.svg");
  });

  it("holds for any names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 200 }), { maxLength: 12 }), (names) => {
        const made = fileNames(names, "svg");
        expect(new Set(made).size).toBe(names.length);
        for (const name of made) expect(name).toMatch(/^\d+(-[A-Za-z0-9][A-Za-z0-9._-]*)?\.svg$/);
      }),
    );
  });

  it("keeps what can be read", () => {
    const names = fileNames(["vision / ResNet-101", "Ärger 3"], "svg");
    expect(names).toEqual(["1-vision_ResNet-101.svg", "2-Arger_3.svg"]);
  });
});
