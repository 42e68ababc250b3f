import { counted } from "./numbers.js";

/** On paper: how much of a list was not printed. */
export function LeftOut({ shown, all, noun }: { shown: number; all: number; noun: string }) {
  if (shown >= all) return null;
  return (
    <p class="note print-only">{counted(all - shown, `more ${noun}`)} left out here: filter them to print them.</p>
  );
}
