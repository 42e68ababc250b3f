import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What was seen of a process from its start to its end. */
export interface Watched {
  readonly code: number | null;
  readonly seconds: number;
  /** largest resident memory, in MB */
  readonly peakMB: number;
  readonly stdout: string;
  /** lines of standard error with the seconds at which they came */
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

const LOOK_EVERY_MS = 500;

/** Runs a command and watches its memory (Linux: /proc). */
export async function watched(command: string, words: readonly string[]): Promise<Watched> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
  const lines: { at: number; text: string }[] = [];
  let stdout = "";
  let open = "";
  let peakMB = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const parts = (open + text).split("\n");
    open = parts.pop() ?? "";
    lines.push(...parts.map((part) => ({ at: seconds(), text: part })));
  });
  const look = setInterval(() => (peakMB = Math.max(peakMB, residentPeakMB(child.pid))), LOOK_EVERY_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearInterval(look));
  return { code, seconds: seconds(), peakMB, stdout, lines };
}

/** The kernel's own high-water mark, so that nothing between two looks is missed; 0 once the process has ended. */
function residentPeakMB(pid: number | undefined): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return found === null ? 0 : Number(found[1]) / 1024;
  } catch {
    return 0;
  }
}
