import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { decodeFits, readNumbers, type PeerFit } from "./formats.js";
import { peakMemory } from "./memory.js";

/** How a fitter is started. It reads commands on stdin and answers each with a line; see `PeerProcess`. */
export interface PeerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a fitter says of itself once it can take commands. */
export type Greeting = Readonly<Record<string, string>>;

/** Starts first … first + starts − 1 of some neighbouring curves. */
export interface Round {
  readonly firstStart: number;
  readonly starts: number;
  readonly firstCurve: number;
  readonly curves: number;
}

export interface RoundResult {
  /** by the fitter's own clock: from the command understood to the answers in its memory */
  readonly seconds: number;
  readonly fits: readonly PeerFit[];
}

/**
 * A fitter as a process of its own. Its commands:
 *
 *     use SEED FILE                        from now on this seed, or the starts of this file
 *     race FIRST STARTS CURVE CURVES      a round of these starts the way the fitter wins with
 *     all FIRST STARTS CURVE CURVES       the same with every start run to its own end
 *     quit
 *
 * The first line it prints is `ready` and a JSON object; it answers each command with `done SECONDS`, with the fits in
 * its result file.
 */
export class PeerProcess {
  private readonly lines: Interface;
  private readonly waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  private readonly unread: string[] = [];
  private errors = "";
  private ended: Error | null = null;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly results: string,
    private readonly parameters: number,
  ) {
    this.lines = createInterface({ input: child.stdout });
    this.lines.on("line", (line) => {
      const waiter = this.waiting.shift();
      if (waiter) waiter.resolve(line);
      else this.unread.push(line);
    });
    child.stderr.on("data", (chunk: Buffer) => (this.errors = (this.errors + chunk.toString()).slice(-4000)));
    child.on("error", (error) => this.fail(error));
    child.on("close", (code) => this.fail(new Error(`it ended with code ${code}: ${this.errors.trim()}`)));
  }

  /** @param results the file that the fitter writes its fits to */
  static async start(
    { file, args, env }: PeerCommand,
    results: string,
    parameters: number,
  ): Promise<{ peer: PeerProcess; greeting: Greeting; seconds: number }> {
    const began = performance.now();
    const child = spawn(file, args, { env: { ...process.env, ...env } });
    const peer = new PeerProcess(child, results, parameters);
    const [word, ...rest] = (await peer.line()).split(" ");
    if (word !== "ready") throw new Error(`${file} says "${word} ${rest.join(" ")}" instead of ready`);
    return {
      peer,
      greeting: JSON.parse(rest.join(" ")) as Greeting,
      seconds: (performance.now() - began) / 1000,
    };
  }

  async use(seed: number, starts: string): Promise<void> {
    await this.ask(`use ${seed} ${starts}`);
  }

  async run(command: "race" | "all", { firstStart, starts, firstCurve, curves }: Round): Promise<RoundResult> {
    const seconds = await this.ask(`${command} ${firstStart} ${starts} ${firstCurve} ${curves}`);
    return { seconds, fits: decodeFits(readNumbers(this.results), this.parameters) };
  }

  /** Peak resident memory of the process and its children so far, in bytes. */
  peakMemory(): number {
    return this.child.pid === undefined ? 0 : peakMemory(this.child.pid);
  }

  async quit(): Promise<void> {
    if (this.ended) return;
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin.end("quit\n");
    const late = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE_MS);
    await closed;
    clearTimeout(late);
  }

  private async ask(command: string): Promise<number> {
    this.child.stdin.write(command + "\n");
    const [word, seconds] = (await this.line()).split(" ");
    if (word !== "done") throw new Error(`"${command}" was answered with "${word} ${seconds}"`);
    return Number(seconds);
  }

  private line(): Promise<string> {
    const next = this.unread.shift();
    if (next !== undefined) return Promise.resolve(next);
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private fail(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }
}

/** how long a process may take to end after it was told to */
const PATIENCE_MS = 5000;
