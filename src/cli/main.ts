import { Command, CommanderError, type Option } from "commander";
import { EngineError, InputError } from "../core/errors.js";
import { escapeLines } from "../formats/terminalText.js";
import { packageVersion } from "../node/packageFiles.js";
import { widthOf, type Finish, type Io } from "./io.js";
import { BUG_EXIT_CODE, bugText, inFlags, refuseRepeats, usageError } from "./usage.js";

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
    load: async () => {
      const { fitCommand } = await import("./commands/fit.js");
      return (command, io, finish, line) =>
        fitCommand(command, async (files, flags) => {
          const { runFit } = await import("./actions/fit.js");
          finish(await runFit(files, flags, io, line));
        });
    },
  },
  {
    name: "predict",
    takes: "<fits>",
    summary: "Evaluates the curves of a table that bnsl fit wrote.",
    load: async () => {
      const { predictCommand } = await import("./commands/predict.js");
      return (command, io, finish) =>
        predictCommand(command, async (fits, flags) => {
          const { runPredict } = await import("./actions/tables.js");
          await runPredict(fits, flags, io);
          finish(0);
        });
    },
  },
  {
    name: "suite",
    takes: "[inputs...]",
    summary: "Fits functional forms to the training rows of every curve and scores them on its test rows.",
    load: async () => {
      const { suiteCommand } = await import("./commands/suite.js");
      return (command, io, finish, line) =>
        suiteCommand(command, async (inputs, flags) => {
          const { runSuite } = await import("./actions/suite.js");
          finish(await runSuite(inputs, flags, io, line));
        });
    },
  },
  {
    name: "bootstrap",
    takes: "<files...>",
    summary: "Refits resamples of every curve: intervals of breaks, parameters, slopes, predictions, targets.",
    load: async () => {
      const { bootstrapCommand } = await import("./commands/bootstrap.js");
      return (command, io, finish, line) =>
        bootstrapCommand(command, async (files, flags) => {
          const { runBootstrap } = await import("./actions/resampling.js");
          finish(await runBootstrap(files, flags, io, line));
        });
    },
  },
  {
    name: "test-breaks",
    takes: "<files...>",
    summary: "Tests whether every curve has one more break than its fit, by simulation from the fit.",
    load: async () => {
      const { testBreaksCommand } = await import("./commands/testBreaks.js");
      return (command, io, finish, line) =>
        testBreaksCommand(command, async (files, flags) => {
          const { runTest } = await import("./actions/resampling.js");
          finish(await runTest(files, flags, io, line));
        });
    },
  },
  {
    name: "audit",
    takes: "<files...>",
    summary: "Simulates data from every fit, refits and bootstraps it: how often intervals hold the truth.",
    load: async () => {
      const { auditCommand } = await import("./commands/audit.js");
      return (command, io, finish, line) =>
        auditCommand(command, async (files, flags) => {
          const { runAudit } = await import("./actions/resampling.js");
          finish(await runAudit(files, flags, io, line));
        });
    },
  },
  {
    name: "predictability",
    takes: "[fits]",
    summary: "Simulates data that stop before or behind a break: how far extrapolations of them are off.",
    load: async () => {
      const { predictabilityCommand } = await import("./commands/predictability.js");
      return (command, io, finish, line) =>
        predictabilityCommand(command, async (fits, flags) => {
          const { runStudy } = await import("./actions/predictability.js");
          finish(await runStudy(fits, flags, io, line));
        });
    },
  },
  {
    name: "show",
    takes: "<fits>",
    summary: "Prints a curve's answer in words with a small plot, or a list of curves.",
    load: async () => {
      const { showCommand } = await import("./commands/show.js");
      return (command, io, finish) =>
        showCommand(command, async (fits, flags) => {
          const { runShow } = await import("./actions/show.js");
          await runShow(fits, flags, io);
          finish(0);
        });
    },
  },
  {
    name: "plot",
    takes: "<fits>",
    summary: "Draws every curve with its fit: points, law, extrapolation, breaks, residuals; SVG or PNG.",
    load: async () => {
      const { plotCommand } = await import("./commands/plot.js");
      return (command, io, finish) =>
        plotCommand(command, async (fits, flags) => {
          const { runPlot } = await import("./actions/plot.js");
          await runPlot(fits, flags, io);
          finish(0);
        });
    },
  },
  {
    name: "report",
    takes: "<fits>",
    summary: "Writes fits and their curves as one HTML page with figures and tables to sort, for any browser.",
    load: async () => {
      const { reportCommand } = await import("./commands/report.js");
      return (command, io, finish, line) =>
        reportCommand(command, async (fits, flags) => {
          const { writeReport } = await import("./actions/report.js");
          await writeReport(fits, flags, line, io);
          finish(0);
        });
    },
  },
  {
    name: "merge",
    takes: "<shards...>",
    summary: "Puts the fits of all shards of a run together, once none is missing or doubled.",
    load: async () => {
      const { mergeCommand } = await import("./commands/merge.js");
      return (command, io, finish, line) =>
        mergeCommand(command, async (files, flags) => {
          const { runMerge } = await import("./actions/tables.js");
          finish(await runMerge(files, flags, io, line));
        });
    },
  },
  {
    name: "convert",
    takes: "<files...>",
    summary: "Converts tables of curves between CSV, Arrow and Parquet, several into one; results too.",
    load: async () => {
      const { convertCommand } = await import("./commands/convert.js");
      return (command, io, finish) =>
        convertCommand(command, async (files, flags) => {
          const { convertTable } = await import("./actions/tables.js");
          await convertTable(files, flags, io);
          finish(0);
        });
    },
  },
  {
    name: "devices",
    takes: "",
    summary:
      "Lists the adapters, has each solve a problem whose answer is known, says which one --engine auto takes and why, and what to install.",
    load: async () => (await import("./commands/devices.js")).devicesCommand,
  },
];

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
