import { InputError } from "../errors.js";

/** Which key column tells domains apart, and how it was chosen. */
export interface DomainColumn {
  /** its place among the key columns; −1: there is none */
  readonly index: number;
  /** a line that says what was guessed; null where nothing was */
  readonly note: string | null;
}

/** What of a table of curves tells its domains. */
export interface KeyedCurves {
  readonly keyNames: readonly string[];
  readonly curves: readonly { readonly key: readonly string[] }[];
}

/**
 * The key column that was asked for ("": none), else the one that is called domain, else the first of several where
 * it takes fewer values than there are curves.
 * @throws InputError that lists the key columns
 */
export function domainColumn({ keyNames, curves }: KeyedCurves, asked: string | null | undefined): DomainColumn {
  if (asked?.trim() === "") return { index: -1, note: null };
  if (asked !== undefined && asked !== null) {
    const index = keyNames.indexOf(asked);
    if (index >= 0) return { index, note: null };
    const there = keyNames.length === 0 ? "there is none" : `they are ${keyNames.join(", ")}`;
    throw new InputError(`the domain "${asked}" is no key column: ${there}; --curve names key columns`);
  }
  const called = keyNames.findIndex((name) => name.trim().toLowerCase() === "domain");
  if (called >= 0) return guessed(called, keyNames[called]);
  const joins = keyNames.length > 1 && new Set(curves.map(({ key }) => key[0])).size < curves.length;
  if (joins) return guessed(0, `${keyNames[0]}, the first key column`);
  return { index: -1, note: "domains: none (no key column is called domain); --domain names one" };
}

/** Values of the domain column in the order of first appearance. */
export function domainsOf({ curves }: KeyedCurves, { index }: DomainColumn): string[] {
  return index < 0 ? [] : [...new Set(curves.map(({ key }) => key[index]))];
}

/** The domain of each curve, which groups it with others; "" for all where there are no domains. */
export function groupsOf({ curves }: KeyedCurves, { index }: DomainColumn): string[] {
  return curves.map(({ key }) => (index < 0 ? "" : key[index]));
}

function guessed(index: number, words: string): DomainColumn {
  return { index, note: `domains: the values of ${words} (guessed); --domain names another column` };
}
