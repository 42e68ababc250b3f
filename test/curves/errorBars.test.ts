import { describe, expect, test } from "vitest";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { textSource } from "./sources.js";

function load(header: string, options: LoadOptions = {}) {
  const row = (value: number) => header.replaceAll(/[^,]+/g, String(value));
  return loadCurves([textSource([header, row(1), row(2), ""].join("\n"))], options);
}

describe("an error bar is never guessed to be the metric", () => {
  test.each([
    ["size,value,error", "value"],
    ["energy_bin,x,exc,sig,flux,error,flux_elo,ul", "flux"],
    ["size,mean,std", "mean"],
    ["x,flux,flux_err", "flux"],
    ["x,flux,e_flux", "flux"],
    ["x,flux,dflux", "flux"],
    ["x,rate,lower,upper", "rate"],
    ["x,rate,rate_lo,rate_hi", "rate"],
    ["x,rate,ci_low,ci_high", "rate"],
    ["x,rate,yerr", "rate"],
    ["tokens,loss,loss_std", "loss"],
    ["tokens,loss,loss (std)", "loss"],
    ["step,acc,acc [±]", "acc"],
    ["step,acc,acc±", "acc"],
    ["x,y,error", "y"],
  ])("%s: y = %s", async (header, y) => {
    expect((await load(header)).yName).toBe(y);
  });

  test.each([
    ["x,error", "error"],
    ["tokens,err", "err"],
    ["tokens,lr,epoch,error", "error"],
    ["x,width_mm,test_error", "test_error"],
    ["x,width_mm,error_rate", "error_rate"],
    ["x,std", "std"],
    ["seed,n,error,error_std", "error"],
  ])("%s: y = %s, for nothing else can be", async (header, y) => {
    expect((await load(header)).yName).toBe(y);
  });

  test("where several columns could be meant all are named", async () => {
    await expect(load("size,flux,counts,error")).rejects.toThrow(
      "curves.csv: error may be the metric, or the error bar of flux or counts; name the metric with --y (--y error, --y " +
        "flux), and an error bar with --sigma. Columns: size, flux, counts, error",
    );
    await expect(load("x,val_loss,err")).rejects.toThrow("err may be the metric, or the error bar of val_loss;");
  });

  test("nor is it x", async () => {
    expect((await load("volume,loss,loss_std")).xName).toBe("volume");
    await expect(load("loss,loss_std")).rejects.toThrow("no column of numbers has a usual name for x");
  });
});

describe("an error bar of y", () => {
  const offered = async (header: string, options: LoadOptions = {}) =>
    (await load(header, options)).notes.find((note) => note.includes("--sigma"));

  test.each([
    ["tokens,loss,loss_std", "loss", "loss_std"],
    ["tokens,loss,stderr", "loss", "stderr"],
    ["tokens,loss,std_loss", "loss", "std_loss"],
    ["x,y,yerr", "y", "yerr"],
    ["x,y,err", "y", "err"],
    ["size,value,error", "value", "error"],
  ])("%s: is offered", async (header, y, bar) => {
    expect(await offered(header)).toBe(
      `${bar} looks like the error bar of ${y}: if it is the standard deviation, say --sigma ${bar}`,
    );
  });

  test("is not where rows are weighed, it is of another column, a limit or a metric", async () => {
    expect(await offered("tokens,loss,loss_std,weight")).toBeUndefined();
    expect(await offered("tokens,loss,loss_std", { sigma: "loss_std" })).toBeUndefined();
    expect(await offered("tokens,loss,acc_std")).toBeUndefined();
    expect(await offered("tokens,loss,loss_lo,loss_hi")).toBeUndefined();
    expect(await offered("tokens,loss,error", { y: "loss" })).toBeUndefined();
    expect(await offered("tokens,loss,loss_std", { y: "loss", fromFits: ["y"] })).toBeUndefined();
  });
});
