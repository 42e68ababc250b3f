import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineError } from "../../src/core/errors.js";
import type { FitResult } from "../../src/core/types.js";
import { RunError } from "../../src/run/runEngine.js";
import { readFits } from "../../src/tables/read.js";
import { madeMeta } from "../tables/madeFits.js";
import {
  bnsl,
  curvesCsv,
  FakeSignals,
  fakeFit,
  fakeWindows,
  folderWith,
  TextSink,
  type Request,
  type Run,
} from "./harness.js";

const CURVES = 10;
let folder: ReturnType<typeof folderWith>;
let csv: string;
let output: string;
let checkpoint: string;

beforeEach(() => {
  folder = folderWith({ "curves.csv": curvesCsv(Array.from({ length: CURVES }, () => 8)) });
  csv = folder.path("curves.csv");
  output = folder.path("fits.arrow");
  checkpoint = `${output}.checkpoint`;
});
afterEach(() => folder.remove());

const lost = () => new RunError(new EngineError("the device was lost twice"), madeMeta());

/** Windows of three curves, each of which is noted; the one at `failing` ends the run with an error. */
function windowsOfThree(fitted: number[], failing = Infinity, error: () => Error = lost) {
  return fakeWindows(3, (first) => {
    if (first === failing) throw error();
    fitted.push(first);
  });
}

function fit(fitted: number[], failing?: number, ...args: string[]): Promise<Run> {
  return bnsl(["fit", csv, "-o", output, ...args], { fit: windowsOfThree(fitted, failing) });
}

/** Without what a clock has told. */
function timeless({ meta, rows }: FitResult): unknown {
  return { rows, meta: { ...meta, seconds: 0 } };
}

describe("a run that an error ends", () => {
  it("keeps its windows, and the same command goes on and gives the table of an unbroken run", async () => {
    const whole: number[] = [];
    await fit(whole);
    expect(whole).toEqual([0, 3, 6, 9]);
    expect(existsSync(checkpoint), "an unbroken run leaves nothing").toBe(false);
    const unbroken = await readFits(output);
    rmSync(output);

    const fitted: number[] = [];
    const broken = await fit(fitted, 6);
    expect(broken).toMatchObject({ code: 3, out: "" });
    expect(broken.err).toContain(
      `6 of 10 curves are kept in ${checkpoint}; the same command goes on from there\nerror: the device was lost twice\n`,
    );
    expect(existsSync(output), "nothing under the final name").toBe(false);
    const again = await fit(fitted);
    expect(again.code).toBe(0);
    expect(again.err).toContain("going on: 6 of 10 curves were done");
    expect(fitted, "no window twice").toEqual([0, 3, 6, 9]);
    expect(timeless(await readFits(output))).toEqual(timeless(unbroken));
    expect((await readFits(output)).meta.seconds).toBeGreaterThan(1);
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow"]);
  });

  it("says how much is kept with --quiet, too", async () => {
    expect((await fit([], 3, "--quiet")).err).toBe(
      `3 of 10 curves are kept in ${checkpoint}; the same command goes on from there\nerror: the device was lost twice\n`,
    );
  });

  it("keeps them in the folder that --checkpoint names, without a file of fits, too", async () => {
    const named = folder.path("kept");
    const args = ["fit", csv, "--checkpoint", named, "--json", "--breaks", "0"];
    const broken = await bnsl(args, { fit: windowsOfThree([], 9) });
    expect(broken).toMatchObject({ code: 3, out: "" });
    expect(broken.err).toContain(`9 of 10 curves are kept in ${named}`);
    const fitted: number[] = [];
    const run = await bnsl(args, { fit: windowsOfThree(fitted) });
    expect(fitted).toEqual([9]);
    expect(run.out.trimEnd().split("\n")).toHaveLength(CURVES);
    expect(existsSync(named)).toBe(false);
  });

  it("is not gone on with by another command or on another input, which say what differs", async () => {
    await fit([], 6);
    const before = readdirSync(checkpoint).sort();
    const other = await fit([], Infinity, "--seed", "5");
    expect(other.code).toBe(2);
    expect(other.err).toContain(
      `${checkpoint} is the checkpoint of another run: seed is 0 there and 5 here. Delete the folder`,
    );
    writeFileSync(csv, readFileSync(csv, "utf8").replace("c3,1,", "c3,1.5,"));
    const changed = await fit([]);
    expect(changed.code).toBe(2);
    expect(changed.err).toContain("the input is another one (its names, keys or numbers differ)");
    expect(readdirSync(checkpoint).sort()).toEqual(before);
  });

  it("fits a damaged window again, and says which", async () => {
    await fit([], 6);
    const name = readdirSync(checkpoint).find((file) => file.startsWith("fits-000000003-"))!;
    writeFileSync(`${checkpoint}/${name}`, "damaged");
    const fitted: number[] = [];
    const run = await fit(fitted);
    expect(run.err).toContain(`${name} is damaged: its curves are fitted again`);
    expect(run.err).toContain("going on: 3 of 10 curves were done");
    expect(fitted).toEqual([3, 6, 9]);
    expect((await readFits(output)).rows.map(({ key }) => key[0])).toContain("c4");
  });

  it("says so where another engine goes on", async () => {
    await fit([], 6);
    const gpu = fakeWindows(3);
    const run = await bnsl(["fit", csv, "-o", output], {
      fit: (store, options, request, sink) =>
        gpu(
          store,
          options,
          { ...request, onEngine: () => request.onEngine?.({ engine: "gpu", adapter: "H100" }) },
          sink,
        ),
    });
    expect(run.err).toContain("the curves that were done were fitted by cpu, the rest is by gpu on H100");
  });
});

describe("a table of one window", () => {
  it("makes no checkpoint unless one is asked for", async () => {
    let during: string[] = [];
    const looks = fakeWindows(CURVES, () => (during = readdirSync(checkpoint)));
    await bnsl(["fit", csv, "-o", output], { fit: looks });
    expect(during.filter((name) => name !== "lock" && name !== "input")).toEqual([]);
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow"]);
    const named = folder.path("kept");
    const failing: Run = await bnsl(["fit", csv, "-o", output, "--checkpoint", named], {
      fit: async (store, options, run, sink) => {
        await fakeWindows(CURVES)(store, options, run, sink);
        throw lost();
      },
    });
    expect(failing.err).toContain(`10 of 10 curves are kept in ${named}`);
  });
});

describe("a signal", () => {
  /** Sent while the window at `first` is being fitted. */
  const during = (signals: FakeSignals, first: number, ...send: ("SIGINT" | "SIGTERM")[]) =>
    fakeWindows(3, (now) => {
      if (now === first) for (const signal of send) signals.send(signal);
    });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s finishes the window, keeps it, says how to go on, and exits with %i", async (signal, code) => {
    const interrupts = new FakeSignals();
    const run = await bnsl(["fit", csv, "-o", output], { interrupts, fit: during(interrupts, 3, signal) });
    expect(run).toMatchObject({ code, out: "" });
    expect(run.err).toContain(
      `${signal}: finishing the window in hand; a second signal quits at once; the same command goes on either way\n`,
    );
    expect(run.err).toMatch(
      /stopped after 6 of 10 curves, kept in .*checkpoint; the same command goes on from there\n$/,
    );
    expect(interrupts.quits).toEqual([]);
    expect(interrupts.listeners.size, "nobody listens afterwards").toBe(0);
    const fitted: number[] = [];
    expect((await fit(fitted)).code).toBe(0);
    expect(fitted).toEqual([6, 9]);
  });

  it("while the table is read quits at once, with a word", async () => {
    const interrupts = new FakeSignals();
    const running = bnsl(["fit", csv, "-o", output], { interrupts, fit: fakeWindows(3) });
    while (interrupts.listeners.size === 0) await new Promise((resolve) => setImmediate(resolve));
    interrupts.send("SIGTERM");
    expect(interrupts.quits).toEqual([143]);
    // a process would have ended here; this one goes on, and stops before its first window
    const { err } = await running;
    expect(err).toContain("SIGTERM: stopped while the table was read; nothing was fitted\n");
    expect(err).toContain("stopped after 0 of 10 curves");
  });

  it("that comes twice quits at once", async () => {
    const interrupts = new FakeSignals();
    await bnsl(["fit", csv, "-o", output], { interrupts, fit: during(interrupts, 3, "SIGINT", "SIGTERM") });
    expect(interrupts.quits).toEqual([143]);
  });

  it("prints what was done where nothing is kept, and says how to keep it", async () => {
    const interrupts = new FakeSignals();
    const run = await bnsl(["fit", csv, "--breaks", "0"], {
      interrupts,
      fit: during(interrupts, 3, "SIGINT"),
    });
    expect(run.code).toBe(130);
    expect(run.out).toMatch(/^6 curves, 6 rows:/m);
    expect(run.err).toContain("stopped after 6 of 10 curves; with -o FILE or --checkpoint FOLDER what is done is kept");
  });

  it("before anything is done says so, and does not name an -o that was given", async () => {
    const interrupts = new FakeSignals();
    const run = await bnsl(["fit", csv, "-o", output], {
      interrupts,
      fit: (store, options, request, sink) => {
        interrupts.send("SIGINT");
        return fakeWindows(3)(store, options, request, sink);
      },
    });
    expect(run.code).toBe(130);
    expect(run.err).toMatch(/^stopped after 0 of 10 curves$/m);
    expect(readdirSync(folder.path("."))).toEqual(["curves.csv"]);
  });

  it("in the last window leaves intervals out, and says how to make them", async () => {
    const interrupts = new FakeSignals();
    const run = await bnsl(["fit", csv, "-o", output, "--bootstrap", "100"], {
      interrupts,
      fit: during(interrupts, 9, "SIGINT"),
      bootstrap: () => {
        throw new Error("nothing is bootstrapped");
      },
    });
    expect(run.code).toBe(130);
    expect(run.err).toContain(`stopped before the intervals; bnsl bootstrap makes them from ${output}\n`);
    expect((await readFits(output)).rows).toHaveLength(4 * CURVES);
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow"]);
  });

  it("that comes in the last window changes the exit code alone", async () => {
    const interrupts = new FakeSignals();
    const run = await bnsl(["fit", csv, "-o", output], { interrupts, fit: during(interrupts, 9, "SIGTERM") });
    expect(run.code).toBe(143);
    expect((await readFits(output)).rows.map(({ key }) => key[0])).toContain("c9");
  });
});

describe("a signal while the table is written", () => {
  /** A terminal whose bar tells of the writing; there a signal is sent. */
  class SignallingTerminal extends TextSink {
    private sent = false;

    constructor(private readonly send: () => void) {
      super(true);
    }

    override write(text: string): true {
      super.write(text);
      if (this.sent || !text.includes("writing")) return true;
      this.sent = true;
      this.send();
      return true;
    }
  }

  /** The end of a process, which nothing outlives: what is under way is unwound. */
  class EndingSignals extends FakeSignals {
    override quit(exitCode: number): void {
      super.quit(exitCode);
      throw new Error("the process is at its end");
    }
  }

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s says what is kept, ends with %i and leaves nothing half-written", async (signal, code) => {
    const interrupts = new EndingSignals();
    const stderr = new SignallingTerminal(() => interrupts.send(signal));
    await bnsl(["fit", csv, "-o", output], { interrupts, stderr, fit: windowsOfThree([]) });
    expect(interrupts.quits).toEqual([code]);
    expect(stderr.text).toContain(
      `stopped while the table was written; 10 of 10 curves are kept in ${checkpoint}; the same command goes on from there\n`,
    );
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow.checkpoint"]);
    const fitted: number[] = [];
    const again = await fit(fitted);
    expect(again.code).toBe(0);
    expect(again.err).toContain("going on: 10 of 10 curves were done");
    expect(fitted).toEqual([]);
    expect((await readFits(output)).rows).toHaveLength(4 * CURVES);
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow"]);
  });

  it("lets a file be finished that alone will hold the fits; a second one quits at once", async () => {
    const interrupts = new FakeSignals();
    const stderr = new SignallingTerminal(() => interrupts.send("SIGTERM"));
    const run = await bnsl(["fit", csv, "-o", output], { interrupts, stderr });
    expect(run.code).toBe(143);
    expect(stderr.text).toContain(`SIGTERM: finishing ${output}; a second signal quits at once\n`);
    expect(interrupts.quits).toEqual([]);
    expect((await readFits(output)).rows).toHaveLength(4 * CURVES);

    const twice = new SignallingTerminal(() => {
      interrupts.send("SIGTERM");
      interrupts.send("SIGINT");
    });
    await bnsl(["fit", csv, "-o", output], { interrupts, stderr: twice });
    expect(interrupts.quits).toEqual([130]);
  });

  it("to standard output says how to keep what is lost with it", async () => {
    const interrupts = new FakeSignals();
    let sent = false;
    const stdout = {
      write(): true {
        if (!sent) interrupts.send("SIGINT");
        return (sent = true);
      },
    };
    const run = await bnsl(["fit", csv, "--json"], { interrupts, stdout });
    expect(interrupts.quits).toEqual([130]);
    expect(run.err).toContain(
      "stopped while the table was written; with -o FILE or --checkpoint FOLDER what is done is kept, and the same " +
        "command goes on\n",
    );
  });

  it("that comes when the table is whole lets its checkpoint be removed", async () => {
    const interrupts = new FakeSignals();
    let err = "";
    const stderr = {
      write(text: string): void {
        err += text;
        // the removal begins before the next turn of the event loop
        if (text.startsWith("wrote")) setImmediate(() => interrupts.send("SIGTERM"));
      },
    };
    const run = await bnsl(["fit", csv, "-o", output], { interrupts, stderr, fit: windowsOfThree([]) });
    expect(run.code).toBe(143);
    expect(err).toContain("SIGTERM: the table is whole, and its checkpoint is being removed;");
    expect(interrupts.quits).toEqual([]);
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow"]);
  });

  it("of intervals that are to follow leaves them out, and says how to make them", async () => {
    const interrupts = new FakeSignals();
    const stderr = new SignallingTerminal(() => interrupts.send("SIGINT"));
    const bootstrap = () => {
      throw new Error("nothing is bootstrapped");
    };
    const args = ["fit", csv, "-o", output, "--bootstrap", "100"];
    expect((await bnsl(args, { interrupts, stderr, bootstrap })).code).toBe(130);
    expect(stderr.text).toContain(`stopped before the intervals; bnsl bootstrap makes them from ${output}\n`);
  });
});

describe("an output that cannot be written", () => {
  it("is an error that says what is kept, where its folder is removed during the run", async () => {
    const place = folder.path("out");
    const kept = folder.path("kept");
    mkdirSync(place);
    const args = ["fit", csv, "-o", `${place}/fits.csv`, "--checkpoint", kept];
    const removing = fakeWindows(3, (first) => {
      if (first === 9) rmSync(place, { recursive: true });
    });
    const run = await bnsl(args, { fit: removing });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`10 of 10 curves are kept in ${kept}; the same command goes on from there\n`);
    expect(run.err).toContain(`error: ${place}/fits.csv: the folder ${place} does not exist; make it first`);
    mkdirSync(place);
    const fitted: number[] = [];
    expect((await bnsl(args, { fit: windowsOfThree(fitted) })).code).toBe(0);
    expect(fitted).toEqual([]);
    expect(readdirSync(place)).toEqual(["fits.csv"]);
  });

  it("takes the checkpoint beside it along, and says that", async () => {
    const place = folder.path("out");
    mkdirSync(place);
    const removing = fakeWindows(3, (first) => {
      if (first === 6) rmSync(place, { recursive: true });
    });
    const run = await bnsl(["fit", csv, "-o", `${place}/fits.csv`], { fit: removing });
    expect(run.code).toBe(2);
    expect(run.err).toContain("fits.csv.checkpoint: the checkpoint was removed while the run was writing to it");
    expect(run.err, "nothing is kept").not.toContain("kept in");
    expect(existsSync(place)).toBe(false);
  });

  it("costs no row of a table of one window, which has no checkpoint", async () => {
    const place = folder.path("out");
    mkdirSync(place);
    const removing = fakeWindows(CURVES, () => rmSync(place, { recursive: true }));
    const run = await bnsl(["fit", csv, "-o", `${place}/fits.csv`], { fit: removing });
    expect(run).toMatchObject({ code: 2, out: "" });
    const [, path] = /^the fits are in (.*) instead: move them to where you want them$/m.exec(run.err)!;
    expect(run.err).toContain(`error: ${place}/fits.csv: the folder ${place} does not exist; make it first`);
    expect(basename(path)).toBe("fits.csv");
    expect((await readFits(path)).rows).toHaveLength(4 * CURVES);
    rmSync(dirname(path), { recursive: true });
  });

  it("leaves no folder elsewhere where the windows went with it", async () => {
    const [place, temporary] = [folder.path("out"), folder.path("tmp")];
    for (const made of [place, temporary]) mkdirSync(made);
    vi.stubEnv("TMPDIR", temporary);
    const run = await bnsl(["fit", csv, "-o", `${place}/fits.csv`], {
      fit: async (...request) => {
        const outcome = await fakeWindows(3)(...request);
        rmSync(place, { recursive: true });
        return outcome;
      },
    }).finally(() => vi.unstubAllEnvs());
    expect(run.code).toBe(2);
    expect(run.err).not.toContain("instead");
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("is refused where it is the checkpoint's folder, too", async () => {
    const run = await bnsl(["fit", csv, "-o", output, "--checkpoint", `${folder.path(".")}/fits.arrow`]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(`-o and --checkpoint both name ${output}: name a file and a folder`);
  });

  it("has its checkpoint removed before anything is printed: its reader may be gone", async () => {
    let during: string[] = [];
    const stdout = { write: () => (during = readdirSync(folder.path("."))) };
    await bnsl(["fit", csv, "-o", output], { fit: windowsOfThree([]), stdout });
    expect(during.sort()).toEqual(["curves.csv", "fits.arrow"]);
  });

  it("is no half-written file where the disk is full", async () => {
    const full = folder.path("full.csv");
    symlinkSync("/dev/full", full);
    const run = await bnsl(["fit", csv, "-o", full, "--checkpoint", folder.path("kept")], {
      fit: windowsOfThree([]),
    });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`10 of 10 curves are kept in ${folder.path("kept")}`);
    expect(run.err).toContain("no space left on the device");
  });

  it("is refused before anything is fitted where a file stands for its checkpoint", async () => {
    writeFileSync(checkpoint, "");
    const seen: Request[] = [];
    const run = await bnsl(["fit", csv, "-o", output], { fit: fakeFit(seen) });
    expect(run.code).toBe(2);
    expect(run.err).toContain(`${output}: its checkpoint ${checkpoint}: it is a file`);
    expect(seen).toEqual([]);
  });

  it("leaves no folder behind where the input is bad", async () => {
    writeFileSync(csv, "curve,x,y\nc,1,zero\nc,2,1\n");
    expect((await fit([])).code).toBe(2);
    expect(readdirSync(folder.path("."))).toEqual(["curves.csv"]);
  });
});

describe("a shard", () => {
  it("is every n-th curve, and says so in its table", async () => {
    const run = await fit([], Infinity, "--shard", "2/3", "--breaks", "0");
    expect(run.code).toBe(0);
    const { rows } = await readFits(output);
    expect(rows.map(({ key }) => key[0])).toEqual(["c1", "c4", "c7"]);
  });

  it.each([
    [["--shard", "0/3"], "--shard 0/3: give I/N with I from 1 to N, such as 3/8"],
    [["--shard", "4/3"], "--shard 4/3: give I/N"],
    [["--shard", "1"], "--shard 1: give I/N"],
    [["--shard", "1/3", "--bootstrap", "9"], "--shard and --bootstrap exclude each other"],
    [["--shard", "1/3", "--protocol", "extrapolate"], "--shard and --protocol extrapolate exclude each other"],
    [["--checkpoint", ""], "--checkpoint stands without a folder: name one"],
  ])("is refused as %j", async (args, message) => {
    const run = await fit([], Infinity, ...args);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(message);
  });
});

describe("a table that is written at the end", () => {
  it("tells so, as a part of the run that takes time", async () => {
    const terminal = new TextSink(true);
    await bnsl(["fit", csv, "-o", output], { fit: windowsOfThree([]), stderr: terminal });
    expect(terminal.text).toContain("writing");
    const other = new TextSink(true);
    await bnsl(["fit", csv], { fit: windowsOfThree([]), stderr: other });
    expect(other.text).not.toContain("writing");
  });
});

describe("what is printed of many curves", () => {
  it("beside a file is at most 200, with the totals of all", async () => {
    writeFileSync(csv, curvesCsv(Array.from({ length: 250 }, (_, i) => (i === 240 ? 2 : 6))));
    const run = await fit([], Infinity, "--breaks", "0");
    expect(run.code).toBe(1);
    expect(run.out.match(/^c\d+ /gm)).toHaveLength(200);
    expect(run.out).toContain(`\n… and 50 more curves (bnsl show ${output} lists them)\n`);
    expect(run.out).toMatch(/^250 curves, 250 rows: 249 converged-gradient, 1 too-few-points\.$/m);
    expect(run.err).toContain("no fit at any number of breaks for 1 curve:\n  c240\n");
    const worst = await fit([], Infinity, "--breaks", "0", "--sort");
    expect(worst.out).toMatch(/^c240 /m);
    const all = await bnsl(["fit", csv, "--breaks", "0"], { fit: windowsOfThree([]) });
    expect(all.out.match(/^c\d+ /gm)).toHaveLength(250);
  });

  it("names a thousand curves without a fit and counts the rest", async () => {
    writeFileSync(csv, curvesCsv(Array.from({ length: 1010 }, () => 2)));
    const run = await bnsl(["fit", csv, "--quiet", "--breaks", "0"]);
    expect(run.err.split("\n").slice(-3)).toEqual(["  c999", "  … and 10 more", ""]);
  });

  it.each(["csv", "jsonl"])("as %s is the same in windows as at once", async (ending) => {
    const windows = folder.path(`windows.${ending}`);
    const once = folder.path(`once.${ending}`);
    await bnsl(["fit", csv, "-o", windows, "--breaks", "0..2"], { fit: windowsOfThree([]) });
    await bnsl(["fit", csv, "-o", once, "--breaks", "0..2"], { fit: fakeFit() });
    expect(readFileSync(windows, "utf8")).toBe(readFileSync(once, "utf8"));
    const printed = await bnsl(["fit", csv, ...(ending === "csv" ? ["-o", "-"] : ["--json"]), "--breaks", "0..2"]);
    expect(printed.out).toBe(readFileSync(once, "utf8"));
  });
});
