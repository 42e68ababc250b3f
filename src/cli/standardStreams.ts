import { InputError } from "../core/errors.js";

/** What a command reads and prints, as far as it may be standard input and output. */
export interface StreamUse {
  readonly inputs: readonly string[];
  readonly output?: string | undefined;
  /** flags that print something else than the table for a person: "--json" */
  readonly printing?: readonly string[];
}

/** InputError where standard input would be read twice, or standard output hold two things. */
export function checkStreams({ inputs, output, printing = [] }: StreamUse): void {
  if (inputs.filter((input) => input === "-").length > 1) {
    throw new InputError("- stands for two inputs: standard input holds one of them, name a file for the other");
  }
  if (output === "-" && printing.length > 0) {
    throw new InputError(`-o - writes to standard output, where ${printing[0]} prints: name a file`);
  }
}
