import { Option } from "commander";
import { InputError } from "../core/errors.js";
import type { OptionEntry, OptionTable, ValuesOf } from "../core/optionTable.js";

/** `sign-b` → `signB`, as Commander names the value of a flag. */
type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

type AttributeOf<Flag extends string> = Flag extends `--${infer Name} ${string}`
  ? Camel<Name>
  : Flag extends `--${infer Name}`
    ? Camel<Name>
    : never;

/** The values of a table's flags as Commander hands them over. */
export type FlagsOf<Table extends OptionTable> = {
  readonly [Name in keyof Table as AttributeOf<Table[Name]["flag"]>]?: Table[Name]["default"];
};

/** The flags of a table's options, in the order of the help. */
export function flagsOf(table: OptionTable): Option[] {
  const names = Object.keys(table).filter((name) => table[name].helpAfter === undefined);
  for (const [name, { helpAfter }] of Object.entries(table)) {
    if (helpAfter !== undefined) names.splice(placeAfter(helpAfter, names), 0, name);
  }
  return names.map((name) => {
    const option = flagOf(table[name]);
    tableNames.set(option, name);
    return option;
  });
}

function placeAfter(name: string | null, names: readonly string[]): number {
  if (name !== null && !names.includes(name)) throw new Error(`helpAfter names ${name}, which the help has not yet`);
  return name === null ? 0 : names.indexOf(name) + 1;
}

/**
 * A message about the value of an option, which code may have given as well, with the option written as the flag that the
 * user gave: `huber is -1: it must …` → `--huber -1: it must …`.
 */
export function inFlags(message: string, flags: readonly Option[]): string {
  const said = /^(\w+) (?:is (?=\S+: it must )|names (?=\S+: )|(?=names \S+ twice: ))/.exec(message);
  const flag = said && flags.find((option) => (tableNames.get(option) ?? option.attributeName()) === said[1])?.long;
  return flag ? `${flag} ${message.slice(said[0].length)}` : message;
}

/** The names of options in their tables: that of `--bound` is `bounds`. */
const tableNames = new WeakMap<Option, string>();

export function flagOf({ kind, flag, help, preset, shown, ...entry }: OptionEntry<unknown>): Option {
  const option = new Option(flag, help);
  if (kind.choices) option.choices(kind.choices);
  if (kind.parse) option.argParser((text: string, earlier: unknown) => kind.parse!(text, option.long!, earlier));
  if (preset !== undefined) option.preset(preset);
  return shown === null || option.isBoolean() ? option : option.default(entry.default, shown);
}

/** The options that the flags of a table give; one whose flag was left out and has no default is left out. */
export function optionsFrom<Table extends OptionTable>(table: Table, flags: FlagsOf<Table>): Partial<ValuesOf<Table>> {
  const values = flags as Readonly<Record<string, unknown>>;
  const given = Object.entries(table)
    .map(([name, { flag }]) => [name, values[new Option(flag).attributeName()]] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<ValuesOf<Table>>;
}

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
