import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/ensure-noop-gpu", import.meta.url));
const install = "-o DPkg::Lock::Timeout=300 install -y --no-install-recommends mesa-drm-shim/bookworm-backports";

/** A machine made of stand-ins: nothing of the real one is looked at but bash itself and env. */
let machine: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "ensure-noop-"));
  for (const tool of ["bash", "env"]) symlinkSync(`/usr/bin/${tool}`, join(machine, tool));
  mkdirSync(join(machine, "lib/x86"), { recursive: true });
  put("id", "echo 0");
  put("uname", "echo Linux");
  put("sudo", "exit 1");
  release("ID=debian\nVERSION_CODENAME=bookworm\n");
  const library = `${machine}/lib/x86/libamdgpu_noop_drm_shim.so`;
  put("apt-get", `echo "$*" >> "${machine}/log"\ncase "$*" in *install*) : > "${library}" ;; esac`);
  writeFileSync(join(machine, "log"), "");
});

afterEach(() => rmSync(machine, { recursive: true }));

describe("scripts/ensure-noop-gpu", () => {
  it("installs the package of the installed Mesa, once, and waits for another apt-get", () => {
    const first = run();
    expect(first.status, first.stderr).toBe(0);
    expect(log()).toEqual(["-o DPkg::Lock::Timeout=300 update", install]);
    expect(first.stdout).toContain(`there is ${machine}/lib/x86/libamdgpu_noop_drm_shim.so`);
    expect(run().status).toBe(0);
    expect(log()).toHaveLength(2);
  });

  it("takes another release's own", () => {
    release("ID=debian\nVERSION_CODENAME=trixie\n");
    expect(run().status).toBe(0);
    expect(log()[1]).toMatch(/ mesa-drm-shim$/);
  });

  it.each<[string, () => void, string]>([
    ["apt-get has no such package", () => put("apt-get", "exit 100"), "apt-get has no mesa-drm-shim"],
    ["the package has no such library", () => put("apt-get", "exit 0"), "is installed, but has no"],
    ["there is no apt-get", () => rmSync(join(machine, "apt-get")), "there is no apt-get"],
    ["nobody is root", () => put("id", "echo 1000"), "installing needs root"],
    ["this is no Linux", () => put("uname", "echo Darwin"), "for Linux only"],
  ])("says plainly that it is skipped, and ends well, where %s", (_, make, why) => {
    make();
    const { status, stdout } = run();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ensure-noop-gpu: skipped: .*the tests of a GPU that does nothing are left out$/m);
    expect(stdout).toContain(why);
  });

  it("only says with --check that there is none, prints with --dry-run, and refuses what it does not know", () => {
    expect(run("--check")).toMatchObject({ status: 1 });
    expect(run("--dry-run").stdout).toContain(`apt-get ${install}\n`);
    expect(log()).toEqual([]);
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

function run(...args: string[]) {
  const env = { PATH: machine, OS_RELEASE: join(machine, "os-release"), LIBRARIES: join(machine, "lib") };
  return spawnSync(join(machine, "bash"), [script, ...args], { env, encoding: "utf8", input: "" });
}

function log(): string[] {
  return readFileSync(join(machine, "log"), "utf8").split("\n").filter(Boolean);
}
