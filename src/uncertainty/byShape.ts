import type { Problem } from "../core/problem/problem.js";

/** Entries whose problems can go through an engine together: same n, objective, loss and ties. In order of appearance. */
export function byShape<T>(entries: readonly T[], problemOf: (entry: T) => Problem): T[][] {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const { breaks, linear, huber, ties } = problemOf(entry);
    const shape = JSON.stringify([breaks, linear, Number.isFinite(huber), ties]);
    const group = groups.get(shape);
    if (group) group.push(entry);
    else groups.set(shape, [entry]);
  }
  return [...groups.values()];
}
