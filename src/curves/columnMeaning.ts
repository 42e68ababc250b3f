import type { RecordBatch } from "apache-arrow";
import { InputError } from "../core/errors.js";
import type { Dialect, WeightKind } from "../core/types.js";
import type { RawBatch } from "../formats/source.js";
import { isDeviationOf } from "./errorBars.js";
import { shellWord } from "./names.js";

/** Column names that the user gave; what is left out is guessed. */
export interface ColumnRequest {
  /** columns that tell curves apart, `@file` for the name of the file; an empty list: all rows are one curve */
  readonly curve?: readonly string[];
  readonly x?: string;
  readonly y?: string;
  /** null: no column weighs rows so, whatever it is called; the same for the others */
  readonly weight?: string | null;
  /** standard deviation of y */
  readonly sigma?: string | null;
  /** standard deviation of ln y; never guessed */
  readonly sigmaLog?: string | null;
  readonly train?: string | null;
  /** runs or seeds, within which alone errors are correlated; never guessed */
  readonly cluster?: string | null;
}

/** The same where some names were not given but taken from the fits of the table: messages say so. */
export interface ColumnNames extends ColumnRequest {
  readonly fromFits?: readonly (keyof ColumnRequest)[];
  /** what is not guessed to tell curves apart, for it would make every row a curve */
  readonly notKeys?: readonly string[];
}

/** What the columns of a table mean. */
export interface Columns {
  readonly key: readonly string[];
  /** the one among them that is no column of the table but the name of the file; null: none is */
  readonly fileKey: string | null;
  readonly x: string;
  readonly y: string;
  readonly weight: string | null;
  readonly sigma: string | null;
  readonly sigmaLog: string | null;
  readonly train: string | null;
  readonly cluster: string | null;
  /** how the text of the table was said to be written */
  readonly dialect?: Dialect;
  /** what was guessed, a line each, to be printed */
  readonly notes: readonly string[];
}

/** What one column at most may be, in the order in which messages name it. */
export const ONE_COLUMN_ROLES = ["x", "y", "weight", "sigma", "sigmaLog", "train", "cluster"] as const;

/** The columns that are read as numbers. */
export function numberColumns(columns: Meaning): string[] {
  const weighing = weightColumn(columns);
  return [columns.x, columns.y, ...(weighing === null ? [] : [weighing.name])];
}

/** The column that weighs rows and what it holds; null where there is none. */
export function weightColumn({ weight, sigma, sigmaLog }: Meaning): { name: string; kind: WeightKind } | null {
  if (weight !== null) return { name: weight, kind: "weight" };
  if (sigma !== null) return { name: sigma, kind: "sigma" };
  return sigmaLog === null ? null : { name: sigmaLog, kind: "sigma-log" };
}

/**
 * Refuses a request of several columns that weigh the rows.
 * @throws InputError that names their flags
 */
export function refuseTwoWeights(request: ColumnRequest): void {
  const [one, other] = namedWeights(request);
  if (other === undefined) return;
  throw new InputError(`${flagOf(one)} and ${flagOf(other)} exclude each other: leave one of them out`);
}

/** Roles that weigh the rows and for which a column was named. */
export function namedWeights(request: ColumnRequest): ("weight" | "sigma" | "sigmaLog")[] {
  return (["weight", "sigma", "sigmaLog"] as const).filter((role) => typeof request[role] === "string");
}

/** The flag by which a column of this role is named. */
export function flagOf(role: keyof ColumnRequest): string {
  return role === "sigmaLog" ? "--sigma-log" : `--${role}`;
}

/** Columns by meaning alone. */
export type Meaning = Omit<Columns, "notes">;

/** The begin of a table, from which its columns are guessed. */
export interface TableHead extends Pick<RawBatch, "unit" | "at" | "sparse"> {
  readonly source: string;
  /** how many sources make the table */
  readonly sources: number;
  readonly batch: RecordBatch;
  /** columns are text that may stand for numbers */
  readonly untyped: boolean;
}

/** Lines that say what was guessed, and which columns have no use; none where nothing was guessed. */
export function guessNotes(columns: Meaning, request: ColumnRequest, unused: readonly string[]): string[] {
  const used = [
    { role: "curve" as const, name: keyText(columns) },
    ...ONE_COLUMN_ROLES.map((role) => ({ role, name: columns[role] })),
  ].filter(({ name }) => name !== null);
  const isGuessed = ({ role }: { role: keyof ColumnRequest }) => request[role] === undefined;
  if (!used.some(isGuessed)) return [];
  const all = used.every(isGuessed);
  const words = used.map((each) => {
    const role = flagOf(each.role).slice(2);
    return `${role} = ${each.name}${isGuessed(each) && !all ? " (guessed)" : ""}`;
  });
  const note = `columns: ${words.join("; ")}${all ? " (guessed)" : ""}`;
  return [
    note,
    ...(columns.sigma !== null && request.sigma === undefined ? [sigmaNote(columns.sigma, columns.y)] : []),
    ...(unused.length === 0 ? [] : [`columns not used: ${unused.join(", ")}`]),
  ];
}

/** Rows are weighed by a column that nobody named: what it was read as, and how to say otherwise. */
function sigmaNote(sigma: string, y: string): string {
  return (
    `rows are weighed by column ${sigma}, read as the standard deviation of ${y}; --sigma-log ${sigma} reads it as that of ` +
    `ln ${y}, --sigma "" ignores it`
  );
}

/** What stands behind a key that is none of the guessed columns, or leaves some of them out. */
export function keyNotes(
  { fileKey }: Meaning,
  { curve, notKeys = [] }: ColumnNames,
  { sources }: Pick<TableHead, "sources">,
): string[] {
  if (curve !== undefined) return [];
  const left = notKeys.map((name) => `${name} is new in nearly every row and not taken to tell curves apart`);
  if (fileKey === null) return left;
  const by = notKeys.length === 0 ? "no column tells curves apart" : "no other column tells curves apart";
  return [...left, `${by}: each of the ${sources} files is one curve; say --curve "" if all rows are one curve`];
}

/**
 * A word where a column looks like the standard deviation of y and nothing weighs rows.
 * @param unused columns that got no role
 */
export function errorBarNotes(
  { y, weight, sigma, sigmaLog }: Meaning,
  { fromFits, sigma: asked }: ColumnNames,
  unused: readonly string[],
  isOfNumbers: (name: string) => boolean,
): string[] {
  const isAnswered = [weight, sigma, sigmaLog].some((name) => name !== null) || asked === null;
  if (isAnswered || fromFits !== undefined) return [];
  const bar = unused.find((name) => isDeviationOf(y, name) && isOfNumbers(name));
  if (bar === undefined) return [];
  return [`${bar} looks like the error bar of ${y}: if it is the standard deviation, say --sigma ${shellWord(bar)}`];
}

function keyText({ key, fileKey }: Meaning): string {
  if (key.length === 0) return "(none: all rows are one curve)";
  return key.map((name) => (name === fileKey ? `${name} (the name of each)` : name)).join(", ");
}
