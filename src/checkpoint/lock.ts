import { z } from "zod";

/** Who works in a checkpoint, as its lock file says it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** tells hosts and containers apart in which a number stands for other processes; null: its holder cannot say */
  readonly space: string | null;
  /** tells two holders with one process number apart */
  readonly token: string;
}

/** How often a holder touches its lock, and for how long it may not before it is doubted, though its process runs. */
export const BEAT_MS = 5_000;
export const SILENT_MS = 120_000;
/** A doubtful lock that nobody touches for so long while it is watched is left behind: clocks need not agree. */
export const WATCH_MS = 30_000;

/** What is known of a lock that stands already. */
export interface SeenLock {
  /** null: the file is damaged, or was cut short */
  readonly holder: LockHolder | null;
  /** since it was last touched, by this host's clock */
  readonly silentMs: number;
  /** whether a process of that number runs, as this process sees it */
  readonly alive: boolean;
}

/** "held": refused; "left": its holder is gone; "watch": only time tells. */
export type LockVerdict = "held" | "left" | "watch";

/**
 * Whether the holder of a lock still works. A process whose number means the same here is asked for directly; one of
 * another host or container is known by its touches alone. How old a touch is never decides: clocks differ between hosts,
 * and jump.
 */
export function lockVerdict({ holder, silentMs, alive }: SeenLock, me: LockHolder): LockVerdict {
  if (holder === null || !sharesNumbers(holder, me)) return "watch";
  // this process is not the holder: another had its number before, in a container that was started anew
  if (!alive || holder.pid === me.pid) return "left";
  // another process may have its number by now
  return silentMs > SILENT_MS ? "watch" : "held";
}

/** Whether a process number stands for one process to both. Containers may have one host name, and a number each. */
export function sharesNumbers(one: LockHolder, other: LockHolder): boolean {
  return one.host === other.host && one.space === other.space;
}

/** Null where the text is no lock's. */
export function readLock(text: string): LockHolder | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const schema = z.object({
  pid: z.number().int(),
  host: z.string(),
  // locks of earlier versions are without
  space: z.string().nullable().default(null),
  token: z.string(),
});
