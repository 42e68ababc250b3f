import type { Table } from "apache-arrow";
import { accessSync, constants, realpathSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../core/errors.js";
import { counted } from "../formats/terminalText.js";
import { formatOf, tableBytes, writeTable } from "../tables/write.js";
import type { Io } from "./io.js";
import type { ProgressDisplay } from "./progress.js";

/**
 * Whether a table can be written to a path, asked before the work is done: its ending is known, and `checkPlace`. InputError
 * where not.
 */
export function checkDestination(path: string, inputs: readonly string[]): void {
  refuseFolder(path);
  formatOf(path);
  checkPlace(path, inputs);
}

/**
 * Whether a file of any kind can be written to a path: its folder is there and takes files, and it is none of the inputs, not
 * through links either. InputError where not.
 */
export function checkPlace(path: string, inputs: readonly string[]): void {
  if (path === "-") return;
  refuseFolder(path);
  const existing = statsOf(path);
  if (existing !== null && !existing.isFile()) return; // a pipe or device is written to as it is
  if (existing !== null && inputs.some((input) => isSameFile(input, path))) {
    throw new InputError(`${path} is also an input; name another file`);
  }
  const folder = dirname(path);
  const place = statsOf(folder);
  if (place === null) throw new InputError(`${path}: there is no folder ${folder}; make it first`);
  if (!place.isDirectory()) throw new InputError(`${path}: ${folder} is a file, not a folder; choose another place`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new InputError(`${path}: no permission to write in ${folder}; choose another place`);
  }
}

function refuseFolder(path: string): void {
  if (path !== "-" && statsOf(path)?.isDirectory()) {
    throw new InputError(`${path} is a folder: give the name of a file in it`);
  }
}

function isSameFile(input: string, existing: string): boolean {
  return input !== "-" && statsOf(input) !== null && realpathSync(input) === realpathSync(existing);
}

/** Null where there is nothing, or nothing that may be looked at. */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** Where the rows of a command go. */
export interface Delivery {
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Writes the file first: a closed pipe must not cost the results. Then prints the rows, or the text for a person. */
export async function deliverTable(
  table: Table,
  text: () => string,
  { output, json, quiet }: Delivery,
  io: Io,
  progress: ProgressDisplay,
): Promise<void> {
  progress.stop();
  if (output !== undefined) await writeOutput(table, output, io, progress);
  if (json) io.stdout.write(new TextDecoder().decode(await tableBytes(table, "jsonl")));
  else if (!quiet && output !== "-") io.stdout.write(text());
}

/** Writes a table to a file, and says so; "-" is CSV on standard output. */
export async function writeOutput(table: Table, output: string, io: Io, progress: ProgressDisplay): Promise<void> {
  if (output === "-") io.stdout.write(new TextDecoder().decode(await tableBytes(table, "csv")));
  else {
    await writeTable(table, output);
    progress.note(`wrote ${counted(table.numRows, "row")} to ${output}`);
  }
}

/** InputError where standard input would be read twice, or standard output hold two things. */
export function checkStreams(
  inputs: readonly string[],
  { output, json, markdown }: Delivery & { readonly markdown?: true } = {},
): void {
  if (inputs.filter((input) => input === "-").length > 1) {
    throw new InputError("- stands for two inputs: standard input holds one of them, name a file for the other");
  }
  if (output === "-" && (json || markdown)) {
    const printing = json ? "--json" : "--markdown";
    throw new InputError(`-o - writes to standard output, where ${printing} prints: name a file`);
  }
}
