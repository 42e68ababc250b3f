import type { EndSignal, Interrupts } from "../io.js";

/** What a shell tells of a process that a signal ended. */
const EXIT_CODES: Record<EndSignal, number> = { SIGINT: 130, SIGTERM: 143 };

/** Said where the first signal does not end the process. */
export const SECOND_QUITS = "a second signal quits at once";

/** What the first signal does while a step runs. */
export interface Answer {
  /** told to a person */
  readonly line: string;
  /** whether the process ends at once: what the step was at is not worth waiting for */
  readonly quits: boolean;
}

/**
 * Ends a run in order. The first SIGINT or SIGTERM during a step is answered as the step wants it, the second ends the
 * process at once, as does any outside of steps.
 */
export class Stop {
  private readonly controller = new AbortController();
  private readonly unlisten: () => void;
  private answer: ((signal: EndSignal) => Answer) | null = null;
  private by: EndSignal | null = null;

  /** @param tell writes a line to a person */
  constructor(
    private readonly interrupts: Interrupts,
    private readonly tell: (line: string) => void,
  ) {
    this.unlisten = interrupts.listen((signal) => this.heard(signal));
  }

  /**
   * Does a step, which may end early once its signal says so.
   *
   * @param answer what its signal does
   */
  async during<T>(step: (signal: AbortSignal) => Promise<T>, answer: (signal: EndSignal) => Answer): Promise<T> {
    this.answer = answer;
    try {
      return await step(this.controller.signal);
    } finally {
      this.answer = null;
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
    const quit = () => this.interrupts.quit(EXIT_CODES[signal]);
    if (this.answer === null || this.by !== null) return quit();
    const { line, quits } = this.answer(signal);
    this.by = signal;
    this.controller.abort();
    this.tell(line);
    if (quits) quit();
  }
}
