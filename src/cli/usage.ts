import type { Command, Option } from "commander";

/**
 * What the parser of the command line says about a wrong flag, in the words of the other messages: what is wrong, then
 * what to do. A text that it does not know comes back as it is.
 */
export function usageError(text: string, commands: readonly string[]): string {
  for (const [pattern, say] of sayings) {
    const match = pattern.exec(text);
    if (match !== null) return text.replace(match[0], () => say(match.slice(1), commands));
  }
  return text;
}

type Saying = readonly [RegExp, (parts: readonly string[], commands: readonly string[]) => string];

const sayings: readonly Saying[] = [
  [/option '(.+)' argument missing/, ([flag]) => `${nameOf(flag)} stands without a value: write ${withValue(flag)}`],
  [
    /option '(.+)' argument '(.*)' is invalid\. Allowed choices are (.+)\./s,
    ([flag, value, choices]) => `${nameOf(flag)} ${value}: give one of ${choices}`,
  ],
  [
    /option '(.+)' cannot be used with option '(.+)'/,
    ([one, other]) => `${nameOf(one)} and ${nameOf(other)} exclude each other: leave one of them out`,
  ],
  [/required option '(.+)' not specified/, ([flag]) => `${nameOf(flag)} is missing: add ${withValue(flag)}`],
  [/missing required argument '(.+)'/, ([what]) => `no ${what} given: name ${nouns.get(what) ?? what}`],
  [
    /too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)\./,
    ([command, most, got]) =>
      `bnsl ${command} takes ${most === "0" ? "no argument" : `${most} argument`}, not ${got}: ${remedyFor(command)}`,
  ],
  [
    /unknown command '(.*)'((?:\n\(Did you mean .+\?\))?)/,
    ([name, near], commands) => `unknown command '${name}': the commands are ${commands.join(", ")}${near}`,
  ],
];

/** Where the rest may have been meant to stand. */
function remedyFor(command: string): string {
  return ["plot", "report", "show"].includes(command)
    ? "tables of curves are named with --data FILE"
    : "leave the rest out, or put a value with blanks in quotes";
}

/** What the arguments of commands are called in a sentence. */
const nouns = new Map([
  ["files", "at least one table of curves, or - for standard input"],
  ["fits", "the table that bnsl fit wrote, or - for standard input"],
]);

/** `-o, --output <file>` → `--output` */
function nameOf(flag: string): string {
  return /--[\w-]+/.exec(flag)?.[0] ?? flag;
}

/** `-o, --output <file>` → `--output FILE` */
function withValue(flag: string): string {
  const value = /[<[](.+)[>\]]/.exec(flag)?.[1] ?? "VALUE";
  return `${nameOf(flag)} ${value.toUpperCase()}`;
}

/**
 * Makes a command refuse a flag that is given twice, where the later value would silently win. Flags without a value
 * are left alone, and so are those whose help says that they may be repeated: their values add up.
 */
export function refuseRepeats(command: Command): void {
  for (const option of command.options.filter(takesOneValue)) {
    let before = false;
    command.on(`option:${option.name()}`, () => {
      if (before) command.error(`error: --${option.name()} is given twice: it takes one value, leave one out`);
      before = true;
    });
  }
}

function takesOneValue({ required, optional, variadic, description }: Option): boolean {
  return (required || optional) && !variadic && !/may be repeated|repeatable/.test(description);
}

/** What the process exits with where an error is nobody's but ours. */
export const BUG_EXIT_CODE = 70;

/** What is written of an error that nobody has foreseen. */
export function bugText(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: this is a bug in bnsl, please report it with the lines below\n${trace}\n`;
}
