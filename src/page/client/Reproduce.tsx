import { lawOf } from "../../report/law.js";
import type { FitRow } from "../../types.js";
import { Command } from "./Command.js";
import { CopyButton } from "./CopyButton.js";
import type { CurveEntry, Report } from "./curveIndex.js";
import { pythonLaw } from "./lawText.js";
import { criterionName, duration, number } from "./numbers.js";

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
      <p class="note">
        bnsl {meta.version},{" "}
        {meta.adapter ? `${meta.engine} engine on ${meta.adapter}` : `${meta.engine} engine`}, seed{" "}
        {meta.options.seed}, starts {meta.options.starts}, objective {meta.options.objective}
        {meta.options.huber !== null && ` with Huber's δ ${number(meta.options.huber)}`}, selection{" "}
        {criterionName(meta.options.select)}, protocol {meta.options.protocol}; {duration(meta.seconds)} for
        all curves. Read from {meta.sources.join(", ")}.
        {meta.command === null &&
          " The fits carry no command: they were made from code, or by way of a format without metadata."}
      </p>
    </section>
  );
}

function Copied({ name, text }: { name: string; text: string }) {
  return (
    <div class="copied">
      <span>{name}</span>
      <Command text={text} />
      <CopyButton text={text} />
    </div>
  );
}
