import { Option } from "commander";
import { sortOrders } from "../text/sortCurves.js";

/** `--sort`, alike in all commands that list curves. @param list what is put in order */
export function sortOption(list: string): Option {
  return new Option("--sort [order]", `order of the ${list}; alone: worst`)
    .choices(sortOrders)
    .preset("worst")
    .default("input");
}
