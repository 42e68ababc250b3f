import { Option } from "commander";
import type { CommandParts } from "../flags.js";

/** `bnsl devices`: what there is, what passes its check, what `auto` takes and why, and what to install where there is nothing. */
export const devices: CommandParts = {
  options: [new Option("--json", "one JSON object instead of text")],
  help: "\nExample:\n  $ bnsl devices --json",
};
