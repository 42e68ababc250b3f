import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/*
 * The scripts of scripts/slurm and the shell of docs/CLUSTER.md's manifest, with stand-ins for Slurm's commands and for bnsl.
 * scripts/prove-slurm runs them on a real cluster.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const slurm = join(root, "scripts/slurm");

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "bnsl-cluster-"));
  put("sbatch", `echo "$*" >>"${machine}/sbatch.log"; wc -l <"${machine}/sbatch.log"`);
  put("squeue", `cat "${machine}/state" 2>/dev/null`);
  put("scontrol", `echo "$*" >>"${machine}/scontrol.log"`);
  put("bnsl", "exit 0");
});
afterEach(() => rmSync(machine, { recursive: true }));

/** A stand-in for a program. */
function put(name: string, script: string): void {
  mkdirSync(join(machine, "bin"), { recursive: true });
  writeFileSync(join(machine, "bin", name), `#!/bin/bash\n${script}\n`);
  chmodSync(join(machine, "bin", name), 0o755);
}

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { PATH: `${machine}/bin:${dirname(process.execPath)}:/usr/bin:/bin`, ...more };
}

function run(command: string, args: readonly string[], more: Record<string, string> = {}) {
  return spawnSync(command, args, { encoding: "utf8", cwd: machine, env: environment(more) });
}

function log(name: string): string[] {
  const path = join(machine, name);
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
}

function submit(...args: string[]) {
  return run(join(slurm, "submit"), args);
}

function file(path: string, text = "whole"): void {
  writeFileSync(join(machine, path), text);
}

describe("scripts/slurm/submit", () => {
  it("submits an array with a task a shard, and a merge behind it", () => {
    const { status, stdout } = submit(
      "4",
      "run",
      "--partition=p",
      "--gres=none",
      "--time=9",
      "--",
      "a b.csv",
      "--seed",
      "3",
    );
    expect(status).toBe(0);
    const [array, merge] = log("sbatch.log");
    expect(array).toContain(`--array=1-4 --output=${machine}/run/logs/%a.log --partition=p --gres=none --time=9 `);
    expect(array).toContain(`${slurm}/bnsl-array.sbatch ${machine}/run`);
    expect(merge).toContain(`--dependency=afterany:1 --output=${machine}/run/logs/merge.log --partition=p --time=9 `);
    expect(merge).toContain(`${slurm}/bnsl-merge.sbatch ${machine}/run 1`);
    expect(stdout).toContain("submitted job 1: shards 1-4 of 4");
    const words = run("bash", ["-c", `. run/run; printf '<%s>' "\${fit[@]}"`]).stdout;
    expect(words).toBe("<a b.csv><--seed><3>");
  });

  it("submits what is missing alone, and only the merge where nothing is", () => {
    const command = ["6", "run", "--", "c.csv"];
    submit(...command);
    for (const shard of [2, 3, 6]) file(`run/shards/${shard}.arrow`);
    file("run/shards/5.arrow", "");
    submit(...command);
    expect(log("sbatch.log")[2]).toContain("--array=1,4-5 ");
    for (const shard of [1, 4, 5]) file(`run/shards/${shard}.arrow`);
    submit(...command);
    expect(log("sbatch.log")).toHaveLength(5);
    expect(log("sbatch.log")[4]).toContain("bnsl-merge.sbatch");
    expect(log("sbatch.log")[4]).not.toContain("--dependency");
  });

  it.each([
    [["4", "run", "--", "c.csv", "--seed", "4"], "holds another run"],
    [["5", "run", "--", "c.csv"], "holds another run"],
    [["4", "run", "--", "c.csv"], "still being worked on by jobs 1,2"],
  ])("refuses %j after another run, or while it runs", (args, message) => {
    submit("4", "run", "--", "c.csv");
    file("state", "1 RUNNING\n");
    const { status, stderr } = submit(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(log("sbatch.log")).toHaveLength(2);
  });

  it.each([
    [["4", "run", "--", "c.csv", "-o", "x.arrow"], "leave out -o"],
    [["4", "run", "--", "c.csv", "--shard=1/2"], "leave out --shard=1/2"],
    [["4", "run", "--", "c.csv", "--checkpoint", "x"], "leave out --checkpoint"],
    [["4", "run", "--", "-"], "standard input"],
    [["4", "run", "c.csv"], "write options of sbatch as --name=value, not c.csv"],
    [["4", "run", "-p", "gpu", "--", "c.csv"], "write options of sbatch as --name=value, not -p"],
    [["4", "run", "--"], "a table of curves at least"],
    [["0", "run", "--", "c.csv"], "give the number of shards"],
    [[], "give the number of shards"],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = submit(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(log("sbatch.log")).toEqual([]);
  });
});

describe("scripts/slurm/bnsl-array.sbatch", () => {
  const task = { SLURM_ARRAY_TASK_ID: "2", SLURM_JOB_ID: "77", SLURMD_NODENAME: "n1" };

  beforeEach(() => {
    submit("4", "run", "--", "a b.csv", "--seed", "3");
    file("state", "RUNNING\n");
  });

  function array(more: Record<string, string> = {}) {
    return run("bash", [join(slurm, "bnsl-array.sbatch"), `${machine}/run`], { ...task, ...more });
  }

  it("fits its shard into its table with a checkpoint of its own", () => {
    put("bnsl", `printf '<%s>' "$@" >"${machine}/bnsl.log"`);
    expect(array()).toMatchObject({ status: 0, stdout: "shard 2/4: on n1, restart 0\nshard 2/4: done\n" });
    expect(log("bnsl.log")).toEqual([
      `<fit><a b.csv><--seed><3><--shard><2/4><--checkpoint><${machine}/run/running/2><-o><${machine}/run/shards/2.arrow>`,
    ]);
  });

  it("skips a shard whose table is there", () => {
    put("bnsl", "exit 9");
    file("run/shards/2.arrow");
    expect(array()).toMatchObject({ status: 0 });
  });

  it("takes curves without a fit as a result", () => {
    put("bnsl", "exit 1");
    const { status, stdout } = array();
    expect(status).toBe(0);
    expect(stdout).toContain("some curves have no fit");
    expect(log("scontrol.log")).toEqual([]);
  });

  it.each([2, 70])("does not try again after exit code %i", (code) => {
    put("bnsl", `exit ${code}`);
    expect(array().status).toBe(code);
    expect(existsSync(join(machine, "run/failed/2"))).toBe(true);
    expect(log("scontrol.log")).toEqual([]);
  });

  it.each([
    ["an engine lost", "exit 3", 3],
    ["a fit killed", "kill -KILL $$", 137],
  ])("requeues itself after %s, but not for ever", (_, script, code) => {
    put("bnsl", script);
    expect(array().status).toBe(code);
    expect(log("scontrol.log")).toEqual(["requeue 77"]);
    expect(array({ SLURM_RESTART_COUNT: "10" }).stdout).toContain("10 restarts are enough");
    expect(log("scontrol.log")).toHaveLength(1);
  });

  it("does not requeue a job that was cancelled", () => {
    put("bnsl", "exit 143");
    file("state", "COMPLETING\n");
    expect(array().stdout).toContain("the job is COMPLETING: not requeued");
    expect(log("scontrol.log")).toEqual([]);
  });

  it("hands the signal before the time limit to the fit, waits for its window, and requeues itself", async () => {
    put(
      "bnsl",
      `trap 'sleep 0.3; echo kept >"${machine}/kept"; exit 143' TERM; touch "${machine}/ready"; while :; do sleep 0.05; done`,
    );
    const child = spawn("bash", [join(slurm, "bnsl-array.sbatch"), `${machine}/run`], {
      cwd: machine,
      env: environment(task),
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    while (!existsSync(join(machine, "ready"))) await wait(20);
    child.kill("SIGUSR1");
    expect(await ended).toBe(143);
    expect(log("kept")).toEqual(["kept"]);
    expect(log("scontrol.log")).toEqual(["requeue 77"]);
  });
});

describe("scripts/slurm/bnsl-merge.sbatch", () => {
  beforeEach(() => {
    submit("3", "run", "--gres=none", "--time=9", "--", "c.csv");
    put("bnsl", `echo "$*" >>"${machine}/bnsl.log"; [ $# -eq 6 ]`);
  });

  function merge(round: number) {
    return run("bash", [join(slurm, "bnsl-merge.sbatch"), `${machine}/run`, String(round)]);
  }

  it("claims no second round where it may not submit one", () => {
    put("sbatch", "echo 'sbatch: error: Access/permission denied' >&2; exit 1");
    const { status, stdout, stderr } = merge(1);
    expect(status).toBe(1);
    expect(stderr).toContain("could not be submitted: sbatch says why above");
    expect(stdout).not.toContain("submitted job");
  });

  it("merges all shards", () => {
    for (const shard of [1, 2, 3]) file(`run/shards/${shard}.arrow`);
    expect(merge(1).status).toBe(0);
    const tables = [1, 2, 3].map((shard) => `${machine}/run/shards/${shard}.arrow`).join(" ");
    expect(log("bnsl.log")).toEqual([`merge ${tables} -o ${machine}/run/fits.arrow`]);
  });

  it("submits missing shards again with a merge behind them, three rounds in all", () => {
    file("run/shards/2.arrow");
    expect(merge(2)).toMatchObject({ status: 0 });
    const [, , array, next] = log("sbatch.log");
    expect(array).toContain("--array=1,3 ");
    expect(array).toContain("--gres=none --time=9");
    expect(next).toContain("--dependency=afterany:3 ");
    expect(next).toMatch(/ 3$/);
    expect(log("bnsl.log")).toEqual([]);

    const last = merge(3);
    expect(last.status).toBe(1);
    expect(last.stdout).toContain("3 rounds are enough");
    expect(log("bnsl.log")).toHaveLength(1);
    expect(log("sbatch.log")).toHaveLength(4);
  });

  it("does not submit again what another try would not mend", () => {
    file("run/shards/2.arrow");
    file("run/failed/3", "");
    const { status, stdout } = merge(1);
    expect(status).toBe(1);
    expect(stdout).toContain("see why in the logs of 3");
    expect(log("sbatch.log")).toHaveLength(2);
  });

  it("says so where there is no shard at all", () => {
    expect(merge(3)).toMatchObject({ status: 1 });
    expect(log("bnsl.log")).toEqual([]);
  });
});

describe("the shell of the Kubernetes manifest", () => {
  const manifest = /```yaml\n(.*?)```/s.exec(readFileSync(join(root, "docs/CLUSTER.md"), "utf8"))![1];
  const script = /args:\n +- \|\n((?: {14}.*\n)+)/.exec(manifest)![1].replace(/^ {14}/gm, "");

  function pod() {
    return run("sh", ["-c", script.replaceAll("/shared", machine)], {
      JOB_COMPLETION_INDEX: "4",
      SHARDS: "8",
    });
  }

  it.each([
    [0, 0],
    [1, 0],
    [2, 2],
    [3, 3],
  ])("exit code %i of the fit is %i of the pod", (code, expected) => {
    put("bnsl", `printf '%s ' "$@" >"${machine}/bnsl.log"; exit ${code}`);
    expect(pod().status).toBe(expected);
    expect(log("bnsl.log")[0]).toContain(
      `--shard 5/8 --checkpoint ${machine}/run/running/5 -o ${machine}/run/shards/5.arrow`,
    );
  });

  it("skips a shard that is there, and fails where the fit is killed", () => {
    put("bnsl", "kill -KILL $$");
    expect(pod().status).not.toBe(0);
    file("run/shards/5.arrow");
    expect(pod().status).toBe(0);
  });

  it("is the manifest of an indexed Job with as many completions as shards", () => {
    const shards = /name: SHARDS\n +value: "(\d+)"/.exec(manifest)?.[1];
    expect(/^ {2}completions: (\d+)/m.exec(manifest)?.[1]).toBe(shards);
    expect(manifest).toContain("completionMode: Indexed");
    expect(manifest).toContain("backoffLimitPerIndex:");
  });
});
