import { Command, CommanderError, type Option } from "commander";
import { EngineError, InputError } from "../core/errors.js";
import { escapeLines } from "../formats/terminalText.js";
import { packageVersion } from "../node/packageFiles.js";
import { widthOf, type Finish, type Io } from "./io.js";
import { inFlags } from "./optionFlags.js";
import { BUG_EXIT_CODE, bugText, refuseRepeats, usageError } from "./usage.js";

/** What the process exits with. */
export const ExitCode = { Ok: 0, SomeWithoutFit: 1, BadInput: 2, NoEngine: 3, Bug: BUG_EXIT_CODE } as const;

/** What `bnsl --help` says of a command, and the module with the rest of it, which is loaded for the command given alone. */
interface Listed {
  readonly name: string;
  /** its arguments, as its own help writes them */
  readonly takes: string;
  readonly summary: string;
  readonly load: () => Promise<Definition>;
}

/** Adds arguments, options, help and what the command does. @param line the command line as a shell would take it */
type Definition = (command: Command, io: Io, finish: Finish, line: string) => void;

const commands: readonly Listed[] = [
  {
    name: "fit",
    takes: "[files...]",
    summary: "Fits every curve of a table with each number of breaks and chooses among them.",
    load: does(
      async () => (await import("./commands/fit.js")).fitCommand,
      async (files, flags, io, line) => (await import("./actions/fit.js")).runFit(files, flags, io, line),
    ),
  },
  {
    name: "predict",
    takes: "<fits>",
    summary: "Evaluates the curves of a table that bnsl fit wrote.",
    load: does(
      async () => (await import("./commands/predict.js")).predictCommand,
      async (fits, flags, io) => (await import("./actions/tables.js")).runPredict(fits, flags, io),
    ),
  },
  {
    name: "suite",
    takes: "[inputs...]",
    summary: "Fits functional forms to the training rows of every curve and scores them on its test rows.",
    load: does(
      async () => (await import("./commands/suite.js")).suiteCommand,
      async (inputs, flags, io, line) => (await import("./actions/suite.js")).runSuite(inputs, flags, io, line),
    ),
  },
  {
    name: "bootstrap",
    takes: "<files...>",
    summary: "Refits resamples of every curve: intervals of breaks, parameters, slopes, predictions, targets.",
    load: does(
      async () => (await import("./commands/bootstrap.js")).bootstrapCommand,
      async (files, flags, io, line) => (await import("./actions/resampling.js")).runBootstrap(files, flags, io, line),
    ),
  },
  {
    name: "test-breaks",
    takes: "<files...>",
    summary: "Tests whether every curve has one more break than its fit, by simulation from the fit.",
    load: does(
      async () => (await import("./commands/testBreaks.js")).testBreaksCommand,
      async (files, flags, io, line) => (await import("./actions/resampling.js")).runTest(files, flags, io, line),
    ),
  },
  {
    name: "audit",
    takes: "<files...>",
    summary: "Simulates data from every fit, refits and bootstraps it: how often intervals hold the truth.",
    load: does(
      async () => (await import("./commands/audit.js")).auditCommand,
      async (files, flags, io, line) => (await import("./actions/resampling.js")).runAudit(files, flags, io, line),
    ),
  },
  {
    name: "predictability",
    takes: "[fits]",
    summary: "Simulates data that stop before or behind a break: how far extrapolations of them are off.",
    load: does(
      async () => (await import("./commands/predictability.js")).predictabilityCommand,
      async (fits, flags, io, line) => (await import("./actions/predictability.js")).runStudy(fits, flags, io, line),
    ),
  },
  {
    name: "show",
    takes: "<fits>",
    summary: "Prints a curve's answer in words with a small plot, or a list of curves.",
    load: does(
      async () => (await import("./commands/show.js")).showCommand,
      async (fits, flags, io) => (await import("./actions/show.js")).runShow(fits, flags, io),
    ),
  },
  {
    name: "plot",
    takes: "<fits>",
    summary: "Draws every curve with its fit: points, law, extrapolation, breaks, residuals; SVG or PNG.",
    load: does(
      async () => (await import("./commands/plot.js")).plotCommand,
      async (fits, flags, io) => (await import("./actions/plot.js")).runPlot(fits, flags, io),
    ),
  },
  {
    name: "report",
    takes: "<fits>",
    summary: "Writes fits and their curves as one HTML page with figures and tables to sort, for any browser.",
    load: does(
      async () => (await import("./commands/report.js")).reportCommand,
      async (fits, flags, io, line) => (await import("./actions/report.js")).writeReport(fits, flags, line, io),
    ),
  },
  {
    name: "merge",
    takes: "<shards...>",
    summary: "Puts the fits of all shards of a run together, once none is missing or doubled.",
    load: does(
      async () => (await import("./commands/merge.js")).mergeCommand,
      async (files, flags, io, line) => (await import("./actions/tables.js")).runMerge(files, flags, io, line),
    ),
  },
  {
    name: "convert",
    takes: "<files...>",
    summary: "Converts tables of curves between CSV, Arrow and Parquet, several into one; results too.",
    load: does(
      async () => (await import("./commands/convert.js")).convertCommand,
      async (files, flags, io) => (await import("./actions/tables.js")).convertTable(files, flags, io),
    ),
  },
  {
    name: "devices",
    takes: "",
    summary:
      "Lists the adapters, has each solve a problem whose answer is known, says which one --engine auto takes and why, and what to install.",
    load: async () => (await import("./commands/devices.js")).devicesCommand,
  },
];

/** A command whose options are loaded for its help, and what it does when it is run; without a code of its own it exits with 0. */
function does<Given, Flags>(
  load: () => Promise<(command: Command, run: (given: Given, flags: Flags) => Promise<void>) => void>,
  run: (given: Given, flags: Flags, io: Io, line: string) => Promise<number | void>,
): () => Promise<Definition> {
  return async () => {
    const define = await load();
    return (command, io, finish, line) =>
      define(command, async (given, flags) => {
        const code = await run(given, flags, io, line);
        finish(typeof code === "number" ? code : 0);
      });
  };
}

/** Runs one command line (`argv` as Node gives it, with two words before the arguments) to its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = ExitCode.Ok;
  const program = newProgram(io);
  const named = namedIn(argv);
  try {
    for (const listed of commands) {
      const command = program.command(listed.name).description(listed.summary);
      if (listed.name !== named) command.usage(`[options] ${listed.takes}`.trimEnd());
      else define(command, await listed.load());
    }
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    const flags = program.commands.find((command) => command.name() === named)?.options ?? [];
    return report(error, flags, io);
  }

  function define(command: Command, definition: Definition): void {
    definition(command, io, (code) => (exitCode = code), commandLine(argv));
    command.showHelpAfterError(`(bnsl ${command.name()} --help lists the options and shows examples)`);
    refuseRepeats(command);
  }
}

/** The word that names the command, if one does: bnsl has no flags before it, and help names it in its argument. */
function namedIn(argv: readonly string[]): string | undefined {
  return argv.slice(2).find((word) => word !== "help" && word !== "--");
}

function newProgram(io: Io): Command {
  const program: Command = new Command("bnsl")
    .description("Fits broken neural scaling laws to tables of curves, many starts at once, on WebGPU or the CPU.")
    .version(packageVersion(), "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    // Commander's own has "[options]" where there are some, and commands that are only listed have none
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(escapeLines(usageError(text, namesOf(program)))),
      getOutHelpWidth: () => Math.min(widthOf(io.stdout), 110),
      getErrHelpWidth: () => Math.min(widthOf(io.stderr), 110),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("(bnsl --help lists the commands and shows examples)")
    .exitOverride()
    .addHelpText("after", overview);
  return program;
}

function namesOf(program: Command): string[] {
  return program.commands.map((command) => command.name());
}

const overview = `
Examples:
  $ bnsl fit --demo
  $ bnsl fit curves.csv -o fits.arrow
  $ bnsl plot fits.arrow --data curves.csv -o plots/
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl report fits.arrow --data curves.csv --intervals intervals.arrow -o report.html

Exit codes:
  0 every curve has a result   1 some curves have none (they are listed)
  2 bad usage or input         3 no usable engine      70 a bug in bnsl
  130, 143 stopped by SIGINT or SIGTERM: what was done is kept

bnsl COMMAND --help tells more.`;

/** Commander has already written its own messages. */
function report(error: unknown, flags: readonly Option[], io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.BadInput;
  if (error instanceof InputError || error instanceof EngineError) {
    // names from the data stand in messages
    io.stderr.write(`error: ${escapeLines(inFlags(error.message, flags))}\n`);
    return error instanceof InputError ? ExitCode.BadInput : ExitCode.NoEngine;
  }
  io.stderr.write(bugText(error));
  return ExitCode.Bug;
}

/** The command line as a shell would take it, for the metadata of results. */
function commandLine(argv: readonly string[]): string {
  const quoted = argv.slice(2).map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word)));
  return ["bnsl", ...quoted].join(" ");
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
