import type { EndSignal, Interrupts } from "./io.js";

/** What a shell tells of a process that a signal ended. */
const EXIT_CODES: Record<EndSignal, number> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Ends a run in order. The first SIGINT or SIGTERM of a run that can be stopped lets it finish its window, the second ends
 * the process at once, as does any before the run or behind it.
 */
export class Stop {
  private readonly controller = new AbortController();
  private readonly unlisten: () => void;
  private running = false;
  private by: EndSignal | null = null;

  /** @param tell writes a line to a person */
  constructor(
    private readonly interrupts: Interrupts,
    private readonly tell: (line: string) => void,
  ) {
    this.unlisten = interrupts.listen((signal) => this.heard(signal));
  }

  /** Runs what ends after its window once the signal says so. */
  async during<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.running = true;
    try {
      return await run(this.controller.signal);
    } finally {
      this.running = false;
    }
  }

  /** of the process, where a signal has stopped it; null: none has */
  get exitCode(): number | null {
    return this.by && EXIT_CODES[this.by];
  }

  /** From here on a signal ends the process at once, as if nobody had listened. */
  end(): void {
    this.unlisten();
  }

  private heard(signal: EndSignal): void {
    if (!this.running || this.by !== null) return this.interrupts.quit(EXIT_CODES[signal]);
    this.by = signal;
    this.controller.abort();
    this.tell(`${signal}: finishing the window in hand; a second signal quits at once`);
  }
}
