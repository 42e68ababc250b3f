/** Longest name of a file without number and ending: well below what file systems take, in bytes too. */
const LONGEST = 80;

/**
 * A file's name for each curve's: numbered in their order, so that no two are the same, and of letters, digits, dots,
 * hyphens and underscores only, so that no name from the data can leave the folder or hide.
 */
export function fileNames(names: readonly string[], ending: string): string[] {
  const digits = String(names.length).length;
  return names.map((name, i) => {
    const number = String(i + 1).padStart(digits, "0");
    const safe = name
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[^A-Za-z0-9._-]+/g, "_")
      .replace(/^[._-]+/, "")
      .slice(0, LONGEST)
      .replace(/[._-]+$/, "");
    return `${number}${safe === "" ? "" : `-${safe}`}.${ending}`;
  });
}
