import { InputError } from "../core/errors.js";
import { firstNames } from "../core/firstNames.js";

/** A kind of table that bnsl writes, as it is told apart and spoken of. */
export interface TableKind {
  /** what it is called in messages, with its article */
  readonly words: string;
  /** the command that writes it */
  readonly command: string;
  /** the key of its schema's metadata */
  readonly mark: string;
  /** columns that no other kind has together */
  readonly telling: readonly string[];
}

export const tableKinds = {
  fits: {
    words: "a table of fits",
    command: "bnsl fit",
    mark: "bnsl.meta",
    telling: ["n_breaks", "selected", "basin_share"],
  },
  intervals: {
    words: "a table of intervals",
    command: "bnsl bootstrap",
    mark: "bnsl.intervals",
    telling: ["quantity", "estimate", "lo", "hi"],
  },
  draws: {
    words: "a table of a bootstrap's draws",
    command: "bnsl bootstrap",
    mark: "bnsl.draws",
    telling: ["resample", "objective"],
  },
  breakTests: {
    words: "a table of break tests",
    command: "bnsl test-breaks",
    mark: "bnsl.break-tests",
    telling: ["n_null", "p_holm"],
  },
  audit: {
    words: "a table of an audit",
    command: "bnsl audit",
    mark: "bnsl.audit",
    telling: ["quantity", "truth", "coverage"],
  },
  predictability: {
    words: "a table of predictability",
    command: "bnsl predictability",
    mark: "bnsl.predictability",
    telling: ["knowledge", "located"],
  },
  forecast: {
    words: "a table of forecasts",
    command: "bnsl forecast",
    mark: "bnsl.forecast",
    telling: ["quantity", "target", "origins"],
  },
  backtest: {
    words: "a table of a backtest",
    command: "bnsl backtest",
    mark: "bnsl.backtest",
    telling: ["forecaster", "held_95", "log_density"],
  },
  suite: {
    words: "a table of a suite",
    command: "bnsl suite",
    mark: "bnsl.suite",
    telling: ["form", "rmsle_test", "best"],
  },
} as const satisfies Record<string, TableKind>;

/** What to give instead of a file that is no table of this kind. */
export function giveInstead({ command }: TableKind): string {
  return `give a file that \`${command}\` wrote`;
}

/**
 * Whether a table is of the kind that is wanted.
 *
 * @param needed the columns that it must have
 * @param name of the file, and of the row where rows can differ, for the message
 * @throws InputError that says what is missing, which kind of table this looks like and what to give
 */
export function requireKind(
  wanted: TableKind,
  { columns, metadata }: Described,
  needed: readonly string[],
  name: string,
): void {
  const missing = needed.filter((column) => !columns.includes(column));
  const looks = kindOf({ columns, metadata });
  const marked = looks !== null && looks !== wanted && metadata.has(looks.mark);
  if (missing.length === 0 && !marked) return;
  const why =
    missing.length === 0 ? "its metadata say otherwise" : `it has no column ${firstNames(missing, MISSING_TOLD)}`;
  const seen = ` It looks like ${looks?.words ?? otherWords(columns)}.`;
  const next =
    looks === wanted
      ? ` Another version of bnsl wrote it, or it was edited: run \`${wanted.command}\` again, or give it as bnsl wrote it.`
      : `${seen} ${giveInstead(wanted).replace("give", "Give")}.`;
  throw new InputError(
    `${name} is no ${wanted.words.replace(/^a /, "")}: ${why} (it has ${columns.join(", ") || "none"}).${next}`,
  );
}

/** Whether bnsl wrote a table as a result, in a format that carries metadata. */
export function isResult(metadata: ReadonlyMap<string, string>): boolean {
  return Object.values(tableKinds).some(({ mark }) => metadata.has(mark));
}

/** The names of the key columns of a result as its metadata tell them; none of a suite, whose curves have several. */
export function resultKeys(metadata: ReadonlyMap<string, string>): readonly string[] {
  const kind = Object.values(tableKinds).find(({ mark }) => metadata.has(mark));
  if (kind === undefined) return [];
  const { keyNames } = JSON.parse(metadata.get(kind.mark)!) as { readonly keyNames?: unknown };
  return Array.isArray(keyNames) && keyNames.every((name) => typeof name === "string") ? keyNames : [];
}

/** What can be seen of a table without reading its rows. */
export interface Described {
  readonly columns: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Null where bnsl has not written it. */
function kindOf({ columns, metadata }: Described): TableKind | null {
  const kinds: readonly TableKind[] = Object.values(tableKinds);
  const marked = kinds.find(({ mark }) => metadata.has(mark));
  if (marked) return marked;
  return kinds.find(({ telling }) => telling.every((column) => columns.includes(column))) ?? null;
}

function otherWords(columns: readonly string[]): string {
  const predictions = columns.includes("n_breaks") && columns.slice(-2).join() === "x,y";
  return predictions ? "the predictions of `bnsl predict`" : "a table of curves, or of another program";
}

const MISSING_TOLD = 3;
