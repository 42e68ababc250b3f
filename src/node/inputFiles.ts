import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { InputError } from "../core/errors.js";
import { firstNames } from "../core/firstNames.js";

/** The files that inputs stand for, and a line for each folder that tells what was taken from it. */
export interface InputFiles {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

/** What a table's name ends with; others are read where they are named. */
const endings = [".csv", ".arrow", ".arrows", ".parquet", ".tsv", ".feather", ".ipc", ".pq", ".jsonl", ".ndjson"];

/** files of a folder that a message names */
const MOST_NAMES = 12;

/**
 * Puts the tables in a folder, sorted by name, in the place of the folder, and the files that a pattern with *, ? or [a-z]
 * finds, ** over folders, in the place of the pattern; every other path stays. Hidden files are named by nobody else.
 *
 * @throws InputError for a folder without tables or that cannot be read, and for a pattern that finds nothing
 */
export function inputFiles(paths: readonly string[]): InputFiles {
  const inputs = paths.map((path): InputFiles => {
    if (isFolder(path)) return tablesIn(path);
    return { files: isPattern(path) ? filesLike(path) : [path], notes: [] };
  });
  return { files: inputs.flatMap(({ files }) => files), notes: inputs.flatMap(({ notes }) => notes) };
}

function tablesIn(folder: string): InputFiles {
  const names = entriesOf(folder).filter(isShown);
  const tables = names.filter((name) => isTable(name) && !isFolder(join(folder, name)));
  if (tables.length === 0) {
    const below = names.some((name) => isFolder(join(folder, name))) ? `, such as '${join(folder, "*", "*.csv")}'` : "";
    throw new InputError(
      `${folder}: no table in this folder (looked for ${endings.join(", ")}); name the files${below}, or another folder`,
    );
  }
  const others = names.filter((name) => !tables.includes(name));
  const left = others.length === 0 ? "" : `; not read: ${firstNames(others, MOST_NAMES)}`;
  return {
    files: tables.map((name) => join(folder, name)),
    notes: [`${folder}: reading ${firstNames(tables, MOST_NAMES)}${left}`],
  };
}

function isTable(name: string): boolean {
  return endings.includes(extname(name.replace(/\.gz$/i, "")).toLowerCase());
}

function isShown(name: string): boolean {
  return !name.startsWith(".");
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path) && !existsSync(path);
}

function filesLike(pattern: string): string[] {
  const root = pattern.startsWith("/") ? "/" : "";
  const parts = pattern.split("/").filter((part) => part !== "");
  const found = [...new Set(walk(root, parts))].sort();
  if (found.length > 0) return found;
  throw new InputError(`${pattern}: no file has such a name; check the pattern, or name the files`);
}

/** Files below a folder (`""`: where the command runs) whose path is like the parts of a pattern. */
function walk(folder: string, [part, ...rest]: readonly string[]): string[] {
  if (part === "**") {
    const below = entriesIn(folder).filter((name) => isShown(name) && isOwnFolder(join(folder, name)));
    return [...walk(folder, rest), ...below.flatMap((name) => walk(join(folder, name), [part, ...rest]))];
  }
  const isLike = likeness(part);
  const names = /[*?[]/.test(part)
    ? entriesIn(folder).filter((name) => isLike.test(name) && (isShown(name) || part.startsWith(".")))
    : [part];
  const paths = names.map((name) => join(folder, name));
  if (rest.length > 0) return paths.filter(isFolder).flatMap((path) => walk(path, rest));
  return paths.filter((path) => existsSync(path) && !isFolder(path));
}

/** `*.csv` as an expression; a bracket that is not closed stands for itself. */
function likeness(part: string): RegExp {
  const source = part.replace(/\*+|\?|\[!?[^\]/]+\]|[\\^$.|+(){}[\]]/g, (found) => {
    if (found.startsWith("*")) return "[^/]*";
    if (found === "?") return "[^/]";
    if (found.length > 1) return found.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return `\\${found}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw new InputError(`${part}: a range in brackets goes from a lower to a higher character, such as [a-z]`);
  }
}

function entriesIn(folder: string): string[] {
  return entriesOf(folder === "" ? "." : folder);
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

/** Not through a link, which may lead back. */
function isOwnFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
