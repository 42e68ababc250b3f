import type { Command, Option } from "commander";
import { commands } from "./commandList.js";

/**
 * What the parser of the command line says, but for three sentences that leave a user helpless: which table an argument is,
 * where a table of curves goes in a command that takes fits, and which commands there are. Its other sentences name the
 * flag, what it takes and what is wrong.
 */
export function usageError(text: string): string {
  return text
    .replace(
      /missing required argument '(.+)'/,
      (_, what: string) => `no ${what} given: name ${nouns.get(what) ?? what}`,
    )
    .replace(
      /too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)\./,
      (_, command: string, most: string, got: string) =>
        `bnsl ${command} takes ${most === "0" ? "no argument" : `${most} argument`}, not ${got}: ${remedyFor(command)}`,
    )
    .replace(
      /unknown command '.*'/,
      (what) => `${what}: the commands are ${commands.map(({ name }) => name).join(", ")}`,
    );
}

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
