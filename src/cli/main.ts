import { Command, CommanderError, type Option } from "commander";
import { EngineError, InputError } from "../core/errors.js";
import { auditCommand } from "./commands/audit.js";
import { bootstrapCommand } from "./commands/bootstrap.js";
import { BUG_EXIT_CODE, bugText } from "./bug.js";
import { convertCommand } from "./commands/convert.js";
import { devicesCommand } from "./commands/devices.js";
import { fitCommand } from "./commands/fit.js";
import { widthOf, type Finish, type Io } from "./io.js";
import { packageVersion } from "../node/packageFiles.js";
import { escapeLines } from "../formats/terminalText.js";
import { mergeCommand } from "./commands/merge.js";
import { plotCommand } from "./commands/plot.js";
import { predictabilityCommand } from "./commands/predictability.js";
import { predictCommand } from "./commands/predict.js";
import { refuseRepeats } from "./repeatedFlags.js";
import { reportCommand } from "./commands/report.js";
import { showCommand } from "./commands/show.js";
import { suiteCommand } from "./commands/suite.js";
import { testBreaksCommand } from "./commands/testBreaks.js";
import { inFlags, usageError } from "./usageErrors.js";

/** What the process exits with. */
export const ExitCode = { Ok: 0, SomeWithoutFit: 1, BadInput: 2, NoEngine: 3, Bug: BUG_EXIT_CODE } as const;

const commands = [
  ...[fitCommand, predictCommand, suiteCommand, bootstrapCommand, testBreaksCommand, auditCommand],
  ...[predictabilityCommand, showCommand, plotCommand, reportCommand],
  ...[mergeCommand, convertCommand, devicesCommand],
];

/** Runs one command line (`argv` as Node gives it, with two words before the arguments) to its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = ExitCode.Ok;
  const program = buildProgram(argv, io, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    const flags = program.commands.find((command) => command.name() === argv[2])?.options ?? [];
    return report(error, flags, io);
  }
}

function buildProgram(argv: readonly string[], io: Io, finish: Finish): Command {
  const program = new Command("bnsl")
    .description("Fits broken neural scaling laws to tables of curves, many starts at once, on WebGPU or the CPU.")
    .version(packageVersion(), "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
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
  const command = commandLine(argv);
  for (const make of commands) {
    const one = make(io, finish, command).copyInheritedSettings(program);
    refuseRepeats(one);
    program.addCommand(one.showHelpAfterError(`(bnsl ${one.name()} --help lists the options and shows examples)`));
  }
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
