/** What `--curve` calls the name of the file that a row is from. */
export const FILE = "@file";

/** What the key column of files is called where no column of the table has the name. */
const NAME = "file";

const endings = /\.(csv|tsv|txt|json|jsonl|ndjson|arrows?|feather|ipc|parquet|pq)(\.gz)?$/i;

/** The name of the key column of files, in a table of these columns. */
export function fileKeyName(columns: readonly string[]): string {
  return columns.includes(NAME) ? FILE : NAME;
}

/**
 * Whether a name in a list of key columns stands for the file: `@file`, or what fits of several files call it.
 * @param several whether there are several files, or fits that may have been
 */
export function isFileKey(name: string, columns: readonly string[], several: boolean): boolean {
  return !columns.includes(name) && (name === FILE || (name === NAME && several));
}

/**
 * What each source is called as a curve: its file's name without the ending, with as many folders before it as tell all
 * files apart. The same files have the same names from wherever they are named, in whatever order.
 */
export function fileLabels(sources: readonly string[]): ReadonlyMap<string, string> {
  const paths = new Map(sources.map((source) => [source, partsOf(source)]));
  const files = new Set([...paths.values()].map((parts) => parts.join("/"))).size;
  const longest = Math.max(0, ...[...paths.values()].map(({ length }) => length));
  for (let parts = 1; parts <= longest; parts++) {
    const last = new Map([...paths].map(([source, path]) => [source, path.slice(-parts).join("/")]));
    const bare = new Map([...last].map(([source, name]) => [source, name.replace(endings, "") || name]));
    for (const labels of [bare, last]) if (new Set(labels.values()).size === files) return labels;
  }
  return new Map(sources.map((source) => [source, source]));
}

function partsOf(source: string): string[] {
  return source.split(/[\\/]/).filter((part, i) => part !== "." && (part !== "" || i === 0));
}
