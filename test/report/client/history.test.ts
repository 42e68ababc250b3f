import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVERYTHING, type Query } from "../../../src/report/client/curves/query.js";
import { curveHref, listHref, parseRoute, viewName } from "../../../src/report/client/history.js";

const awkward = ["a/b", "50 %", "#1", '"&<', "</script>", "?n=2", "", " ", "ü 漢字", "..", "100%25"];

describe("the route of a curve", () => {
  it("leads back to any key", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.option(fc.nat(4)), (key, n) => {
        expect(parseRoute(curveHref(key, n))).toEqual({ view: "curve", key, n });
      }),
    );
  });

  it("leads back to names with signs that addresses use", () => {
    for (const name of awkward) {
      expect(parseRoute(curveHref([name, "x"]))).toEqual({ view: "curve", key: [name, "x"], n: null });
    }
  });

  it("tells curves apart whose names join to the same text", () => {
    expect(curveHref(["a/b", "c"])).not.toBe(curveHref(["a", "b/c"]));
  });

  it("finds the one curve of a table without key columns", () => {
    const route = parseRoute(curveHref([]));
    expect(route.view).toBe("curve");
    expect(route.view === "curve" && curveHref(route.key)).toBe(curveHref([]));
  });

  it("takes a lone % for itself, and an unpaired surrogate for something", () => {
    expect(parseRoute("#/curve/50%")).toEqual({ view: "curve", key: ["50%"], n: null });
    expect(curveHref(["\ud800"])).toBe("#/curve/%EF%BF%BD");
  });
});

describe("the route of a list", () => {
  it("holds all that is asked", () => {
    const query: Query = {
      words: "vit / 50 % #1",
      status: "at-bound",
      n: "2",
      doubt: "few",
      all: true,
      sort: "key.Model name",
      descending: true,
    };
    expect(parseRoute(listHref("curves", query))).toEqual({ view: "curves", query });
    expect(listHref("figures", EVERYTHING)).toBe("#/figures");
  });

  it("leaves out doubts that there are not", () => {
    expect(parseRoute("#/curves?flag=toString")).toEqual({ view: "curves", query: EVERYTHING });
  });
});

it("a view is named as in the header, whatever it was asked", () => {
  expect(viewName("#/figures?q=vit&sort=a")).toBe("Figures");
  expect(viewName("#/")).toBe("Summary");
});

it("an address that is no route is the summary", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#content"]) {
    expect(parseRoute(hash)).toEqual({ view: "summary" });
  }
});
