import { InputError } from "./inputError.js";
import { given } from "./given.js";
import { parseCountOrAuto, parseNumber, parseWhole } from "./optionText.js";

/**
 * What is known of an option, in one place. The checks of the API (`resolveTable`), the flags of the commands with their
 * help (`cli/optionFlags.ts`) and the schema of the metadata (`tables/optionSchema.ts`) are made from it.
 */
export interface OptionEntry<T, Flag extends string = string> {
  readonly kind: OptionKind<T>;
  readonly default: T;
  /** as Commander writes it: `--huber <delta>` */
  readonly flag: Flag;
  readonly help: string;
  /**
   * How the help shows the default where JSON would say little. null: it shows none, and the option of a flag that is left
   * out is left out too.
   */
  readonly shown?: string | null;
  /** the value of the flag alone */
  readonly preset?: string;
  /** name of the option that the help lists before this one; null: this is the first. Left out: as in the table */
  readonly helpAfter?: string | null;
  /** tables of before this option do not have it: they are read as if they had the default */
  readonly isLater?: true;
  /** the value under the protocol "extrapolate", where that decides it */
  readonly extrapolation?: T;
}

/** The values that an option may have. */
export interface OptionKind<T> {
  /** The value in the form that it is used in. @throws InputError where it cannot be */
  check(name: string, value: unknown): T;
  /** Reads the value of the flag; left out: the text is the value. @param earlier the value so far */
  parse?(text: string, flag: string, earlier: T): T;
  /** the words that can be given, where there is nothing else */
  readonly choices?: readonly (T & string)[];
  readonly json: JsonShape;
}

/** How JSON holds a value. A list of words: one of them. "extended": a number, or the text "Infinity", "NaN", "-0" … */
export type JsonShape =
  | "number"
  | "extended"
  | "text"
  | "boolean"
  | readonly string[]
  | { readonly listOf: JsonShape }
  | { readonly pairOf: JsonShape }
  | { readonly recordOf: JsonShape }
  | { readonly nullOr: JsonShape }
  | { readonly either: readonly [JsonShape, JsonShape] };

export type OptionTable = Readonly<Record<string, OptionEntry<unknown>>>;

/**
 * The options that a table describes, by name. A type that users see says the same in its own name, so that this is how
 * editors and messages of the compiler call it.
 */
export type ValuesOf<Table extends OptionTable> = { readonly [Name in keyof Table]: Table[Name]["default"] };

/** An entry of a table, its type taken from its kind. */
export function option<T, const Flag extends string>(
  kind: OptionKind<T>,
  entry: Omit<OptionEntry<NoInfer<T>, Flag>, "kind">,
): OptionEntry<T, Flag> {
  return { ...entry, kind };
}

export function defaultsOf<Table extends OptionTable>(table: Table): ValuesOf<Table> {
  return mapTable(table, (entry) => entry.default) as ValuesOf<Table>;
}

/**
 * Fills in the defaults and checks every option by itself; what stands between them is for the caller to check.
 *
 * @param owner whose options they are, for messages
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveTable<Table extends OptionTable>(
  table: Table,
  partial: Partial<ValuesOf<Table>>,
  owner: string,
): ValuesOf<Table> {
  const unknown = Object.keys(partial).find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) {
    const known = Object.keys(table).join(", ");
    throw new InputError(`there is no option "${unknown}"; the options of ${owner} are ${known}`);
  }
  const options: ValuesOf<Table> = { ...defaultsOf(table), ...given(partial) };
  return mapTable(table, ({ kind }, name) => kind.check(name, options[name])) as ValuesOf<Table>;
}

function mapTable<Table extends OptionTable>(
  table: Table,
  valueOf: (entry: OptionEntry<unknown>, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, valueOf(entry, name)]));
}

/** A whole number from `lo` to `hi`. */
export function whole(lo: number, hi = Number.MAX_SAFE_INTEGER): OptionKind<number> {
  return {
    check: (name, value) => checkInteger(name, value, lo, hi),
    parse: (text, flag) => parseWhole(text, flag, lo),
    json: "number",
  };
}

/** A whole number from `lo` to `hi`, or "auto". */
export function countOrAuto(lo: number, hi: number): OptionKind<number | "auto"> {
  return {
    check(name, value) {
      if (value === "auto" || (Number.isInteger(value) && (value as number) >= lo && (value as number) <= hi)) {
        return value as number | "auto";
      }
      throw new InputError(`${name} is ${show(value)}: it must be a whole number from ${lo} to ${hi}, or "auto"`);
    },
    parse: (text, flag) => parseCountOrAuto(text, flag, lo),
    json: { either: ["number", ["auto"]] },
  };
}

/** One of some words. */
export function choice<Word extends string>(choices: readonly Word[]): OptionKind<Word> {
  return {
    check(name, value) {
      checkChoice(name, value, choices);
      return value as Word;
    },
    choices,
    json: choices,
  };
}

/** A number between 0 and 1. @param example with what it means, for messages */
export function share(example: string): OptionKind<number> {
  return {
    check(name, value) {
      if (typeof value === "number" && value > 0 && value < 1) return value;
      throw new InputError(`${name} is ${show(value)}: it must lie between 0 and 1, ${example}`);
    },
    parse: parseNumber,
    json: "number",
  };
}

/** A finite number above `above`, or null. @param must what it must be, for messages */
export function numberOrNull(must: string, above = -Infinity): OptionKind<number | null> {
  return {
    check(name, value) {
      if (value === null || (typeof value === "number" && value > above && value < Infinity)) return value;
      throw new InputError(`${name} is ${show(value)}: it must be ${must}`);
    },
    parse: parseNumber,
    json: { nullOr: "extended" },
  };
}

/** Text, or null. @param must what it must be, for messages */
export function textOrNull(must: string): OptionKind<string | null> {
  return {
    check(name, value) {
      if (value === null || typeof value === "string") return value;
      throw new InputError(`${name} is ${show(value)}: it must be ${must}`);
    },
    json: { nullOr: "text" },
  };
}

/** Whether something is done: a flag without a value. */
export const yesOrNo: OptionKind<boolean> = {
  check(name, value) {
    if (typeof value === "boolean") return value;
    throw new InputError(`${name} is ${show(value)}: it must be true or false`);
  },
  json: "boolean",
};

/** @throws InputError where the value of an option is no whole number from `lo` to `hi` */
export function checkInteger(name: string, value: unknown, lo: number, hi: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= lo && value <= hi) return value;
  throw new InputError(`${name} is ${show(value)}: it must be a whole number from ${lo} to ${hi}`);
}

/** @throws InputError where the value of an option is none of `choices` */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === "string" && choices.includes(value)) return;
  throw new InputError(`${name} is ${show(value)}: it must be one of ${choices.join(", ")}`);
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
