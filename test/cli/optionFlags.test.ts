import { Command, CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { flagsOf, optionsFrom } from "../../src/cli/optionFlags.js";
import { FIT_OPTIONS } from "../../src/core/options.js";
import {
  choice,
  defaultsOf,
  numberOrNull,
  option,
  type OptionTable,
  resolveTable,
  whole,
  yesOrNo,
} from "../../src/core/optionTable.js";
import { optionsSchema } from "../../src/tables/optionSchema.js";
import { BREAK_TEST_OPTIONS } from "../../src/uncertainty/breakTestRequest.js";
import { PREDICTABILITY_OPTIONS } from "../../src/uncertainty/predictabilityRequest.js";
import { AUDIT_OPTIONS, BOOTSTRAP_OPTIONS } from "../../src/uncertainty/request.js";

const BREW_OPTIONS = {
  cups: option(whole(1, 12), { default: 2, flag: "--cups <count>", help: "how many" }),
  roast: option(choice(["light", "dark"]), { default: "dark", flag: "--roast <name>", help: "of the beans" }),
  heat: option(numberOrNull("a positive number, or null", 0), {
    default: null,
    shown: "as it comes",
    helpAfter: "cups",
    isLater: true,
    flag: "--water-heat <degrees>",
    help: "of the water",
  }),
  milk: option(yesOrNo, { default: false, flag: "--milk", help: "with milk", helpAfter: null }),
};

/** What a command with the options of the table makes of arguments. */
function parsed(...words: string[]) {
  const command = new Command("brew").exitOverride().configureOutput({ writeErr: () => {} });
  for (const flag of flagsOf(BREW_OPTIONS)) command.addOption(flag);
  return optionsFrom(BREW_OPTIONS, command.parse(words, { from: "user" }).opts());
}

describe("one entry of a table of options", () => {
  it("makes the default and the check of the API", () => {
    expect(defaultsOf(BREW_OPTIONS)).toEqual({ cups: 2, roast: "dark", heat: null, milk: false });
    expect(resolveTable(BREW_OPTIONS, { cups: 3 }, "a brew")).toEqual({
      cups: 3,
      roast: "dark",
      heat: null,
      milk: false,
    });
    const refuse = (partial: object) => () => resolveTable(BREW_OPTIONS, partial, "a brew");
    expect(refuse({ cups: 13 })).toThrow("cups is 13: it must be a whole number from 1 to 12");
    expect(refuse({ heat: -1 })).toThrow("heat is -1: it must be a positive number, or null");
    expect(refuse({ cup: 1 })).toThrow('there is no option "cup"; the options of a brew are cups, roast, heat, milk');
  });

  it("makes the flag, whatever the option's own name, and its line of the help", () => {
    expect(parsed()).toEqual({ cups: 2, roast: "dark", heat: null });
    expect(parsed("--water-heat", "92.5", "--milk")).toEqual({ cups: 2, roast: "dark", heat: 92.5, milk: true });
    expect(() => parsed("--cups", "two")).toThrow("--cups two: give a whole number from 1");
    expect(() => parsed("--roast", "blue")).toThrow(CommanderError);
    const help = flagsOf(BREW_OPTIONS).map(({ flags, defaultValueDescription }) => [flags, defaultValueDescription]);
    expect(help).toEqual([
      ["--milk", undefined],
      ["--cups <count>", undefined],
      ["--water-heat <degrees>", "as it comes"],
      ["--roast <name>", undefined],
    ]);
  });

  it("makes the schema of the metadata, which reads tables of before the option", () => {
    const schema = optionsSchema(BREW_OPTIONS);
    const read = schema.parse({ cups: 1, roast: "light", milk: true, spoon: 1 });
    expect(read).toEqual({ cups: 1, roast: "light", heat: null, milk: true, spoon: 1 });
    expect(schema.safeParse({ cups: 1, roast: "blue", milk: true }).error?.issues[0].path).toEqual(["roast"]);
    expect(schema.safeParse({ roast: "dark", milk: true }).error?.issues[0].path).toEqual(["cups"]);
  });

  it("stands after an option that the help has, or says that it does not", () => {
    const tea = { ...BREW_OPTIONS, tea: { ...BREW_OPTIONS.milk, helpAfter: "sugar" } };
    expect(() => flagsOf(tea)).toThrow("helpAfter names sugar, which the help has not yet");
  });

  const tables: Record<string, OptionTable> = {
    FIT_OPTIONS,
    BOOTSTRAP_OPTIONS,
    BREAK_TEST_OPTIONS,
    AUDIT_OPTIONS,
    PREDICTABILITY_OPTIONS,
  };
  it.each(Object.entries(tables))("of %s has a default that passes its own check and schema", (_, table) => {
    const defaults = defaultsOf(table);
    expect(resolveTable(table, defaults, "it")).toEqual(defaults);
    expect(optionsSchema(table).parse(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
  });
});
