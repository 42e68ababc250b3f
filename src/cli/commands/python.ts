import type { CommandParts } from "../flags.js";

/** `bnsl python`: the module for Python, which calls this command. */
export const python: CommandParts = {
  options: [],
  help: `
The file needs Python 3.9 or later and pandas, and finds this command as $BNSL, on PATH, or by npx. help(bnsl) tells more.

Redirect it: bnsl python > bnsl.py

Examples:
  $ bnsl python`,
};
