import { InputError } from "../core/errors.js";

/** Column names separated by commas; a name with a comma stands in double quotes, a quote in it is doubled. */
export function parseColumns(text: string, flag: string): string[] {
  const names: string[] = [];
  const field = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;
  for (let more = true; more;) {
    const match = field.exec(text);
    const name = match === null ? "" : (match[1]?.replaceAll('""', '"') ?? match[2].trim());
    if (match === null || name === "") {
      throw new InputError(`${flag} ${text}: give column names separated by commas; "a,b" in quotes is one name`);
    }
    names.push(name);
    more = match[3] === ",";
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new InputError(`${flag} ${text}: the column "${twice}" is named twice: name it once`);
  return names;
}

/** `3/8`: the third of eight shares. */
export function parseShard(text: string): { readonly index: number; readonly of: number } {
  const match = /^\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= of) return { index, of };
  throw new InputError(`--shard ${text}: give I/N with I from 1 to N, such as 3/8`);
}
