import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import type { Curve } from "../../src/core/types.js";
import { workerPool } from "../../src/node/workers.js";
import type { PeerCurve } from "./curves.js";
import { encodeProblems, encodeStarts, writeNumbers } from "./formats.js";
import { ownStarts, randomStarts, type StartRule } from "./starts.js";

/** The files that the fitters of one comparison read and write, in a folder that is taken away at the end. */
export class Workspace {
  private readonly folder = mkdtempSync(join(tmpdir(), "bnsl-peers-"));
  readonly problems = join(this.folder, "problems");
  readonly results = join(this.folder, "results");

  /** @param unweighted the curves of `peers` as our engine takes them */
  constructor(
    private readonly peers: readonly PeerCurve[],
    private readonly unweighted: readonly Curve[],
    private readonly breaks: number,
    private readonly startsPerCurve: number,
  ) {
    writeNumbers(this.problems, encodeProblems(peers, breaks));
  }

  /** The file of starts under a seed; made when it is first asked for. */
  async starts(rule: StartRule, seed: number): Promise<string> {
    const file = join(this.folder, `${rule}-${seed}`);
    if (!existsSync(file)) {
      const starts = rule === "ours" ? await this.drawOwn(seed) : this.drawRandom(seed);
      writeNumbers(file, encodeStarts(starts, this.peers.length, 3 + 3 * this.breaks));
    }
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private drawRandom(seed: number): Float64Array {
    return randomStarts(this.peers, this.breaks, seed, this.startsPerCurve);
  }

  private async drawOwn(seed: number): Promise<Float64Array> {
    const executor = workerPool();
    try {
      return await ownStarts(new CpuEngine(executor), this.unweighted, this.breaks, seed, this.startsPerCurve);
    } finally {
      await executor.close();
    }
  }
}
