import { useChunks } from "../ui/chunks.js";
import type { ListProps } from "./listProps.js";
import { LeftOut } from "../ui/LeftOut.js";
import { Multiple } from "./Multiple.js";
import { usePrinting } from "../ui/printing.js";
import { queryText } from "./query.js";

const CHUNK = 48;
/** figures that are printed before the rest is counted */
const PRINTED = 240;

/** A small figure for each line, drawn while it is in or near the window. */
export function Gallery({ report, lines, query, place }: ListProps) {
  const printing = usePrinting();
  const chunks = useChunks(lines, CHUNK, queryText(query), place?.shown);
  const shown = lines.slice(0, printing ? PRINTED : chunks.shown);
  return (
    <>
      <ul class="gallery">
        {shown.map((line) => (
          <Multiple
            key={`${JSON.stringify(line.row.key)} ${line.row.nBreaks}`}
            report={report}
            line={line}
            always={printing}
          />
        ))}
      </ul>
      {lines.length === 0 && <p class="note">No curve answers to all of this.</p>}
      <LeftOut shown={shown.length} all={lines.length} noun="figure" />
      <div ref={chunks.end} />
    </>
  );
}
