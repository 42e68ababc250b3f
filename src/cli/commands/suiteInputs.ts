import { readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { InputError } from "../../core/errors.js";

/** The files that a suite is read from, as one table, and a line for each folder that tells what was taken from it. */
export interface SuiteInputs {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

const endings = [".csv", ".arrow", ".arrows", ".parquet"];

/**
 * Puts the tables in a folder, sorted by name, in the place of the folder; every other path stays.
 * @throws InputError for a folder without tables, or that cannot be read
 */
export function suiteInputs(paths: readonly string[]): SuiteInputs {
  const inputs = paths.map((path) => (isFolder(path) ? tablesIn(path) : { files: [path], notes: [] }));
  return { files: inputs.flatMap(({ files }) => files), notes: inputs.flatMap(({ notes }) => notes) };
}

function tablesIn(folder: string): SuiteInputs {
  const names = entriesOf(folder);
  const tables = names.filter((name) => endings.includes(extname(name).toLowerCase()) && !isFolder(join(folder, name)));
  if (tables.length === 0) {
    throw new InputError(
      `${folder}: no table in this folder (looked for ${endings.join(", ")}); name the files, or another folder`,
    );
  }
  const others = names.filter((name) => !tables.includes(name));
  const left = others.length === 0 ? "" : `; not read: ${listed(others)}`;
  return {
    files: tables.map((name) => join(folder, name)),
    notes: [`${folder}: reading ${listed(tables)}${left}`],
  };
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InputError(`${folder}: the folder cannot be read (${code}); change its permission`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const namesTold = 12;

function listed(names: readonly string[]): string {
  const rest = names.length - namesTold;
  return names.slice(0, namesTold).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
