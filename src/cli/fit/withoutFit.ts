import { groupByKey, type Keyed } from "../../core/rows/curveRows.js";
import { hasFit } from "../../core/status.js";
import type { FitRow } from "../../core/types.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { NameWitnesses } from "../../text/labels.js";
import { Examples } from "../../text/totals.js";
import type { TextStream } from "../io.js";

/** Names told before the rest is counted. */
const NAMES_TOLD = 1000;

/** The curves of a table that have no fit at any number of breaks, gathered from rows as they come. */
export class WithoutFit {
  private readonly curves = new Examples<Keyed>(NAMES_TOLD);
  private readonly names = new NameWitnesses();

  /** @param rows of whole curves */
  add(rows: readonly FitRow[]): void {
    for (const curve of groupByKey(rows)) {
      this.names.add(curve[0]);
      if (!curve.some((row) => hasFit(row.status))) this.curves.add({ key: curve[0].key });
    }
  }

  /** Names them; the exit code. */
  list(stream: TextStream): 0 | 1 {
    const { first, count } = this.curves;
    if (count === 0) return 0;
    stream.write(`no fit at any number of breaks for ${counted(count, "curve")}:\n`);
    const nameOf = this.names.namer();
    for (const curve of first) stream.write(`  ${escapeControls(nameOf(curve))}\n`);
    if (count > first.length) stream.write(`  … and ${count - first.length} more\n`);
    return 1;
  }
}
