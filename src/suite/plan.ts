import { InputError } from "../core/errors.js";
import { firstNames } from "../core/firstNames.js";
import type { CurveSet } from "../core/types.js";
import { domainColumn, domainsOf, type DomainColumn, type KeyedCurves } from "../core/extrapolate/domains.js";
import type { SuiteRequest, SuiteSection } from "./suiteResult.js";

/** A request checked against the curves that it is about. */
export interface SuitePlan {
  readonly domainName: string | null;
  /** curves of each section, by their number, whether they have test rows or not */
  readonly sections: readonly (Pick<SuiteSection, "kind" | "name"> & {
    readonly members: readonly number[];
  })[];
  readonly pairs: readonly (readonly [string, string])[];
  readonly resamples: number;
  readonly seed: number;
  /** what was guessed, a line each */
  readonly notes: readonly string[];
}

export const DEFAULT_RESAMPLES = 10_000;

/**
 * Checks what can be checked before the fits are made.
 * @throws InputError for forms, domains, groups or pairs that are not there, and for a table without test rows
 */
export function planSuite(set: CurveSet, request: SuiteRequest): SuitePlan {
  requireTestRows(set);
  checkForms(request.forms);
  const { resamples = DEFAULT_RESAMPLES, seed = 0 } = request;
  if (!(Number.isSafeInteger(resamples) && resamples >= 1)) {
    throw new InputError(`resamples is ${resamples}: it must be a whole number from 1`);
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new InputError(`seed is ${seed}: it must be a whole number from 0`);
  }
  const column = domainColumn(set, request.domain);
  return {
    domainName: column.index < 0 ? null : set.keyNames[column.index],
    sections: planSections(set, column, request.groups ?? {}),
    pairs: (request.compare ?? lastWithOthers(request.forms)).map((pair) => checkPair(pair, request.forms)),
    resamples,
    seed,
    notes: column.note === null ? [] : [column.note],
  };
}

/**
 * All curves, then groups, then domains.
 * @throws InputError for groups that are not there
 */
export function planSections(
  table: KeyedCurves,
  column: DomainColumn,
  groups: Readonly<Record<string, readonly string[]>>,
): SuitePlan["sections"] {
  const domains = domainsOf(table, column);
  const members = (values: readonly string[]) =>
    table.curves.flatMap(({ key }, i) => (values.includes(key[column.index]) ? [i] : []));
  const joined = Object.entries(groups);
  for (const [name, values] of joined) checkGroup(name, values, domains);
  return [
    { kind: "all", name: "all", members: table.curves.map((_, i) => i) },
    ...joined.map(([name, values]) => ({ kind: "group" as const, name, members: members(values) })),
    ...domains.map((name) => ({ kind: "domain" as const, name, members: members([name]) })),
  ];
}

/** The pairs to compare where none are asked for: the last form with each other one. */
export function lastWithOthers(forms: readonly string[]): (readonly [string, string])[] {
  const last = forms.at(-1)!;
  return forms.slice(0, -1).map((form) => [last, form] as const);
}

/** A suite is decided on rows that were held out. */
function requireTestRows({ curves, trainName, sources }: CurveSet): void {
  const table = sources.join(", ");
  if (!curves.some(({ train }) => train.includes(1))) {
    throw new InputError(
      `${table}: every row is a test row by the column "${trainName}", and forms are fitted to training rows; ` +
        `mark rows for training there (1), or name another column with --train`,
    );
  }
  if (curves.some(({ train }) => train.includes(0))) return;
  throw new InputError(
    trainName === null
      ? `${table}: no column tells training from test rows, and a suite is decided on test rows; ` +
          `--train names the column that marks training rows`
      : `${table}: every row is a training row by the column "${trainName}", and a suite is decided on test rows; ` +
          `mark rows as test there, or name another column with --train`,
  );
}

function checkForms(forms: readonly string[]): void {
  if (forms.length === 0) throw new InputError("no forms: name at least one");
  const twice = forms.find((form, i) => forms.indexOf(form) < i);
  if (twice !== undefined) throw new InputError(`the form "${twice}" is named twice: name it once`);
}

function checkGroup(name: string, values: readonly string[], domains: readonly string[]): void {
  if (domains.length === 0) {
    throw new InputError(`the group "${name}" joins domains, but there are none; --domain names their column`);
  }
  if (domains.includes(name)) {
    throw new InputError(`the group "${name}" is called like a domain: give it another name`);
  }
  const unknown = values.find((value) => !domains.includes(value));
  if (unknown !== undefined) {
    throw new InputError(`the group "${name}": there is no domain "${unknown}"; there are ${listed(domains)}`);
  }
  if (values.length === 0) throw new InputError(`the group "${name}" joins no domains: name some`);
}

/** More than these would bury the message. */
const NAMES_TOLD = 12;

function listed(names: readonly string[]): string {
  return firstNames(names, NAMES_TOLD);
}

function checkPair(pair: readonly [string, string], forms: readonly string[]): readonly [string, string] {
  const unknown = pair.find((form) => !forms.includes(form));
  if (unknown !== undefined) {
    throw new InputError(
      `${pair.join(" is compared with ")}, but "${unknown}" is not among the forms: ${forms.join(", ")}`,
    );
  }
  if (pair[0] === pair[1]) throw new InputError(`${pair[0]} is compared with itself: name two forms`);
  return pair;
}
