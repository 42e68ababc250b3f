import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { LockHolder } from "./lock.js";

/** This process as the holder of a lock, under a token of its own. */
export function thisHolder(): LockHolder {
  return {
    pid: process.pid,
    host: hostname(),
    space: numberSpace(),
    token: randomBytes(16).toString("hex"),
  };
}

/**
 * What processes have in common that see each other under the same numbers: on Linux the namespace of process numbers, and
 * the start of the machine, as the first namespace of every machine has one name. Null where a system tells neither.
 */
function numberSpace(): string | null {
  const parts = [
    () => readlinkSync("/proc/self/ns/pid"),
    () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  ].map(orNothing);
  return parts.some((part) => part !== "") ? parts.join(" ") : null;
}

/** Containers may hide either. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
