import { describeEnvironment, environmentLine, type Environment } from "./environment.js";
import { saveSection } from "./results.js";

/** Prints what a benchmark finds as it finds it, and keeps it for its section of the results. */
export class Report {
  private readonly environment: Environment;
  private readonly lines: string[] = [];

  constructor(
    private readonly name: string,
    adapter: string,
  ) {
    this.environment = describeEnvironment(adapter);
    console.log(`${name}: ${environmentLine(this.environment)}`);
  }

  print(text = ""): void {
    this.lines.push(text);
    console.log(text);
  }

  /** Saves the section where `save` says so. */
  end(
    figures: unknown,
    settings: Readonly<Record<string, unknown>>,
    { save, note }: { save: boolean; note: string },
  ): void {
    if (!save) return;
    const text = this.lines.join("\n").trim();
    const files = saveSection(this.name, { environment: this.environment, note, settings, figures, text });
    console.log(`saved ${files.join(" and ")}`);
  }
}

/** Rows of cells under a header, each column as wide as it needs, the first to the left and the others right. */
export function columns(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  return lines
    .map((line) => line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

/** A number to three digits: 12,300, 45.6, 0.00789. */
export function short(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
}
