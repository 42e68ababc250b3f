/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w.,:/+=@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The name of a column as `--curve` takes it in a list. */
export function inList(name: string): string {
  return /[,"]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
