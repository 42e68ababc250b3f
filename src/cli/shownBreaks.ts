import { InputError } from "../core/errors.js";
import { hasFit } from "../core/status.js";
import type { FitRow } from "../core/types.js";

/** Which fit of a curve is shown: the selected one, or the one with so many breaks. */
export type ShownBreaks = "selected" | number;

export { parseShownBreaks } from "../core/optionText.js";

/** InputError where no curve has such a fit. That all of them failed is shown, and no error. */
export function checkShownBreaks(rows: readonly FitRow[], breaks: ShownBreaks): void {
  const present = [...new Set(rows.map((row) => row.nBreaks))].sort((p, q) => p - q);
  if (breaks !== "selected" && !present.includes(breaks)) {
    throw new InputError(`--breaks ${breaks}: no curve was fitted with so many; there are ${present.join(", ")}`);
  }
  const unchosen = rows.some(({ status }) => hasFit(status)) && !rows.some(({ selected }) => selected);
  if (breaks === "selected" && present.length > 1 && unchosen) {
    throw new InputError(
      `no number of breaks was selected in these fits: name one of those fitted (${present.join(", ")}) with --breaks`,
    );
  }
}
