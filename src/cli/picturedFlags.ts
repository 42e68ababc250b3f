import { Option } from "commander";
import { given } from "../core/given.js";
import type { LoadOptions } from "../curves/load.js";
import { columnFlags, namedColumns, type ColumnFlags } from "./columnFlags.js";

/** The flags that commands share which show fits, as Commander hands them over. */
export interface PicturedFlags extends Omit<ColumnFlags, "badRows" | "curve"> {
  /** left out: as the fit did */
  readonly badRows?: "error" | "skip";
  readonly data: string[];
  /** curves asked for by name; none: all */
  readonly curve: string[];
}

/** Where the points come from and which curves are meant: shared by all commands that show fits. */
export function picturedOptions(): Option[] {
  const columns = columnFlags().filter((option) => option.attributeName() !== "curve");
  const badRows = columns.find((option) => option.attributeName() === "badRows")!;
  badRows.default(undefined);
  badRows.description += "; as the fit did where left out";
  return [
    dataOption(),
    new Option("--curve <name>", "only this curve: its name, a part of it, or Column=value; may be repeated")
      .argParser((text: string, earlier: string[]) => [...earlier, text])
      .default([], "all"),
    ...columns,
  ];
}

export function dataOption(): Option {
  return new Option(
    "--data <file>",
    "the curves that were fitted; may be repeated; where left out, the files that the fits name",
  )
    .argParser((text: string, earlier: string[]) => [...earlier, text])
    .default([], "as recorded");
}

/** How the tables are read where not as the fit did. */
export function picturedColumns(flags: Omit<PicturedFlags, "curve" | "data">): LoadOptions {
  return { ...namedColumns(flags), ...given({ badRows: flags.badRows }) };
}
