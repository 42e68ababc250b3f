import { readFileSync } from "node:fs";
import { packageFile } from "../../node/packageFiles.js";
import type { Io } from "../io.js";

/** What `bnsl python` does. */
export function printPython(_: undefined, __: object, io: Io): Promise<void> {
  io.stdout.write(readFileSync(packageFile("src/api/bnsl.py"), "utf8"));
  return Promise.resolve();
}
