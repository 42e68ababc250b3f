import { SingleBar } from "cli-progress";
import { escapeLines } from "../formats/terminalText.js";
import { Forecast, type Outlook } from "./forecast.js";
import type { FitProgress, TextStream } from "./io.js";

/** Tells how far a run is. */
export interface ProgressDisplay {
  /**
   * What is told from here on begins now; left out: when progress was started.
   *
   * @param usual costs of the parts of a window beside each other
   */
  begin(usual: readonly number[]): void;
  update(progress: FitProgress): void;
  /** a line of its own that the bar does not overwrite; names from the data may stand in it */
  note(line: string): void;
  stop(): void;
}

const LINE_EVERY_SECONDS = 10;
/** of a bar, whatever is counted */
const STEPS = 1000;

/** A bar on a terminal, a line about every ten seconds elsewhere, nothing where `quiet`. */
export function startProgress(stream: TextStream, quiet: boolean): ProgressDisplay {
  if (quiet) return { begin: () => {}, update: () => {}, note: () => {}, stop: () => {} };
  return stream.isTTY === true ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: TextStream): ProgressDisplay {
  let forecast = new Forecast(now());
  const barsize = Math.min(40, Math.max(8, (stream.columns ?? 80) - 72));
  let bar: SingleBar | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    begin: (usual) => void (forecast = new Forecast(now(), usual)),
    update(progress) {
      const outlook = forecast.update(progress, now());
      const payload = wordsFor(progress, outlook);
      bar ??= startBar(stream, barsize, payload);
      bar.update(STEPS * outlook.share, payload);
    },
    note(line) {
      stop(); // the next update draws a new bar below the line
      stream.write(`${escapeLines(line)}\n`);
    },
    stop,
  };
}

/* No cursor or wrapping is switched off: an interrupt would leave the terminal so. */
function startBar(stream: TextStream, barsize: number, payload: Words): SingleBar {
  const bar = new SingleBar({
    stream: stream as unknown as NodeJS.WritableStream,
    format: "{label} {bar} {percentage}%  {rate}  {left}",
    barsize,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
  });
  bar.start(STEPS, 0, payload);
  return bar;
}

function lineProgress(stream: TextStream): ProgressDisplay {
  let forecast = new Forecast(now());
  let next = now() + LINE_EVERY_SECONDS;
  return {
    begin(usual) {
      forecast = new Forecast(now(), usual);
      next = now() + LINE_EVERY_SECONDS;
    },
    update(progress) {
      const outlook = forecast.update(progress, now());
      if (now() < next) return;
      next = now() + LINE_EVERY_SECONDS;
      const { label, rate, left } = wordsFor(progress, outlook);
      const percent = `${Math.floor(100 * outlook.share + ROUNDING)} %`;
      stream.write(`${[label.trim(), percent, rate, left].filter((word) => word !== "").join(", ")}\n`);
    },
    note: (line) => void stream.write(`${escapeLines(line)}\n`),
    stop: () => {},
  };
}

/** of a percentage: 45 parts of a hundred are 45 %, whatever their sum in doubles */
const ROUNDING = 1e-9;

/** On a clock that nobody sets. */
function now(): number {
  return performance.now() / 1000;
}

interface Words {
  readonly label: string;
  readonly rate: string;
  readonly left: string;
}

function wordsFor({ label, window, unit = "starts" }: FitProgress, outlook: Outlook): Words {
  const { curveRate, startRate, secondsLeft, rough } = outlook;
  const curves = curveRate === null ? "" : `${compact.format(curveRate)} curves/s, `;
  return {
    label: label.slice(0, 20).padEnd(window === undefined ? 20 : 7),
    rate: `${curves}${compact.format(startRate)} ${unit}/s`,
    left: secondsLeft === null ? "" : `${rough ? "about " : ""}${durationText(secondsLeft)} left`,
  };
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** "42 s", "3 min 20 s", "2 h 5 min". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
