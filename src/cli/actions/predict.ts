import { predict, predictionsToArrow, type PredictionTable } from "../../api/predict.js";
import { escapeControls, shortNumber } from "../../formats/terminalText.js";
import { tableBytes, writeTable } from "../../tables/write.js";
import { plainTable, type PlainColumn } from "../../text/plainTable.js";
import type { PredictFlags } from "../commands/predict.js";
import { readSomeFits } from "../inputs.js";
import type { Io } from "../io.js";
import { checkDestination, checkStreams } from "../output.js";

/** What `bnsl predict` does. */
export async function runPredict(fits: string, flags: PredictFlags, io: Io): Promise<void> {
  checkStreams({ inputs: [fits], output: flags.output, printing: flags.json ? ["--json"] : [] });
  if (flags.output !== undefined) checkDestination(flags.output, [fits]);
  const predictions = predict(await readSomeFits(fits), flags.at, { breaks: flags.breaks });
  const table = predictionsToArrow(predictions);
  if (flags.output !== undefined) await writeTable(table, flags.output);
  if (flags.json) io.stdout.write(new TextDecoder().decode(await tableBytes(table, "jsonl")));
  else if (flags.output === undefined) io.stdout.write(predictionText(predictions));
}

function predictionText({ keyNames, rows }: PredictionTable): string {
  const columns: PlainColumn[] = [
    ...keyNames.map((name) => ({ header: ["", escapeControls(name)] as const, right: false })),
    ...["n", "x", "y"].map((name) => ({ header: ["", name] as const, right: true })),
  ];
  const cells = rows.map(({ key, nBreaks, x, y }) => [
    ...key.map(escapeControls),
    nBreaks === null ? "–" : String(nBreaks),
    shortNumber(x, 6),
    shortNumber(y, 6),
  ]);
  return `${plainTable(columns, cells, 2).text.trimStart()}\n`; // the upper line of the header is empty
}
