import type { Command, Option } from "commander";

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
