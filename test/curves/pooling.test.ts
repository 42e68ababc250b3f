import { describe, expect, test } from "vitest";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { textSource } from "./sources.js";

const tokens = [1e6, 2e6, 5e6, 1e7, 2e7, 5e7];

/** A table of a row for each token count under each setting, y different in every row. */
function table(header: string, settings: readonly string[]): string {
  const rows = settings.flatMap((setting, i) => tokens.map((x) => `${setting},${x},${3 + i / 10 + 1e5 / x}`));
  return [`${header},tokens,loss`, ...rows, ""].join("\n");
}

async function poolingNote(text: string, options: LoadOptions = {}): Promise<string | undefined> {
  const { notes } = await loadCurves([textSource(text)], { x: "tokens", ...options });
  return notes.find((note) => note.includes("comes again"));
}

describe("sizes in numbers that no flag names", () => {
  const sizes = table("params", ["125000000", "350000000", "1.3e9"]);

  test("draw a word that says which column to name", async () => {
    expect(await poolingNote(sizes)).toBe(
      "tokens comes again with another loss in 12 of the first 18 rows, and params tells such rows apart: " +
        "if these are curves of their own, say --curve params; if params is what is scaled, say --x params",
    );
  });

  test("and following it splits the curves, without a word", async () => {
    expect(await poolingNote(sizes, { curve: ["params"] })).toBeUndefined();
    const { curves } = await loadCurves([textSource(sizes)], { x: "tokens", curve: ["params"] });
    expect(curves).toHaveLength(3);
  });

  test("are no matter where the user has said that all rows are one curve", async () => {
    expect(await poolingNote(sizes, { curve: [] })).toBeUndefined();
  });

  test("change no curve by themselves", async () => {
    const { curves } = await loadCurves([textSource(sizes)], { x: "tokens" });
    expect(curves).toHaveLength(1);
  });

  test("come with the keys that were guessed, quoted where --curve wants it", async () => {
    const text = table('model,"width, mm"', ["A,1", "A,2", "B,1", "B,2"]);
    expect(await poolingNote(text)).toContain("say --curve 'model,\"width, mm\"';");
  });

  test("may be several, when no one of them is enough", async () => {
    const grid = ["1,0.1", "1,0.2", "1,0.3", "2,0.1", "2,0.2", "2,0.3"];
    expect(await poolingNote(table("depth,lr", grid))).toMatch(/lr and depth tell .* say --curve lr,depth$/);
  });

  test("of which one follows from the other are named by the first", async () => {
    const text = table("layers,heads", ["2,4", "4,8", "8,16"]);
    expect(await poolingNote(text)).toMatch(/say --curve layers; if layers is what is scaled, say --x layers$/);
  });

  test.each([["val_loss"], ["val_accuracy"]])("a second metric (%s) tells nothing apart", async (name) => {
    const rows = ["0.1", "0.2", "0.3"];
    expect(await poolingNote(table(name, rows))).toContain("and no column tells such rows apart");
    expect(await poolingNote(table("width_mm", rows))).toContain("--curve width_mm");
  });

  test("a column that explains few of the repeats is not named", async () => {
    const rows = [0, 1, 2, 3].flatMap((run) => tokens.map((x, k) => `${run === 0 ? 1 : 0},${x},${4 + run - k / 10}`));
    expect(await poolingNote(["width_mm,tokens,loss", ...rows, ""].join("\n"))).toContain("no column tells");
  });

  test("a column that is new in every row tells nothing apart", async () => {
    const rows = [0, 1, 2].flatMap((i) => tokens.map((x, k) => `${x},${3 + i + k},${100 * i + k}`));
    expect(await poolingNote(["tokens,loss,wall_time", ...rows, ""].join("\n"))).toBe(
      "tokens comes again with another loss in 12 of the first 18 rows, and no column tells such rows apart: if they are " +
        "several curves, add a column that does and name it with --curve; if they are repeats (seeds), bootstrap with " +
        "--cluster x",
    );
  });

  test("an error bar tells nothing apart", async () => {
    const rows = ["0.1", "0.2", "0.3"];
    expect(await poolingNote(table("loss_std", rows))).toContain("no column tells such rows apart");
  });

  test("x that never comes again, or only with the same y, is no pooling", async () => {
    const once = tokens.map((x, k) => `${k % 2},${x},${4 - k / 10}`);
    expect(await poolingNote(["width_mm,tokens,loss", ...once, ""].join("\n"))).toBeUndefined();
    const same = [0, 1, 2].flatMap((i) => tokens.map((x, k) => `${i},${x},${4 - k / 10}`));
    expect(await poolingNote(["width_mm,tokens,loss", ...same, ""].join("\n"))).toBeUndefined();
  });

  test("a few x that come again are no pooling", async () => {
    const rows = tokens.map((x, k) => `0,${x},${4 - k / 10}`);
    expect(await poolingNote(["width_mm,tokens,loss", ...rows, `1,${tokens[0]},5`, ""].join("\n"))).toBeUndefined();
  });
});
