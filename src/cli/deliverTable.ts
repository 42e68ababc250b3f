import type { Table } from "apache-arrow";
import { counted } from "../formats/terminalText.js";
import { tableBytes, writeTable } from "../tables/write.js";
import type { Io } from "./io.js";
import type { Progress } from "./progress.js";

/** Where the rows of a command go. */
export interface Delivery {
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Writes the file first: a closed pipe must not cost the results. Then prints the rows, or the text for a person. */
export async function deliverTable(
  table: Table,
  text: () => string,
  { output, json, quiet }: Delivery,
  io: Io,
  progress: Progress,
): Promise<void> {
  if (output === "-") io.stdout.write(new TextDecoder().decode(await tableBytes(table, "csv")));
  else if (output !== undefined) {
    await writeTable(table, output);
    progress.note(`wrote ${counted(table.numRows, "row")} to ${output}`);
  }
  if (json) io.stdout.write(new TextDecoder().decode(await tableBytes(table, "jsonl")));
  else if (!quiet && output !== "-") io.stdout.write(text());
}
