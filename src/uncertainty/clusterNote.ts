import { distinctX, type PairedFit } from "./pairing.js";
import { CLUSTERS_PER_PARAMETER } from "./resampleKind.js";
import type { BootstrapRequest } from "./types.js";

/** A line where intervals from so few clusters may be too narrow for some curves; null where they are not, or none are asked for. */
export function clusterNote(pairs: readonly PairedFit[], { cluster }: BootstrapRequest): string | null {
  if (cluster === "none") return null;
  const fitted = pairs.filter(({ row }) => row !== null);
  const few = fitted.filter(({ curve, row }) => {
    const distinct = distinctX(curve);
    const clusters = cluster === "x" ? distinct : Math.min(cluster, distinct);
    return clusters < CLUSTERS_PER_PARAMETER * (3 + 3 * row!.nBreaks);
  });
  if (few.length === 0) return null;
  return (
    `${few.length} of ${fitted.length} curves have fewer than ${CLUSTERS_PER_PARAMETER} clusters a parameter: their intervals may be too ` +
    `narrow (docs/STATISTICS.md)`
  );
}
