import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MODEL_NAMES } from "../../../src/core/forms/forms.js";
import { linkStage, SHADER_FILES, type ShaderSources, type Stage } from "../../../src/core/gpu/shader.js";
import { packageFile } from "../../../src/node/packageFiles.js";
import { bnslBy } from "../../support/kernel.js";

/** Every form brings a file of these names; the stages use whichever is linked. */
const MODELS = MODEL_NAMES.map((name) => `models/${name}`);
const FILES = [...SHADER_FILES, ...MODELS];
const sources: ShaderSources = Object.fromEntries(
  FILES.map((file) => [file, readFileSync(packageFile(`shaders/${file}.wgsl`), "utf8")]),
);

/** What functions are called in f64 besides the same in camel case. */
const IN_TYPESCRIPT: Readonly<Record<string, readonly string[]>> = {
  draw: ["drawBreaks", "drawM4"],
  include_row_SCOPE: ["include"],
  normal_quantile: ["drawnNormal"],
  sigma_factor: ["drawnSigmaFactor"],
};

describe.each(FILES)("the header of shaders/%s.wgsl", (file) => {
  it("lists the files that the code uses, all of them and no others", () => {
    expect(listed(sources[file], "Uses").sort()).toEqual(filesUsed(file).sort());
  });

  it("names its twin, which names it and has a function of the same name", () => {
    for (const twin of listed(sources[file], "Twin")) {
      expect(existsSync(packageFile(twin)), twin).toBe(true);
      const text = readFileSync(packageFile(twin), "utf8");
      expect(twinsOf(text)).toContain(file);
      const common = functionsOf(sources[file]).filter((name) => inTypeScript(name).some((it) => declares(text, it)));
      expect(common, twin).not.toEqual([]);
    }
  });

  it("is named by no other twin", () => {
    const naming = typeScriptFiles().filter((path) => twinsOf(readFileSync(packageFile(path), "utf8")).includes(file));
    expect(naming.sort()).toEqual(listed(sources[file], "Twin").sort());
  });
});

describe("shaders/", () => {
  it("has no file that is never linked", () => {
    const found = readdirSync(packageFile("shaders"), { recursive: true, encoding: "utf8" });
    expect(found.filter((name) => name.endsWith(".wgsl")).sort()).toEqual(FILES.map((file) => `${file}.wgsl`).sort());
  });

  it.each(["starts", "levenberg_marquardt", "resample"] as Stage[])(
    "links what %s uses, and what that uses",
    (stage) => {
      const code = linkStage(sources, stage, bnslBy(1));
      for (const file of withUsed(stage)) {
        for (const name of functionsOf(sources[file])) expect(code).toContain(`fn ${name.replace("SCOPE", "all")}(`);
      }
    },
  );
});

describe("the test of headers", () => {
  it("finds names of other files, but not fields, locals or words of a comment", () => {
    const code = "// mu\nfn f(lo: f32) -> f32 {\n  let step = lo + curve.hi;\n  return step + TINY;\n}\n";
    expect([...namesUsed(code)].filter((name) => ["mu", "lo", "hi", "step", "TINY", "curve"].includes(name))).toEqual([
      "curve",
      "TINY",
    ]);
  });
});

/** The files of a line "// Uses: a, b." or "// Twin: c." in the comment that a file begins with. */
function listed(source: string, what: "Uses" | "Twin"): string[] {
  const [header] = /^(\/\/.*\n)+/.exec(source) ?? [""];
  const line = new RegExp(`^// ${what}: (.+)\\.$`, "m").exec(header);
  expect(line, `a line "// ${what}: "`).not.toBeNull();
  return line![1] === "none" ? [] : line![1].split(", ");
}

/** The other files that declare a name which a file uses; "models" where each form's own does. */
function filesUsed(file: string): string[] {
  const own = declared(sources[file]);
  const used = [...namesUsed(sources[file])].filter((name) => !own.has(name));
  const from = (other: string) => used.filter((name) => declared(sources[other]).has(name));
  const shared = SHADER_FILES.filter((other) => other !== file && from(other).length > 0);
  // a model uses none but itself
  const models = MODELS.includes(file) ? [] : MODELS.filter((model) => from(model).length > 0);
  expect(models).toHaveLength(models.length === 0 ? 0 : MODELS.length);
  return models.length === 0 ? shared : [...shared, "models"];
}

function withUsed(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const used of filesUsed(file)) withUsed(used === "models" ? "models/bnsl" : used, found);
  return found;
}

const ATTRIBUTES = String.raw`(?:@\w+(?:\([^)]*\))?\s+)*`;

/** What a file declares for others, rotations in both of their scopes. */
function declared(source: string): Set<string> {
  const declaration = new RegExp(`^${ATTRIBUTES}(?:fn|const|struct|var(?:<[^>]*>)?)\\s+(\\w+)`, "gm");
  const names = [...withoutComments(source).matchAll(declaration)].map(([, name]) => name);
  return new Set(names.flatMap((name) => ["all", "linear"].map((scope) => name.replace("SCOPE", scope))));
}

/** Names in code, but for fields and, within a function, its parameters and variables. */
function namesUsed(source: string): Set<string> {
  const names = new Set<string>();
  for (const item of withoutComments(source).split(/^(?=@|fn |const |struct |var)/m)) {
    const isStruct = /^struct /.test(item);
    const isFunction = new RegExp(`^${ATTRIBUTES}fn `).test(item);
    const local = isFunction ? localNames(item) : new Set<string>();
    for (const [, name, colon] of item.matchAll(/(?<![.\w@])([A-Za-z_]\w*)(\s*:)?/g)) {
      if (!local.has(name) && !(isStruct && colon)) names.add(name);
    }
  }
  return names;
}

function localNames(item: string): Set<string> {
  const [head] = item.split("{");
  const parameters = [...head.matchAll(/(\w+)\s*:/g)];
  const variables = [...item.matchAll(/\b(?:let|var|const)\s+(\w+)/g)];
  return new Set([...parameters, ...variables].map(([, name]) => name));
}

function withoutComments(source: string): string {
  return source.replace(/\/\/.*$/gm, "");
}

function functionsOf(source: string): string[] {
  return [...source.matchAll(/^fn (\w+)\(/gm)].map(([, name]) => name);
}

/** Shaders that a file of TypeScript says to be the twin of, or the twin of a function in. */
function twinsOf(text: string): string[] {
  const words = text.replace(/\n\s*(\*|\/\/)/g, "");
  const shader = "`shaders/([\\w/]+)\\.wgsl`";
  const claims = words.matchAll(new RegExp(`twin of (?:\`\\w+\` in )?${shader}(?: and ${shader})?`, "gi"));
  return [...claims].flatMap(([, ...files]) => files.filter((file) => file !== undefined));
}

function inTypeScript(name: string): string[] {
  return [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), ...(IN_TYPESCRIPT[name] ?? [])];
}

function declares(text: string, name: string): boolean {
  return new RegExp(`^(export )?(function|const) ${name}\\b|^ +(private |protected )?${name}\\(`, "m").test(text);
}

function typeScriptFiles(): string[] {
  const names = readdirSync(packageFile("src/core"), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => `src/core/${name}`);
}
