/** How names are joined, and how many there are where not all are given. */
interface Listing {
  readonly separator?: string;
  /** in front of "and 4 more" */
  readonly before?: string;
  readonly count?: number;
}

/** The first names and how many more there are: "a, b, c and 4 more". */
export function firstNames(names: readonly string[], most: number, listing: Listing = {}): string {
  const { separator = ", ", before = " ", count = names.length } = listing;
  const first = names.slice(0, most);
  const rest = count - first.length;
  return first.join(separator) + (rest > 0 ? `${before}and ${rest} more` : "");
}
