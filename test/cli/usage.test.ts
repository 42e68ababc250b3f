import { Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { refuseRepeats } from "../../src/cli/usage.js";
import { bnsl } from "./harness.js";

const COMMANDS = [
  "fit",
  "predict",
  "suite",
  "bootstrap",
  "test-breaks",
  "audit",
  "predictability",
  "forecast",
  "backtest",
  "show",
  "plot",
  "report",
  "devices",
  "convert",
];

describe("a flag that is given twice", () => {
  it.each([
    ["report f --breaks-test a --breaks-test b -o r.html", "--breaks-test"],
    ["fit c.csv --x n --x n", "--x"],
    ["fit c.csv --x a --y b --x c", "--x"],
    ["fit c.csv --curve a --curve b", "--curve"],
    ["fit c.csv --sort --sort key", "--sort"],
    ["plot f -o a --output b", "--output"],
  ])("is refused: bnsl %s", async (words, flag) => {
    const command = words.split(" ")[0];
    expect(await bnsl(words.split(" "))).toEqual({
      code: 2,
      out: "",
      err:
        `error: ${flag} is given twice: it takes one value, leave one out\n` +
        `(bnsl ${command} --help lists the options and shows examples)\n`,
    });
  });

  it.each([
    "fit none.csv --bound a=0..1 --bound f=1..2 --fix c0=0 --fix c1=1 --tie d2=2*d1 --tie f2=f1",
    "fit none.csv --quiet --quiet",
    "plot none.arrow --data a --data b --curve p --curve q -o out",
    "suite none.csv --group a=b --group c=d --compare m1,m2 --compare m3,m4",
  ])("is taken where uses add up, or mean the same: bnsl %s", async (words) => {
    const { err } = await bnsl(words.split(" "));
    expect(err).not.toContain("twice");
    expect(err).toContain("no such file");
  });

  it("is told apart in every command by what its help says", async () => {
    for (const command of COMMANDS) {
      const { out } = await bnsl([command, "--help"]);
      for (const [, flag, rest] of out.matchAll(/^ {2}(?:-\w, )?--([\w-]+) (?:<|\[)((?:.|\n(?! {2}-))*)/gm)) {
        const { err } = await bnsl([command, `--${flag}=7`, `--${flag}=8`]);
        const repeatable = /may\s+be\s+repeated|repeatable/.test(rest);
        if (repeatable) expect(err, `${command} --${flag}`).not.toContain("is given twice");
        // a value that cannot be is refused before
        else
          expect(err, `${command} --${flag}`).toMatch(
            /is given twice|[: ]give |: write |Allowed choices are |is positive/,
          );
      }
    }
  });
});

describe("refuseRepeats", () => {
  const run = (option: Option, ...words: string[]) => {
    const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    command.addOption(option);
    refuseRepeats(command);
    return () => command.parse(words, { from: "user" });
  };

  it("takes a flag once, and anew in another command line", () => {
    expect(run(new Option("--one <value>"), "--one", "a")).not.toThrow();
    expect(run(new Option("--one <value>"), "--one", "a", "--one", "a")).toThrow("--one is given twice");
  });

  it("leaves alone what has no value, and what takes several", () => {
    expect(run(new Option("--on"), "--on", "--on")).not.toThrow();
    expect(run(new Option("--many <values...>"), "--many", "a", "--many", "b")).not.toThrow();
    expect(run(new Option("--sum <n>", "numbers; may be repeated"), "--sum", "1", "--sum", "2")).not.toThrow();
  });
});
