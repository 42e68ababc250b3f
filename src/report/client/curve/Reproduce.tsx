import { selectedBy } from "../../../core/rows/curveRows.js";
import { lawOf } from "../../../core/rows/law.js";
import type { FitMeta, FitRow } from "../../../core/types.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { Command, CopyButton } from "../ui/Command.js";
import { criterionName, duration, number } from "../ui/numbers.js";
import { pythonLaw } from "./findings.js";

interface ReproduceProps {
  report: Report;
  curve: CurveEntry;
  row: FitRow;
}

/** How the same numbers can be had again, and the law to take away. */
export function Reproduce({ report, row }: ReproduceProps) {
  const { data } = report;
  const { meta } = data;
  const law = lawOf(row);
  const commands: readonly (readonly [name: string, command: string | null | undefined])[] = [
    ["Fits", meta.command],
    ["Intervals", data.intervals?.meta?.command],
    ["Break tests", data.breakTests?.meta?.command],
    ["This page", data.command],
  ];
  return (
    <section aria-label="How to reproduce it" class="reproduce">
      <h2>How to reproduce it</h2>
      {commands.map(([name, command]) => command && <Copied key={name} name={name} text={command} />)}
      {law && <Copied name="The law in Python (import numpy as np)" text={pythonLaw(law)} />}
      <p class="note">{madeWords(meta)}</p>
    </section>
  );
}

function madeWords(meta: FitMeta): string {
  const { version, engine, adapter, options, seconds, sources, command } = meta;
  if (version === "unknown") {
    return "How these fits were made is not in this format: -o fits.arrow or fits.parquet keeps it.";
  }
  const by = selectedBy(meta);
  const made = [
    `bnsl ${version}, ${engine} engine${adapter ? ` on ${adapter}` : ""}, seed ${options.seed}`,
    `starts ${options.starts}, objective ${options.objective}`,
    ...(options.huber === null ? [] : [`Huber's δ ${number(options.huber)}`]),
    by === null ? "nothing selected" : `selection by ${criterionName(by)}`,
  ].join(", ");
  const from = sources.length === 0 ? "" : ` Read from ${sources.join(", ")}.`;
  const code = command === null ? " Made from code, not by a command." : "";
  return `${made}; ${duration(seconds)} for all curves.${from}${code}`;
}

function Copied({ name, text }: { name: string; text: string }) {
  return (
    <div class="copied">
      <span>{name}</span>
      <Command text={text} />
      <CopyButton text={text} of={name} />
    </div>
  );
}
