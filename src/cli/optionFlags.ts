import { Option } from "commander";
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
    if (helpAfter !== undefined) names.splice(helpAfter === null ? 0 : names.indexOf(helpAfter) + 1, 0, name);
  }
  return names.map((name) => flagOf(table[name]));
}

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
