import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { manifestText, readManifest, type Manifest } from "../../../src/node/checkpoint/manifest.js";

const manifest: Manifest = {
  identity: "ab",
  decides: { version: '"0.1.0"', breaks: "[0,1]" },
  command: "bnsl fit curves.csv -o fits.arrow",
  sources: ["curves.csv"],
  curves: 300,
  created: "2026-11-22T12:00:00.000Z",
};

describe("a manifest", () => {
  it("is read as it was written", () => {
    expect(readManifest(manifestText(manifest), "run.json")).toEqual(manifest);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    manifestText(manifest).slice(0, 40),
    manifestText(manifest).replace("300", '"many"'),
  ])("that is damaged (%j) is refused", (text) => {
    expect(() => readManifest(text, "x/run.json")).toThrow(InputError);
    expect(() => readManifest(text, "x/run.json")).toThrow("x/run.json is damaged");
  });

  it("of a later format is told apart from a damaged one", () => {
    const later = manifestText(manifest).replace('"format": 1', '"format": 2');
    expect(() => readManifest(later, "x/run.json")).toThrow("a checkpoint of format 2, and this bnsl knows 1");
  });
});
