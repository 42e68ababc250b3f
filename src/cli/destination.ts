import { accessSync, constants, realpathSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../core/errors.js";
import { formatOf } from "../tables/write.js";

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
