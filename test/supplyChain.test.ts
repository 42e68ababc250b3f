import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFile } from "../src/node/packageFiles.js";
import { curvesCsv } from "./cli/harness.js";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { version?: string; resolved?: string; integrity?: string; hasInstallScript?: boolean }>
  >;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
const locked = Object.entries(lock.packages).filter(([path]) => path !== "");

describe("what is installed", () => {
  const exact = /^\d+\.\d+\.\d+$/;

  it("is named in one version, never in a range, a tag, an address or a path", () => {
    const named = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(named.filter(([, version]) => !exact.test(version))).toEqual([]);
    // what the expression refuses
    const loose = ["^1.2.3", "~1.2.3", ">=1.2.3", "1.x", "1.2", "*", "latest", "", "git+ssh://a/b", "file:../b"];
    expect(loose.filter((version) => exact.test(version))).toEqual([]);
  });

  it("is locked by a SHA-512 each, and comes from the registry that npm is told of", () => {
    expect(locked.length).toBeGreaterThan(100);
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))).toEqual([]);
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  /** Packages that would run something when they are installed, and why that is not needed. */
  const scripted = new Map([
    ["esbuild", "puts its binary in the place of a small script that starts it: a shortcut"],
    ["webgpu", "takes the quarantine flag off its binary on macOS: does nothing elsewhere"],
  ]);

  it("runs no script while it is installed", () => {
    const found = locked.filter(([, entry]) => entry.hasInstallScript).map(([path]) => lastName(path));
    expect(found.sort()).toEqual([...scripted.keys()]);
    // npm 10, which comes with Node 20, does not know allowScripts
    expect(readFileSync(".npmrc", "utf8")).toMatch(/^ignore-scripts=true$/m);
    expect(manifest.allowScripts).toEqual(Object.fromEntries(found.map((name) => [name, false])));
    for (const name of found) expect(readFileSync("docs/DEPENDENCIES.md", "utf8")).toContain(`\`${name}\``);
  });
});

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

describe("the sources", () => {
  const network =
    /\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|["'](?:node:)?(?:net|tls|http|https|http2|dns|dgram|inspector)(?:\/promises)?["']|@import\s+(?!"\.\/)|url\(\s*["']?(?:https?:|\/\/)/;
  const address = /\bhttps?:\/\/(?!www\.w3\.org\/)[\w.-]+/g;
  const sources = [...filesUnder("src"), ...filesUnder("shaders")].filter(
    (path) => ![".ttf", ".woff2", ".txt"].includes(extname(path)),
  );

  it("neither open a connection nor name an address", () => {
    expect(sources.length).toBeGreaterThan(100);
    const found = sources.filter((path) => {
      const text = readFileSync(path, "utf8");
      return network.test(text) || text.match(address) !== null;
    });
    expect(found).toEqual([]);
  });

  it.each([
    'import { get } from "node:https";',
    "await fetch (place)",
    'const net = require("net")',
    "navigator.sendBeacon(place)",
    "@import 'other.css';",
    "background: url(//elsewhere/a.png)",
  ])("would be found with %s in them", (text) => {
    expect(network.test(text)).toBe(true);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("a process that no network is allowed", () => {
  const source = fileURLToPath(new URL("support/noNetwork.ts", import.meta.url));
  const built = existsSync(packageFile("dist/report/client.js"));
  let folder: string;
  const hook = () => join(folder, "noNetwork.mjs");
  const log = () => join(folder, "network.log");

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bnsl-offline-"));
    writeFileSync(join(folder, "curves.csv"), curvesCsv([12, 12]));
    // threads preload no TypeScript
    writeFileSync(hook(), transformSync(readFileSync(source, "utf8"), { loader: "ts" }).code);
    // a report wants the page's bundle: of a checkout that was not built, it is made here
    if (!built) spawnSync(process.execPath, ["scripts/bundle-page.js"], { stdio: "inherit" });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const node = (...words: string[]) => run([process.execPath, ...words]);
  const bnsl = (...words: string[]) => node("--import", "tsx", packageFile("src/cli/bin.ts"), ...words, "--quiet");

  it("fits, tests breaks, draws and reports all the same, and never looks for one", async () => {
    const [csv, fits, tests, page] = ["curves.csv", "fits.arrow", "tests.arrow", "report.html"].map((name) =>
      join(folder, name),
    );
    const cpu = ["--engine", "cpu", "--threads", "1"];
    await bnsl("fit", csv, "--breaks", "0,1", "--starts", "16", ...cpu, "-o", fits);
    await bnsl("test-breaks", csv, "--fits", fits, "--breaks", "0", "--resamples", "19", ...cpu, "-o", tests);
    await bnsl("plot", fits, "--format", "png", "-o", join(folder, "plots"));
    await bnsl("report", fits, "--breaks-test", tests, "-o", page);
    expect(readdirSync(join(folder, "plots")).length).toBeGreaterThan(0);
    expect(existsSync(log())).toBe(false);
    // names of XML are no addresses that anything is loaded from
    const addresses = readFileSync(page, "utf8").match(/\bhttps?:\/\/[\w.-]+/g) ?? [];
    expect([...new Set(addresses)].filter((address) => address !== "http://www.w3.org")).toEqual([]);
  }, 180_000);

  it.each([
    ["fetch", "fetch('http://192.0.2.1/')"],
    ["a connection", "require('node:http').get('http://192.0.2.1/')"],
    ["a name", "require('node:dns').lookup('example.invalid', () => {})"],
    ["a datagram", "require('node:dgram').createSocket('udp4')"],
    [
      "a thread's fetch",
      "new (require('node:worker_threads').Worker)(new URL('data:text/javascript,fetch(1)'), { execArgv: [] })",
    ],
    [
      "a child's fetch",
      "process.exitCode = require('node:child_process').spawnSync(process.execPath, ['-e', 'fetch(1)'], { stdio: 'inherit' }).status",
    ],
  ])("is caught when it looks for %s", async (_, script) => {
    rmSync(log(), { force: true });
    await expect(node("-e", script)).rejects.toThrow("this test allows no network");
    expect(readFileSync(log(), "utf8")).not.toBe("");
    rmSync(log());
  });

  /** Without interfaces, too, where the system lets a user make such a place (`unshare -rn`). */
  const bare = spawnSync("unshare", ["-rn", "true"]).status === 0 ? ["unshare", "-rn"] : [];

  async function run(words: readonly string[]): Promise<string> {
    const [command, ...rest] = [...bare, ...words];
    const env = {
      ...process.env,
      NODE_OPTIONS: `--import ${JSON.stringify(hook())}`,
      BNSL_TEST_NETWORK_LOG: log(),
    };
    return (await promisify(execFile)(command, rest, { env, encoding: "utf8" })).stdout;
  }
});
