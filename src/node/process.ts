import { execFile } from "node:child_process";
import { setFlagsFromString } from "node:v8";

/** What a process wrote, and how it ended where it did not end well. */
interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: string | null;
}

/** Runs Node on something that a driver may take down, with it. */
export function runNode(args: readonly string[], timeoutMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { timeout: timeoutMs, killSignal: "SIGKILL" as const, windowsHide: true };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ stdout, stderr, ended: error === null ? null : howItEnded(error) });
    });
  });
}

function howItEnded(error: { killed?: boolean; signal?: string | null; code?: unknown }): string {
  if (error.killed) return "the driver did not answer in time";
  if (error.signal) return `the driver crashed (${error.signal})`;
  return `the process ended with ${String(error.code)}`;
}

/**
 * Has V8 collect what it does not use sooner. Left alone it lets its heap grow to four times of what is in use, so the
 * peak memory of a run depends on how long it takes; what windows leave behind is garbage at once. For a process of
 * our own alone: flags are the whole process's.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=30");
  // of threads that start later: that of this one has its size already
  setFlagsFromString("--max-semi-space-size=4");
}

/** The signals that ask this process to end. Without a listener they end it at once. */
export const interrupts = {
  listen(heard: (signal: "SIGINT" | "SIGTERM") => void): () => void {
    process.on("SIGINT", heard).on("SIGTERM", heard);
    return () => void process.off("SIGINT", heard).off("SIGTERM", heard);
  },
  /** Listeners of the process's end still run: what is half-written is removed. */
  quit(exitCode: number): void {
    process.exit(exitCode);
  },
};
