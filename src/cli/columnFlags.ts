import { given } from "../core/given.js";
import { Option } from "commander";
import { refuseTwoWeights, type ColumnRequest } from "../curves/columnMeaning.js";
import type { Dialect } from "../core/types.js";
import type { LoadOptions } from "../curves/load.js";
import { type ClusterFlag, parseCluster } from "../uncertainty/request.js";
import { parseColumns } from "./optionFlags.js";

/** The flags that say what the columns of an input table mean, as Commander hands them over. */
export interface ColumnFlags {
  readonly curve?: string[];
  readonly x?: string;
  readonly y?: string;
  /** "": none, whatever a column is called; the same for the next four */
  readonly weight?: string;
  readonly sigma?: string;
  readonly sigmaLog?: string;
  readonly train?: string;
  readonly cluster?: string;
  readonly decimal?: string;
  readonly separator?: string;
  readonly comment?: string;
  readonly badRows: "error" | "skip";
}

/**
 * The options of every command that reads a table of curves.
 *
 * @param leftOut how a row that is bad is treated where the flag is left out; without it the flag has a default
 */
export function columnFlags(leftOut?: string): Option[] {
  const badRows = "rows with a missing or impossible value";
  return [
    new Option(
      "--curve <columns>",
      'columns that tell curves apart, @file for the file of a row; "" where all rows are one curve',
    ).argParser((text: string) => (text.trim() === "" ? [] : parseColumns(text, "--curve"))),
    new Option("--x <column>", "what is scaled: data, parameters, compute; > 0"),
    new Option("--y <column>", "the metric"),
    new Option("--weight <column>", 'weight of each row; "": none, even if a column is called weight'),
    new Option(
      "--sigma <column>",
      "standard deviation of y, of which weights are made for any objective, under log (y/sigma)²; " +
        '"": none, also where a column is called sigma',
    ),
    new Option("--sigma-log <column>", "standard deviation of ln y, in place of --sigma"),
    new Option(
      "--train <column>",
      '1/0, true/false or train/test: what is fitted and what is held out; "": all rows are fitted',
    ),
    new Option(
      "--cluster <column>",
      'run or seed of each row: errors are correlated within a run only; "": all rows of a curve are one run',
    ).argParser(columnOf),
    new Option("--decimal <mark>", "mark before decimals in the table's text: , or .; found out if left out"),
    new Option(
      "--separator <mark>",
      "what separates the fields of the table's text: one character, tab, or blank for any number of blanks; found out if left out",
    ),
    new Option(
      "--comment <text>",
      "lines of the table's text that begin so are left out; # and % before the header always",
    ),
    new Option("--bad-rows <what>", leftOut === undefined ? badRows : `${badRows}; ${leftOut} where left out`)
      .choices(["error", "skip"])
      .default(leftOut === undefined ? "error" : undefined),
  ];
}

/** The same where those that are left out are as a fit had them. */
export interface FittedColumnFlags extends Omit<ColumnFlags, "badRows"> {
  readonly badRows?: "error" | "skip";
}

/** Flags of which `cluster` says how points are resampled, or names a column. */
interface ClusterFlags {
  readonly cluster?: ClusterFlag;
}

/** The flags of a command that resamples, apart: `asked` for how, `read` with the column of runs that `--cluster` names. */
export function clusterApart<Flags extends ClusterFlags>(flags: Flags) {
  const { cluster, ...others } = flags;
  const isColumn = typeof cluster === "object";
  return {
    asked: { ...others, ...given({ cluster: isColumn ? undefined : cluster }) },
    read: { ...others, ...given({ cluster: isColumn ? cluster.column : undefined }) },
  };
}

/** What the reader is told: only what was given, the rest is guessed, or as a fit had it. */
export function columnRequest({ curve, badRows, ...named }: FittedColumnFlags): LoadOptions {
  return { ...namedColumns(named), ...dialectOf(named), ...given({ curve, badRows }) };
}

/** How the table is said to be written, checked where it is read. */
export function dialectOf({ decimal, separator, comment }: Partial<ColumnFlags>): Pick<LoadOptions, "dialect"> {
  const dialect = given({ decimal: decimal as Dialect["decimal"], separator, comment });
  return Object.keys(dialect).length === 0 ? {} : { dialect };
}

/**
 * The columns that were named, those that tell curves apart aside.
 * @throws InputError where several weigh the rows
 */
export function namedColumns(flags: Omit<ColumnFlags, "curve" | "badRows">): ColumnRequest {
  const { x, y } = flags;
  const [weight, sigma, sigmaLog, train] = [flags.weight, flags.sigma, flags.sigmaLog, flags.train].map(orNone);
  const cluster = orNone(flags.cluster);
  const weighing = given({ weight, sigma, sigmaLog });
  refuseTwoWeights(weighing);
  return { ...given({ x, y, train, cluster }), ...weighing };
}

/** As commands that resample take it: `column:x` is the column x. */
function columnOf(text: string): string {
  const named = parseCluster(text);
  return typeof named === "object" ? named.column : text;
}

function orNone(name: string | undefined): string | null | undefined {
  return name?.trim() === "" ? null : name;
}
