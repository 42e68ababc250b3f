import type { RecordBatch } from "apache-arrow";
import { InputError } from "../core/errors.js";
import type { Dialect, WeightKind } from "../core/types.js";
import type { RawBatch } from "../formats/source.js";
import { counted } from "../formats/terminalText.js";
import { isDeviationOf } from "./errorBars.js";
import { inList, shellWord } from "./names.js";

/** Column names that the user gave; what is left out is guessed. */
export interface ColumnRequest {
  /** columns that tell curves apart, `@file` for the name of the file; an empty list: all rows are one curve */
  readonly curve?: readonly string[];
  readonly x?: string;
  /** several, or a pattern with *: each of the columns is a curve */
  readonly y?: string | readonly string[];
  /** null: no column weighs rows so, whatever it is called; the same for the others */
  readonly weight?: string | null;
  /** standard deviation of y */
  readonly sigma?: string | null;
  /** standard deviation of ln y; never guessed */
  readonly sigmaLog?: string | null;
  readonly train?: string | null;
  /** runs or seeds, within which alone errors are correlated; never guessed */
  readonly cluster?: string | null;
  /** added to every x of the table: 1 for counts from 0 */
  readonly xOffset?: number;
}

/** The same where some names were not given but taken from the fits of the table: messages say so. */
export interface ColumnNames extends ColumnRequest {
  readonly fromFits?: readonly (keyof ColumnRequest)[];
  /** what is not guessed to tell curves apart, for it would make every row a curve */
  readonly notKeys?: readonly string[];
  /** what is not guessed to tell curves apart, for some of its cells are empty */
  readonly blankKeys?: readonly string[];
}

/** What the columns of a table mean. */
export interface Columns {
  readonly key: readonly string[];
  /** the one among them that is no column of the table but the name of the file; null: none is */
  readonly fileKey: string | null;
  /** whether nobody named the key: a column of it with empty cells is none */
  readonly keyIsGuessed: boolean;
  readonly x: string;
  /** what is added to every x */
  readonly xOffset: number;
  /** where `wide` says which columns hold it: what it is called */
  readonly y: string;
  /** the columns of y that are a curve each; null: y is one column */
  readonly wide: Wide | null;
  /** rows in which y is empty are no rows of a curve, as in a log in which each row has some metrics */
  readonly isLog: boolean;
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
  const metrics = columns.wide?.columns.map(({ name }) => name) ?? [columns.y];
  return [columns.x, ...metrics, ...(weighing === null ? [] : [weighing.name])];
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
  return role === "sigmaLog" ? "--sigma-log" : role === "xOffset" ? "--x-offset" : `--${role}`;
}

/** What x is called, with what is added to it. */
export function xNameOf({ x, xOffset }: Pick<Columns, "x" | "xOffset">): string {
  if (xOffset === 0) return x;
  return `${x} ${xOffset < 0 ? "−" : "+"} ${Math.abs(xOffset)}`;
}

/** Several columns that are the metric of a curve each. */
export interface Wide {
  /** the key column that they make, the last of the key */
  readonly key: string;
  /** what the metric is called: what the names of the columns have in common */
  readonly metric: string;
  readonly columns: readonly WideColumn[];
  /** whether the table has least and greatest values beside them, which are no curves */
  readonly hasCompanions: boolean;
  /** what finds the same columns again: a pattern, or names */
  readonly asked: string | readonly string[];
}

/** One of these columns. */
export interface WideColumn {
  readonly name: string;
  /** value of the key column: the part of the name that differs */
  readonly curve: string;
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
    return `${role} = ${role === "x" ? xNameOf(columns) : each.name}${isGuessed(each) && !all ? " (guessed)" : ""}`;
  });
  const note = `columns: ${words.join("; ")}${all ? " (guessed)" : ""}`;
  return [
    note,
    ...(columns.sigma !== null && request.sigma === undefined ? [sigmaNote(columns.sigma, columns.y)] : []),
    ...(unused.length === 0 ? [] : [`columns not used: ${namesIn(unused)}`]),
  ];
}

/** Column names that a line lists. */
const MOST_NAMES = 40;

/** The names in a line, of very many the first. */
export function namesIn(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${more}`;
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
  { key, fileKey }: Meaning,
  { curve, notKeys = [], blankKeys = [] }: ColumnNames,
  { sources }: Pick<TableHead, "sources">,
): string[] {
  if (curve !== undefined) return [];
  const left = [
    ...notKeys.map((name) => `${name} is new in nearly every row and not taken to tell curves apart`),
    ...(blankKeys.length === 0 ? [] : [blankNote(blankKeys, key)]),
  ];
  if (fileKey === null) return left;
  const by = notKeys.length === 0 ? "no column tells curves apart" : "no other column tells curves apart";
  return [...left, `${by}: each of the ${sources} files is one curve; say --curve "" if all rows are one curve`];
}

function blankNote(blank: readonly string[], key: readonly string[]): string {
  const verbs = blank.length === 1 ? ["has", "is"] : ["have", "are"];
  return (
    `${blank.join(" and ")} ${verbs[0]} empty cells and ${verbs[1]} not taken to tell curves apart; ` +
    `fill them and say --curve ${shellWord([...key, ...blank].map(inList).join(","))} if they do`
  );
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

function keyText({ key, fileKey, wide }: Meaning): string {
  if (key.length === 0) return "(none: all rows are one curve)";
  const words = (name: string): string => {
    if (name === fileKey) return `${name} (the name of each)`;
    if (name !== wide?.key) return name;
    const without = wide.hasCompanions ? ", __MIN and __MAX left out" : "";
    return `${name} (${counted(wide.columns.length, "column")}, each a curve${without})`;
  };
  return key.map(words).join(", ");
}

const ours = ["n_breaks", "status", "basin_share"];

/**
 * Refuses what `bnsl fit` wrote, which would else be read as curves of odd columns.
 * @throws InputError that says where such a file belongs
 */
export function refuseFits({ source, batch: { schema } }: TableHead): void {
  const names = schema.fields.map((field) => String(field.name));
  if (!schema.metadata.has("bnsl.meta") && !ours.every((name) => names.includes(name))) return;
  throw new InputError(`${source} holds fits, not curves: give the table that was fitted, or bnsl predict this one`);
}
