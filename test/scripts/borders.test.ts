import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";
import { packageFile } from "../../src/node/packageFiles.js";

/** Without types: the rules of the borders need none, and a planted file is in no project. */
const eslint = new ESLint({ cwd: packageFile(""), overrideConfig: tseslint.configs.disableTypeChecked });
const BORDERS = ["@typescript-eslint/no-restricted-imports", "no-restricted-syntax", "no-restricted-globals"];

async function faults(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(`${text}\n`, { filePath: packageFile(file) });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.map(({ ruleId }) => ruleId ?? "").filter((rule) => BORDERS.includes(rule));
}

const [IMPORT, SYNTAX, GLOBAL] = BORDERS;

describe("the borders of the shelves", () => {
  it.each([
    ["core", "src/core/planted.ts", 'import { readFileSync } from "node:fs";', IMPORT],
    ["core, deep inside", "src/core/forms/bnsl/planted.ts", 'export { x } from "../../../tables/read.js";', IMPORT],
    ["core by type", "src/core/rows/planted.ts", 'import type { X } from "../../curves/load.js";', IMPORT],
    ["core by a type in place", "src/core/planted.ts", 'type X = import("../curves/load.js").X;', SYNTAX],
    ["core by a package", "src/core/planted.ts", 'import { tableFromIPC } from "apache-arrow";', IMPORT],
    ["core by the public entry", "src/core/planted.ts", 'import { fit } from "../index.js";', IMPORT],
    ["uncertainty by its neighbour", "src/uncertainty/planted.ts", 'import "../suite/plan.js";', IMPORT],
    ["suite", "src/suite/planted.ts", 'import "../uncertainty/audit.js";', IMPORT],
    ["formats", "src/formats/planted.ts", 'import "node:fs/promises";', IMPORT],
    ["curves", "src/curves/planted.ts", 'import "../tables/read.js";', IMPORT],
    ["tables", "src/tables/planted.ts", 'import { openSource } from "../node/files.js";', IMPORT],
    ["run", "src/run/planted.ts", 'import { openEngine } from "../node/engines.js";', IMPORT],
    ["run, late", "src/run/planted.ts", 'const engines = await import("../node/engines.js");', SYNTAX],
    ["run, late, by a path in a template", "src/run/planted.ts", "await import(`../node/engines.js`);", SYNTAX],
    ["run, late, by a path that is put together", "src/run/planted.ts", 'await import("../no" + "de/run.js");', SYNTAX],
    ["the public entry, late", "src/index.ts", "await import(`./cli/main.js`);", SYNTAX],
    ["run by a package of Node", "src/run/planted.ts", 'import Piscina from "piscina";', IMPORT],
    ["merge", "src/merge/planted.ts", 'import "../text/labels.js";', IMPORT],
    ["figure", "src/figure/Planted.tsx", 'import { embeddedFaces } from "../node/packageFiles.js";', IMPORT],
    ["text", "src/text/planted.ts", 'import "../report/html.js";', IMPORT],
    ["report", "src/report/planted.ts", 'import "node:zlib";', IMPORT],
    ["the page's script", "src/report/client/curve/Planted.tsx", 'import "../../../node/files.js";', IMPORT],
    ["node by the API", "src/node/spool/planted.ts", 'import "../../api/input.js";', IMPORT],
    ["node by the commands", "src/node/planted.ts", 'import "../cli/io.js";', IMPORT],
    ["api", "src/api/planted.ts", 'const main = await import("../cli/main.js");', SYNTAX],
    ["the public entry", "src/index.ts", 'export { main } from "./cli/main.js";', IMPORT],
    ["the parser of commands", "src/text/planted.ts", 'import { Command } from "commander";', IMPORT],
    ["an excused file, beyond what it is excused for", "src/tables/write.ts", 'import "../report/html.js";', IMPORT],
    ["a global of Node", "src/uncertainty/planted.ts", "export const bytes = Buffer.alloc(1);", GLOBAL],
    ["a global of Node by another name", "src/suite/planted.ts", "export const { Buffer } = globalThis;", GLOBAL],
    ["a property of the global object", "src/core/planted.ts", "globalThis.Buffer.alloc(1);", GLOBAL],
    ["a folder of four levels", "src/core/a/b/c/planted.ts", 'import "../../../../tables/read.js";', SYNTAX],
    ["a folder of six levels", "src/report/a/b/c/d/e/Planted.tsx", 'import "node:fs";', SYNTAX],
    ["an old import", "src/core/planted.ts", 'import fs = require("node:fs");', IMPORT],
  ])("are held: %s", async (_, file, text, rule) => {
    expect(await faults(file, text)).toContain(rule);
  });

  it.each([
    ["src/core/forms/planted.ts", 'import { InputError } from "../errors.js";'],
    ["src/run/planted.ts", 'import { storeOf } from "../curves/curveStore.js";'],
    ["src/report/client/curve/Planted.tsx", 'import { query } from "../curves/query.js";'],
    ["src/figure/Planted.tsx", 'import { scaleLog } from "d3-scale";'],
    ["src/tables/write.ts", 'import { writeFile } from "../node/files.js";'],
    ["src/node/spool/planted.ts", 'import { open } from "node:fs/promises";'],
    ["src/node/planted.ts", 'import type { FitRun } from "../run/fitRun.js";'],
    ["src/api/planted.ts", 'import { openSource } from "../node/files.js";'],
    ["src/cli/commands/planted.ts", 'const { toCurveSet } = await import("../../api/input.js");'],
  ])("let a lawful import of %s pass", async (file, text) => {
    expect(await faults(file, text)).toEqual([]);
  });
});
