import { given } from "../problem/given.js";
import { Option } from "commander";
import type { LoadOptions } from "../load/load.js";
import { parseColumns } from "./arguments.js";

/** The flags that say what the columns of an input table mean, as Commander hands them over. */
export interface ColumnFlags {
  readonly curve?: string[];
  readonly x?: string;
  readonly y?: string;
  readonly weight?: string;
  readonly sigma?: string;
  readonly train?: string;
  readonly badRows: "error" | "skip";
}

/** The options of every command that reads a table of curves. */
export function columnFlags(): Option[] {
  return [
    new Option(
      "--curve <columns>",
      'columns that tell curves apart, @file for the file of a row; "" where all rows are one curve',
    ).argParser((text: string) => (text.trim() === "" ? [] : parseColumns(text, "--curve"))),
    new Option("--x <column>", "what is scaled: data, parameters, compute; > 0"),
    new Option("--y <column>", "the metric"),
    new Option("--weight <column>", "weight of each row").conflicts("sigma"),
    new Option("--sigma <column>", "standard deviation of y; the weight is 1/sigma²"),
    new Option("--train <column>", "1/0, true/false or train/test: what is fitted and what is held out"),
    new Option("--bad-rows <what>", "rows with a missing or impossible value")
      .choices(["error", "skip"])
      .default("error"),
  ];
}

/** What the reader is told: only what was given, the rest is guessed. */
export function columnRequest(flags: ColumnFlags): LoadOptions {
  const { curve, x, y, weight, sigma, train, badRows } = flags;
  return { ...given({ curve, x, y, weight, sigma, train }), badRows };
}
