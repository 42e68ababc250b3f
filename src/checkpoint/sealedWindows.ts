import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors.js";
import type { FitMeta, FitRow } from "../core/types.js";
import { attempt } from "../node/files.js";
import type { FittedWindow } from "../run/fitRun.js";
import { rawFromBytes } from "../tables/rawTable.js";
import { fitsFromBytes } from "../tables/read.js";
import { metaFrom } from "../tables/readMeta.js";
import { tableKinds } from "../tables/tableKind.js";
import { tableBytes } from "../tables/write.js";
import { writeDurably } from "./files.js";
import { sealOf, windowFile, type WindowFile } from "./windowFiles.js";

/** The windows of one run as files of a folder, each under a seal that shows damage. */
export class SealedWindows {
  constructor(
    private readonly folder: string,
    private readonly identity: string,
  ) {}

  /** @throws InputError where it cannot be written */
  async write({ first, curves, rows }: FittedWindow, meta: FitMeta): Promise<WindowFile> {
    const bytes = await tableBytes({ meta, rows }, "arrow");
    const file = windowFile(first, curves, sealOf(this.identity, { first, curves }, bytes));
    await writeDurably(this.pathOf(file), bytes);
    return file;
  }

  /** @throws InputError where it cannot be read */
  isWhole(file: WindowFile): boolean {
    return this.sealed(file) !== null;
  }

  /** @throws InputError where it is damaged, or gone */
  async rows(file: WindowFile): Promise<readonly FitRow[]> {
    return (await fitsFromBytes(this.bytes(file), this.pathOf(file))).rows;
  }

  /** How it was made. */
  async meta(file: WindowFile): Promise<FitMeta | null> {
    const { metadata } = await rawFromBytes(this.bytes(file), this.pathOf(file), tableKinds.fits);
    return metaFrom(metadata, this.pathOf(file));
  }

  remove(file: WindowFile): void {
    rmSync(this.pathOf(file), { force: true });
  }

  pathOf({ name }: WindowFile): string {
    return join(this.folder, name);
  }

  private bytes(file: WindowFile): Uint8Array {
    const bytes = this.sealed(file);
    if (bytes) return bytes;
    throw new InputError(
      `${this.pathOf(file)} was damaged or removed during the run; run the same command again: its curves are fitted again`,
    );
  }

  /** Null where it is damaged, or gone. @throws InputError where the disk does not hand it over: it may be whole */
  private sealed(file: WindowFile): Uint8Array | null {
    const path = this.pathOf(file);
    if (!existsSync(path)) return null;
    const bytes = attempt(path, "read", () => readFileSync(path));
    return sealOf(this.identity, file, bytes) === file.seal ? bytes : null;
  }
}
