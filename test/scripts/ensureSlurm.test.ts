import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/ensure-slurm", import.meta.url));
const programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "sinfo"];

/** The only folder of programs that the script sees, so that nothing of this machine is looked at or changed. */
let machine: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "ensure-slurm-"));
  for (const name of ["bash", "env", "tee", "chmod", "rm"]) symlinkSync(`/bin/${name}`, join(machine, name));
  put("id", "echo 1000");
  put("sudo", `if [ "$1" = -n ]; then exit 0; fi; "$@"`);
  put("tee", "/bin/cat >/dev/null");
  put("chmod", ":");
  put("rm", ":");
  put("apt-get", `echo "$*" >>${machine}/apt.log; case "$*" in *update) ;; *) /bin/touch ${machine}/installed ;; esac`);
});
afterEach(() => rmSync(machine, { recursive: true }));

function put(name: string, text: string): void {
  rmSync(join(machine, name), { force: true });
  writeFileSync(join(machine, name), `#!/bin/bash\n${text}\n`);
  chmodSync(join(machine, name), 0o755);
}

function run(...args: string[]) {
  // without the folders of daemons that the script adds to its PATH: this machine may have Slurm in them
  const text = readFileSync(script, "utf8").replace("PATH=$PATH:/usr/sbin:/sbin", "");
  return spawnSync("/bin/bash", ["-c", text, script, ...args], { encoding: "utf8", env: { PATH: machine } });
}

describe("scripts/ensure-slurm", () => {
  it("is content with what there is", () => {
    for (const name of programs) put(name, "echo slurm-wlm 1.2.3");
    const { status, stdout } = run();
    expect(status).toBe(0);
    expect(stdout).toBe("ensure-slurm: there is slurm-wlm 1.2.3\n");
    expect(existsSync(join(machine, "apt.log"))).toBe(false);
  });

  it("--check names what is missing and installs nothing", () => {
    for (const name of programs) if (name !== "slurmd") put(name, ":");
    const { status, stderr } = run("--check");
    expect(status).toBe(1);
    expect(stderr).toContain("there is no slurmd; run scripts/ensure-slurm, or set BNSL_NO_SLURM=1");
    expect(existsSync(join(machine, "apt.log"))).toBe(false);
  });

  it("--dry-run prints the commands and runs none", () => {
    const { status, stdout } = run("--dry-run");
    expect(status).toBe(0);
    expect(stdout).toContain("apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends slurm-wlm munge");
    expect(existsSync(join(machine, "apt.log"))).toBe(false);
  });

  it("fails where there is neither root nor sudo, and where apt-get brought nothing", () => {
    expect(run().stderr).toContain("the packages are installed, but there is still no munged");
    expect(readFileSync(join(machine, "apt.log"), "utf8")).toBe(
      "-o DPkg::Lock::Timeout=300 update\n-o DPkg::Lock::Timeout=300 install -y --no-install-recommends slurm-wlm munge\n",
    );
    rmSync(join(machine, "sudo"));
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain("installing needs root, and there is no sudo");
  });

  it("refuses other arguments", () => {
    expect(run("--force")).toMatchObject({ status: 1 });
  });
});
