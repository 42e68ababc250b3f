import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/ensure-vulkan", import.meta.url));
const main = "'http://archive.test/debian/dists/bookworm/main/binary-amd64/Packages.xz' x 0";
const updates = "'http://archive.test/debian/dists/bookworm-updates/main/binary-amd64/Packages.xz' x 0";
const backports = "'http://archive.test/debian/dists/bookworm-backports/main/binary-amd64/Packages.xz' x 0";
const vendor = "'http://vendor.test/dists/bookworm/main/binary-amd64/Packages.xz' x 0";
const install = "apt-get -o DPkg::Lock::Timeout=300 install -y -t bookworm-backports mesa-vulkan-drivers libvulkan1";

/** A machine made of stand-ins: every command that could look at or change the real one is replaced. */
let machine: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "ensure-vulkan-"));
  put("uname", "echo Linux");
  put("id", "echo 0");
  put("sudo", "exit 1");
  put("node", `[ -e "${machine}/driver" ] && echo "a driver"`);
  put("apt-config", `echo "folder='${machine}'"`);
  debian12({ targets: [vendor, main, updates], found: true });
});

afterEach(() => rmSync(machine, { recursive: true }));

describe("scripts/ensure-vulkan on Debian 12", () => {
  it("adds bookworm-backports from the machine's own archive and installs from it, once", () => {
    const first = run();
    expect(first.status).toBe(0);
    expect(list()).toMatch(/^deb (\[signed-by=\S+\] )?http:\/\/archive\.test\/debian bookworm-backports main\n$/);
    expect(log()).toEqual(["-o DPkg::Lock::Timeout=300 update", install.slice("apt-get ".length)]);
    expect(first.stdout).toContain("ensure-vulkan: Dawn finds an adapter: a driver");

    expect(run().status).toBe(0);
    expect(log()).toHaveLength(2);
  });

  it("adds no list where apt has the suite already", () => {
    debian12({ targets: [main, backports], found: true });
    expect(run().status).toBe(0);
    expect(existsSync(join(machine, "bookworm-backports.list"))).toBe(false);
    expect(log()).toHaveLength(2);
  });

  it("takes the list away again where the archive has no such suite", () => {
    debian12({ targets: [main], found: false });
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain("apt found no bookworm-backports at http://archive.test/debian");
    expect(existsSync(join(machine, "bookworm-backports.list"))).toBe(false);
    expect(log()).toEqual(["-o DPkg::Lock::Timeout=300 update"]);
  });

  it("prints the commands and runs none without root and sudo, and with --dry-run", () => {
    expect(run("--dry-run").status).toBe(0);
    put("id", "echo 1000");
    const { status, stdout, stderr } = run();
    expect(status).toBe(1);
    expect(stdout).toMatch(
      / {2}echo 'deb .* bookworm-backports main' \| tee \S+\n {2}apt-get -o DPkg::Lock::Timeout=300 update\n/,
    );
    expect(stdout).toContain(install);
    expect(stderr).toContain("installing needs root, and there is no sudo");
    expect(log()).toEqual([]);
  });
});

describe("scripts/ensure-vulkan elsewhere", () => {
  it("installs the system's own driver on other releases", () => {
    release("ID=ubuntu\nVERSION_CODENAME=noble\n");
    expect(run().status).toBe(0);
    expect(log()).toEqual([
      "-o DPkg::Lock::Timeout=300 update",
      "-o DPkg::Lock::Timeout=300 install -y mesa-vulkan-drivers libvulkan1",
    ]);
  });

  it("says so where the packages do not help", () => {
    put("node", "exit 1");
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain("Dawn still finds no adapter");
  });

  it("asks for npm ci where Dawn is not installed", () => {
    put("node", "exit 2");
    expect(run().stderr).toContain("run npm ci first");
    expect(log()).toEqual([]);
  });

  it("does nothing where there is a driver or none is needed, and --check only reports", () => {
    const missing = run("--check");
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain("there is no driver that Dawn accepts");
    put("uname", "echo Darwin");
    expect(run().stdout).toContain("there is nothing to install");
    put("uname", "echo Linux");
    writeFileSync(join(machine, "driver"), "");
    expect(run("--check").status).toBe(0);
    expect(run().status).toBe(0);
    expect(log()).toEqual([]);
  });
});

function debian12({ targets, found }: { targets: string[]; found: boolean }): void {
  release("ID=debian\nVERSION_CODENAME=bookworm\n");
  put(
    "apt-get",
    `case "$*" in
      "update --print-uris") cat <<'END'\n${targets.join("\n")}\nEND\n;;
      indextargets*) ${found ? "echo found" : "true"} ;;
      *) echo "$*" >> "${machine}/log"; case "$*" in *install*) touch "${machine}/driver" ;; esac ;;
    esac`,
  );
}

function release(text: string): void {
  writeFileSync(join(machine, "os-release"), text);
}

function put(command: string, body: string): void {
  writeFileSync(join(machine, command), `#!/bin/sh\n${body}\n`);
  chmodSync(join(machine, command), 0o755);
}

function run(...args: string[]) {
  const env = { PATH: `${machine}:/usr/bin:/bin`, OS_RELEASE: join(machine, "os-release") };
  return spawnSync("bash", [script, ...args], { env, encoding: "utf8", input: "" });
}

function list(): string {
  return readFileSync(join(machine, "bookworm-backports.list"), "utf8");
}

function log(): string[] {
  const path = join(machine, "log");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}
