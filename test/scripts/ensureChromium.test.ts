import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/ensure-chromium", import.meta.url));
const install = "-o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium";

/** A machine made of stand-ins: nothing of the real one is looked at but bash itself and env. */
let machine: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "ensure-chromium-"));
  for (const tool of ["bash", "env"]) symlinkSync(`/usr/bin/${tool}`, join(machine, tool));
  put("id", "echo 0");
  put("sudo", "exit 1");
  release("ID=debian\nVERSION_CODENAME=bookworm\n");
  // what is installed stands in the log already when the browser is asked for its version
  put("apt-get", `echo "$*" >> "${machine}/log"`);
  put("chromium", `case "$(<"${machine}/log")" in *install*) echo "Chromium 1.2" ;; *) exit 1 ;; esac`);
  writeFileSync(join(machine, "log"), "");
});

afterEach(() => rmSync(machine, { recursive: true }));

describe("scripts/ensure-chromium", () => {
  it("installs Debian's own, once", () => {
    const first = run();
    expect(first.status).toBe(0);
    expect(log()).toEqual(["-o DPkg::Lock::Timeout=300 update", install]);
    expect(first.stdout).toContain(`ensure-chromium: ${machine}/chromium is Chromium 1.2`);
    expect(run().status).toBe(0);
    expect(log()).toHaveLength(2);
  });

  it("takes what there is, in the order of its names, and $CHROMIUM before all", () => {
    put("google-chrome", "echo Chrome 9");
    expect(run("--check").stdout).toBe(`ensure-chromium: ${machine}/google-chrome is Chrome 9\n`);
    put("mine", "echo Mine 3");
    expect(run("--check", join(machine, "mine")).stdout).toContain("mine is Mine 3");
    expect(log()).toEqual([]);
  });

  it("refuses a $CHROMIUM that does not run rather than taking another", () => {
    put("google-chrome", "echo Chrome 9");
    const { status, stderr } = run("", "/nowhere/chromium");
    expect(status).toBe(1);
    expect(stderr).toContain("CHROMIUM is /nowhere/chromium, which does not run");
  });

  it("only says with --check that there is none, and how to go on", () => {
    const { status, stderr } = run("--check");
    expect(status).toBe(1);
    expect(stderr).toContain("there is no Chromium; run scripts/ensure-chromium, or go on with BNSL_NO_CHROMIUM=1");
    expect(log()).toEqual([]);
  });

  it("prints the commands and runs none without root and sudo, and with --dry-run", () => {
    expect(run("--dry-run").status).toBe(0);
    put("id", "echo 1000");
    const { status, stdout, stderr } = run();
    expect(status).toBe(1);
    expect(stdout).toContain(`  env DEBIAN_FRONTEND=noninteractive apt-get ${install}\n`);
    expect(stderr).toContain("installing needs root, and there is no sudo");
    expect(log()).toEqual([]);
  });

  it("says why it installs none on Ubuntu, and without apt", () => {
    release("ID=ubuntu\n");
    expect(run().stderr).toContain("is only a snap");
    rmSync(join(machine, "apt-get"));
    expect(run().stderr).toContain("no apt-get to install one with");
    expect(log()).toEqual([]);
  });

  it("says so where what apt installed does not run, and for an unknown argument", () => {
    put("chromium", "exit 1");
    expect(run().stderr).toContain("there is still no Chromium that runs");
    expect(run("--force").stderr).toContain("unknown argument --force");
  });
});

function release(text: string): void {
  writeFileSync(join(machine, "os-release"), text);
}

function put(command: string, body: string): void {
  writeFileSync(join(machine, command), `#!${machine}/bash\n${body}\n`);
  chmodSync(join(machine, command), 0o755);
}

function run(argument = "", chromium = "") {
  const env = { PATH: machine, OS_RELEASE: join(machine, "os-release"), CHROMIUM: chromium };
  const args = argument === "" ? [] : [argument];
  return spawnSync(join(machine, "bash"), [script, ...args], { env, encoding: "utf8", input: "" });
}

function log(): string[] {
  const path = join(machine, "log");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
