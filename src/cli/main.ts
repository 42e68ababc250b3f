import { Command, CommanderError, type Option } from "commander";
import { EngineError, InputError } from "../core/errors.js";
import { shellWord } from "../curves/names.js";
import { escapeLines } from "../formats/terminalText.js";
import { packageVersion } from "../node/packageFiles.js";
import { commands, type Listed } from "./commandList.js";
import { widthOf, type Io } from "./io.js";
import { inFlags } from "./optionFlags.js";
import { BUG_EXIT_CODE, bugText, refuseRepeats, usageError } from "./usage.js";

/** What the process exits with. */
export const ExitCode = { Ok: 0, SomeWithoutFit: 1, BadInput: 2, NoEngine: 3, Bug: BUG_EXIT_CODE } as const;

/** Runs one command line (`argv` as Node gives it, with two words before the arguments) to its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = ExitCode.Ok;
  const program = newProgram(io);
  const named = namedIn(argv);
  const line = ["bnsl", ...argv.slice(2).map(shellWord)].join(" ");
  try {
    for (const listed of commands) {
      const command = program.command(listed.name).description(listed.summary);
      if (listed.name !== named) command.usage(`[options] ${listed.takes}`.trimEnd());
      else await define(command, listed);
    }
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    const flags = program.commands.find((command) => command.name() === named)?.options ?? [];
    return report(error, flags, line, io);
  }

  async function define(command: Command, { takes, parts, action }: Listed): Promise<void> {
    const { argument, options, help } = await parts();
    if (argument !== undefined) command.argument(takes, argument);
    for (const option of options) command.addOption(option);
    command.addHelpText("after", help).action(async () => {
      const run = await action();
      const code = await run(command.processedArgs[0] as never, command.opts<never>(), io, line);
      exitCode = typeof code === "number" ? code : ExitCode.Ok;
    });
    command.showHelpAfterError(`(bnsl ${command.name()} --help lists the options and shows examples)`);
    refuseRepeats(command);
  }
}

/** The word that names the command, if one does: bnsl has no flags before it, and help names it in its argument. */
function namedIn(argv: readonly string[]): string | undefined {
  return argv.slice(2).find((word) => word !== "help" && word !== "--");
}

/** Commander's own list of commands has "[options]" where there are some, and commands that are only listed have none. */
function newProgram(io: Io): Command {
  return new Command("bnsl")
    .description("Fits broken neural scaling laws to tables of curves, many starts at once, on WebGPU or the CPU.")
    .version(packageVersion(), "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(escapeLines(usageError(text))),
      getOutHelpWidth: () => Math.min(widthOf(io.stdout), 110),
      getErrHelpWidth: () => Math.min(widthOf(io.stderr), 110),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("(bnsl --help lists the commands and shows examples)")
    .exitOverride()
    .addHelpText("after", overview);
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
function report(error: unknown, flags: readonly Option[], line: string, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.BadInput;
  if (error instanceof InputError || error instanceof EngineError) {
    // names from the data stand in messages
    io.stderr.write(`error: ${escapeLines(inFlags(withCommand(error, line), flags))}\n`);
    return error instanceof InputError ? ExitCode.BadInput : ExitCode.NoEngine;
  }
  io.stderr.write(bugText(error));
  return ExitCode.Bug;
}

/** A message that ends with flags ends with the whole command, to be pasted. */
function withCommand(error: InputError | EngineError, line: string): string {
  const flags = error instanceof InputError ? error.flags : null;
  if (flags === null || !error.message.endsWith(flags)) return error.message;
  return `${error.message.slice(0, -flags.length).trimEnd()}\n  ${line} ${flags}`;
}
