import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packBlocks, packPage } from "../../src/report/pack.js";
import type { PageData } from "../../src/report/pageData.js";
import { unpackBlock, unpackPage } from "../../src/report/unpack.js";
import { madeInterval, madeUncertaintyMeta, withoutIntervals } from "../tables/madeUncertainty.js";
import { madeCurves, madeFullPage, madePage } from "./madePage.js";

/** Places where two values differ by more than half a unit of the sixth digit. */
function differences(one: unknown, other: unknown, place = ""): string[] {
  if (typeof one === "number" && typeof other === "number") {
    const same = Object.is(one, other) || Math.abs(one - other) <= 5e-6 * Math.abs(other);
    return same ? [] : [`${place}: ${one} for ${other}`];
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return one === other ? [] : [`${place}: ${String(one)} for ${String(other)}`];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<never>;
  return [...names].flatMap((name) => differences(one[name], other[name], `${place}/${String(name)}`));
}

function repacked(data: PageData, change: (packed: Record<string, unknown>) => void): string {
  const packed = JSON.parse(gunzipSync(Buffer.from(packPage(data), "base64")).toString()) as Record<string, unknown>;
  change(packed);
  return gzipSync(JSON.stringify(packed)).toString("base64");
}

describe("packPage and unpackPage", () => {
  it("give back every field of every table", async () => {
    for (const data of [madePage(), madeFullPage(), madeCurves(30)]) {
      expect(differences(await unpackPage(packPage(data)), data)).toEqual([]);
    }
    expect(differences({ a: [1, 2] }, { a: [1, 2.0001] })).toEqual(["/a/1: 2 for 2.0001"]);
  });

  it("keep what is not measured as it is: seeds, bounds at infinity, words, summaries of a suite", async () => {
    const data = madeFullPage();
    const back = await unpackPage(packPage(data));
    expect(back.meta).toEqual(data.meta);
    expect(back.meta.options.seed).toBe(Number.MAX_SAFE_INTEGER);
    expect(back.meta.options.bounds.a[1]).toBe(Infinity);
    expect(back.suite!.sections).toEqual(data.suite!.sections);
    expect(back.intervals!.meta).toEqual(data.intervals!.meta);
    expect(back.breakTests!.meta).toBeNull();
  });

  it("keep 8 digits of x, 12 of y and laws, 6 of the rest, and no more", async () => {
    const [x, a, objective] = [123456.78912345, 0.123456789012345, 1.23456789e-7];
    const page = madePage();
    const row = { ...page.rows[1], a, objective, d: [x] };
    const curve = { ...page.curves[0], x: [x], y: [1 / 3], train: [1] };
    const back = await unpackPage(packPage(madePage({ rows: [row], curves: [curve] })));
    expect(back.curves[0].x).toEqual([123456.79]);
    expect(back.curves[0].y).toEqual([0.333333333333]);
    expect(back.rows[0]).toMatchObject({ a: 0.123456789012, objective: 1.23457e-7, d: [123456.789123] });
  });

  it("keep null, NaN and both infinities apart, alone in a column and beside numbers", async () => {
    const ends = [null, NaN, -Infinity, Infinity, 0, 5e-324, 1.7e308];
    for (const rows of [ends.map((lo) => madeInterval({ lo, hi: lo })), ...ends.map((lo) => [madeInterval({ lo })])]) {
      const { intervals } = await unpackPage(packPage(madePage({ intervals: { rows, meta: null } })));
      expect(intervals!.rows.map(({ lo }) => lo)).toEqual(rows.map(({ lo }) => lo));
    }
  });

  it("take tables without rows, and key columns of any text", async () => {
    const key = ['</script><b a="', "größe 層\n\u2028", "Infinity", '{"$number":"1"}'];
    const meta = madeUncertaintyMeta({ keyNames: key, notes: key });
    const rows = [withoutIntervals({ key }), withoutIntervals({ key: [] })];
    const full = await unpackPage(packPage(madePage({ intervals: { rows, meta }, command: key[0] })));
    expect(full.intervals).toEqual({ rows, meta });
    expect(full.command).toBe(key[0]);
    const empty = await unpackPage(packPage(madePage({ rows: [], curves: [], intervals: { rows: [], meta: null } })));
    expect(empty).toMatchObject({ rows: [], curves: [], intervals: { rows: [] } });
  });

  it("are small: 8 bytes a point and 90 a fit at most", () => {
    const data = madeCurves(400);
    const points = data.curves.reduce((sum, { x }) => sum + x.length, 0);
    expect(packPage(data).length).toBeLessThan(8 * points + 90 * data.rows.length);
  });

  it("cut very many intervals into blocks, of which none is lost", async () => {
    const rows = Array.from({ length: 31_000 }, (_, i) => madeInterval({ x: i + 1, quantity: "band" }));
    const blocks = packBlocks({ rows, meta: madeUncertaintyMeta() });
    expect(blocks.length).toBe(3);
    const tables = await Promise.all(blocks.map((block) => unpackBlock(block)));
    expect(tables.flatMap((table) => table.rows.map(({ x }) => x))).toEqual(rows.map(({ x }) => x));
    expect(differences(tables[2].rows[0], rows[30_000])).toEqual([]);
    expect(tables[0].meta).toEqual(madeUncertaintyMeta());
    await expect(unpackBlock("AAAA")).rejects.toThrow("the data of this page cannot be read");
  });

  it("refuse data of another format, and what is no data, in words", async () => {
    const other = repacked(madePage(), (packed) => (packed.format = 2));
    await expect(unpackPage(other)).rejects.toThrow(
      /data of format 2, and its script reads format 1.*write the report again/,
    );
    const cut = packPage(madePage()).slice(0, 400);
    for (const text of ["", "???", cut]) {
      await expect(unpackPage(text)).rejects.toThrow(/cannot be read .* the file is damaged; write it again/);
    }
    await expect(unpackPage(repacked(madePage(), () => undefined))).resolves.toBeDefined();
  });
});
