import { describe, expect, it } from "vitest";
import { shadeProfile, type Shade } from "../../src/figure/Breaks.js";

const full = (left: number, right: number): Shade => ({ left, right, fadesTo: null });
const toRight = (left: number): Shade => ({ left, right: left + 60, fadesTo: "right" });
const toLeft = (right: number): Shade => ({ left: right - 60, right, fadesTo: "left" });

/** What a renderer makes of the stops between two of them. */
function drawnAt(shades: readonly Shade[], at: number): number {
  const stops = shadeProfile(shades);
  const after = stops.findIndex((stop) => stop.at > at);
  if (after <= 0) return 0;
  const [p, q] = [stops[after - 1], stops[after]];
  return p.share + ((q.share - p.share) * (at - p.at)) / (q.at - p.at);
}

describe("shadeProfile", () => {
  it.each<[string, Shade[]]>([
    ["one interval", [full(10, 50)]],
    ["two apart", [full(10, 50), full(70, 90)]],
    ["two that overlap", [full(10, 50), full(30, 90)]],
    ["one within another", [full(10, 90), full(30, 40)]],
    ["fades against each other", [toRight(10), toLeft(100)]],
    ["fades side by side", [toRight(10), toRight(25)]],
    ["a fade out of an interval", [full(10, 50), toRight(30)]],
    ["a fade over a short interval", [toLeft(90), full(50, 51)]],
    ["four", [full(10, 20), toRight(5), toLeft(90), full(85, 120)]],
  ])("is everywhere as dark as the darkest: %s", (_, shades) => {
    for (let at = 0.25; at < 130; at += 0.5) {
      const shares = shades.map(({ left, right, fadesTo }) => {
        if (at < left || at > right) return 0;
        return fadesTo === null ? 1 : Math.abs(at - (fadesTo === "right" ? right : left)) / (right - left);
      });
      expect(drawnAt(shades, at)).toBeCloseTo(Math.max(...shares), 9);
    }
  });

  it("has its stops in order", () => {
    const stops = shadeProfile([full(10, 50), toRight(30), toLeft(60)]);
    expect(stops[0].at).toBe(0);
    expect(stops.at(-1)!.at).toBe(90);
    for (const [i, { at }] of stops.slice(1).entries()) expect(at).toBeGreaterThanOrEqual(stops[i].at);
  });
});
