import { SingleBar } from "cli-progress";
import type { FitProgress, TextStream } from "./io.js";

/** Tells how far a run is. */
export interface Progress {
  update(progress: FitProgress): void;
  /** a line of its own that the bar does not overwrite */
  note(line: string): void;
  stop(): void;
}

const LINE_EVERY_MS = 10_000;

/** A bar on a terminal, a line about every ten seconds elsewhere, nothing where `quiet`. */
export function startProgress(stream: TextStream, quiet: boolean): Progress {
  if (quiet) return { update: () => {}, note: () => {}, stop: () => {} };
  return stream.isTTY === true ? barProgress(stream) : lineProgress(stream);
}

function barProgress(stream: TextStream): Progress {
  const begun = Date.now();
  const barsize = Math.min(40, Math.max(8, (stream.columns ?? 80) - 72));
  let bar: SingleBar | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    update(progress) {
      const payload = wordsFor(progress, begun);
      bar ??= startBar(stream, barsize, progress, payload);
      bar.setTotal(progress.total);
      bar.update(progress.done, payload);
    },
    note(line) {
      stop(); // the next update draws a new bar below the line
      stream.write(`${line}\n`);
    },
    stop,
  };
}

/* No cursor or wrapping is switched off: an interrupt would leave the terminal so. */
function startBar(
  stream: TextStream,
  barsize: number,
  { total, done }: FitProgress,
  payload: Words,
): SingleBar {
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
  bar.start(total, done, payload);
  return bar;
}

function lineProgress(stream: TextStream): Progress {
  const begun = Date.now();
  let next = begun + LINE_EVERY_MS;
  return {
    update(progress) {
      if (Date.now() < next) return;
      next = Date.now() + LINE_EVERY_MS;
      const { label, rate, left } = wordsFor(progress, begun);
      const percent = Math.floor((100 * progress.done) / Math.max(progress.total, 1));
      stream.write(
        `${[label.trim(), `${percent} %`, rate, left].filter((word) => word !== "").join(", ")}\n`,
      );
    },
    note: (line) => void stream.write(`${line}\n`),
    stop: () => {},
  };
}

interface Words {
  readonly label: string;
  readonly rate: string;
  readonly left: string;
}

function wordsFor({ done, total, fits, label, unit = "starts" }: FitProgress, begun: number): Words {
  const seconds = Math.max((Date.now() - begun) / 1000, 1e-3);
  return {
    label: label.slice(0, 20).padEnd(20),
    rate: `${compact.format(fits / seconds)} ${unit}/s`,
    left: done > 0 && done < total ? `${durationText((seconds * (total - done)) / done)} left` : "",
  };
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** "42 s", "3 min 20 s", "2 h 5 min". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
