import { execFile } from "node:child_process";

/** What a process wrote, and how it ended where it did not end well. */
export interface Ended {
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
