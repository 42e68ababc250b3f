import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, Partial<Manifest> & { license?: string; integrity?: string }>>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
const page = readFileSync("docs/DEPENDENCIES.md", "utf8");

describe("docs/DEPENDENCIES.md", () => {
  it.each([
    ["Installed with bnsl", manifest.dependencies],
    ["For development only", manifest.devDependencies],
  ])("%s: names what package.json does, in the same versions and with their licences", (title, named) => {
    const rows = tableUnder(title);
    expect(Object.fromEntries(rows.map(([name, version]) => [name, version]))).toEqual(named);
    for (const [name, , licence] of rows) {
      expect(lock.packages[`node_modules/${name}`]?.license, name).toBe(licence);
    }
    for (const row of rows) expect(row.every((cell) => cell !== "")).toBe(true);
  });
});

describe("package-lock.json", () => {
  it("asks for what package.json does, and knows the hash of every package", () => {
    expect(lock.packages[""]).toMatchObject({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

/** The cells of the table under a heading, its own heads left out. */
function tableUnder(title: string): string[][] {
  const [, rest] = page.split(`## ${title}\n`);
  const lines = rest.split("\n## ", 1)[0].split("\n");
  const rows = lines.filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
