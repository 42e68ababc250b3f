import { readdirSync, readFileSync } from "node:fs";

/**
 * Peak resident memory (VmHWM) of a process and of all its living children, added up, in bytes; 0 where the system
 * has no /proc. Pages that children share are counted once for each: an upper bound.
 */
export function peakMemory(pid: number): number {
  const own = /VmHWM:\s+(\d+) kB/.exec(readOrEmpty(`/proc/${pid}/status`));
  const children = threadsOf(pid).flatMap((thread) =>
    readOrEmpty(`/proc/${pid}/task/${thread}/children`).trim().split(/\s+/).filter(Boolean),
  );
  return (own ? Number(own[1]) * 1024 : 0) + children.reduce((sum, child) => sum + peakMemory(Number(child)), 0);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Processes end while they are looked at. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
