import { CRITERIA, OBJECTIVES, PROTOCOLS, SIGNS } from "../../src/core/options.js";
import { sortOrders } from "../../src/text/sortCurves.js";
import { KINDS, METHODS } from "../../src/uncertainty/request.js";

/** A command that does something by itself, and values that its flags take. */
export interface FlaggedCommand {
  readonly words: string;
  readonly flags: Readonly<Record<string, readonly string[]>>;
}

const SEEDS = ["0", "7", "9007199254740991"];
const COLUMNS = {
  "--curve": ["curve"],
  "--x": ["x"],
  "--y": ["y"],
  "--bad-rows": ["error", "skip"],
};
const POINTS = ["32", "1,2", "1e3..1e6:4"];

/** In the folder are curves.csv, with the columns curve, x and y, and its fits with breaks 0 to 3 in fits.arrow. */
export const COMMANDS: readonly FlaggedCommand[] = [
  {
    words: "fit curves.csv",
    flags: {
      ...COLUMNS,
      "--breaks": ["0", "1", "0..2", "0,3"],
      "--starts": ["auto", "1", "64"],
      "--seed": SEEDS,
      "--objective": OBJECTIVES,
      "--huber": ["0.1", "1e300", "5e-324"],
      "--sign-b": SIGNS,
      "--bound": ["a=0..1", "c=-1..1", "b=1..inf", "a=-inf..inf", "c0=-0..1e308"],
      "--fix": ["c0=0", "a=0.25,c0=1", "b=1e-300"],
      "--tie": ["a=-b"],
      "--select": CRITERIA,
      "--protocol": PROTOCOLS,
      "--domain": ["", "curve"],
      "--engine": ["auto", "gpu", "cpu"],
      "--adapter": ["software", "no such"],
      "--threads": ["1", "64"],
      "--shard": ["1/2", "2/2", "1/1", "3/3"],
      "--bootstrap": ["2", "100"],
      "--sort": sortOrders,
      "--checkpoint": ["kept"],
      "-o": ["new.csv", "new.arrow", "new.arrows", "new.jsonl", "new.parquet"],
    },
  },
  {
    words: "bootstrap curves.csv --fits fits.arrow",
    flags: {
      ...COLUMNS,
      "--resamples": ["2", "1000"],
      "--level": ["0.5", "0.999999"],
      "--seed": SEEDS,
      "--method": ["auto", "all", ...METHODS],
      "--at": POINTS,
      "--kind": KINDS,
      "--cluster": ["x", "3"],
      "--fresh-starts": ["auto", "0", "3"],
      "--breaks": ["selected", "0", "3"],
      "--target": ["0.5", "-1e308"],
      "--band": ["0", "10"],
      "--profile": ["0", "9"],
      "-o": ["intervals.csv", "intervals.arrow"],
    },
  },
  {
    words: "test-breaks curves.csv --fits fits.arrow",
    flags: {
      ...COLUMNS,
      "--resamples": ["19", "100"],
      "--seed": SEEDS,
      "--alpha": ["0.05", "0.5"],
      "--breaks": ["selected", "0", "1"],
      "--starts": ["auto", "1"],
    },
  },
  {
    words: "predict fits.arrow --at 64",
    flags: { "--at": POINTS, "--breaks": ["selected", "all", "0", "3"], "-o": ["at.csv", "at.arrow"] },
  },
  {
    words: "show fits.arrow --data curves.csv",
    flags: {
      "--breaks": ["selected", "0", "3"],
      "--curve": ["c0", "curve=c1", "c"],
      "--sort": sortOrders,
      "--x": ["x"],
    },
  },
  {
    words: "plot fits.arrow --data curves.csv -o plots",
    flags: {
      "--curve": ["c0", "curve=c1", "c"],
      "--breaks": ["selected", "0", "3"],
      "--to": ["1e6", "33", "1e300"],
      "--format": ["svg"],
      "--grid": ["1x1", "2x3"],
      "--scales": ["auto", "loglog", "logx", "linear"],
      "--size": ["720x540", "200x2000"],
    },
  },
  {
    words: "convert curves.csv -o converted.arrow",
    flags: { ...COLUMNS, "-o": ["converted.csv", "c.jsonl"] },
  },
  {
    words: "predictability --law a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2",
    flags: {
      "--law": ["a=0.1,b=2,c0=0,c1=-0.3,d1=1e3,f1=1"],
      "--stop": ["0.5,1,2", "0.1..10:3"],
      "--sharpness": ["own", "0.05,0.5"],
      "--noise": ["0.01", "0.01,0.05"],
      "--repeats": ["1", "1,5"],
      "--points-per-decade": ["3", "100"],
      "--simulations": ["10"],
      "--horizon": ["2", "100"],
      "--seed": SEEDS,
    },
  },
  { words: "frobnicate", flags: { "--x": ["x"] } },
];
