import { builtinModules } from "node:module";
import tseslint from "typescript-eslint";

/** The shelves of src, the lowest first. A file imports from its own shelf and from those in rows above it here. */
const SHELVES = [
  ["core"],
  ["uncertainty", "suite"],
  ["forecast"],
  ["formats"],
  ["curves"],
  ["tables"],
  ["run"],
  ["merge"],
  ["figure"],
  ["text"],
  ["report"],
  ["node"],
  ["api"],
  ["cli"],
];

/** What only Node can load. The shelves below `node` run in a browser too. */
const ONLY_NODE = String.raw`node:|(webgpu|piscina|@resvg/resvg-js|${builtinModules.join("|")})(/|$)`;
const ONLY_CLI = "(commander|cli-progress)(/|$)";

/**
 * Files below `node` that may name it and Node's modules until the browser's page comes: those that read, write or pack
 * files, and those that use a helper of Node for which a browser needs another.
 */
const UNTIL_THE_PAGE = [
  "src/formats/arrow.ts", // reads a file piece by piece: node:fs/promises
  "src/formats/parquet.ts", // asks for a file's size; decodes on a thread
  "src/tables/race.ts", // reads a file
  "src/tables/rawTable.ts", // reads a file
  "src/tables/write.ts", // writes a file
  "src/merge/merge.ts", // isDeepStrictEqual of node:util
  "src/merge/shardTable.ts", // reads a file
  "src/text/summary.ts", // styleText of node:util
  "src/report/html.ts", // hash of the page's script: node:crypto
  "src/report/pack.ts", // gzip: node:zlib
];

/** Deep enough for src/report/client/curve/. Deeper folders are refused: their imports would be checked by nothing. */
const DEPTHS = [1, 2, 3];

export default tseslint.config(
  { ignores: ["dist", "coverage", "node_modules", "bench/results", ".gpu", "out"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", "scripts/*.js", "test/support/*.mjs"] },
      },
    },
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["src/*.ts"], rules: imports([String.raw`\./cli/`, ONLY_CLI], "only src/cli may import this") },
  ...SHELVES.flat().flatMap(borders),
  {
    files: ["ts", "tsx"].map((ending) => `src/${"*/".repeat(Math.max(...DEPTHS) + 1)}**/*.${ending}`),
    rules: { "no-restricted-syntax": ["error", { selector: "Program", message: "add this depth to DEPTHS" }] },
  },
  // Buffers and the standard streams of formats and tables follow with their files.
  ...SHELVES.slice(0, rowOf("node"))
    .flat()
    .filter((shelf) => !["formats", "tables"].includes(shelf))
    .map((shelf) => ({
      files: filesOf(shelf, "/**"),
      rules: { "no-restricted-globals": ["error", "Buffer", "process", "global", "globalThis", "setImmediate"] },
    })),
  { files: ["**/*.js", "**/*.mjs"], ...tseslint.configs.disableTypeChecked },
);

/** The borders of a shelf: a block for each depth, because an import names another shelf by its way up to src. */
function borders(shelf) {
  const above = SHELVES.flat().filter((other) => other !== shelf && rowOf(other) >= rowOf(shelf));
  const message = `src/${shelf} may not import this: see SHELVES in eslint.config.js`;
  return DEPTHS.flatMap((depth) => {
    const up = String.raw`(\.\./){${depth}}`;
    const to = (shelves) => shelves.map((other) => `${up}${other}/`);
    const patterns = [...to(above), `${up}index`, ...packagesNotFor(shelf)];
    const excused = UNTIL_THE_PAGE.filter((file) => file.startsWith(`src/${shelf}/`) && depthOf(file) === depth);
    const files = filesOf(shelf, "/*".repeat(depth - 1));
    const rest = [...to(above.filter((other) => other !== "node")), `${up}index`, ONLY_CLI];
    return [
      { files, rules: imports(patterns, message) },
      ...(excused.length === 0 ? [] : [{ files: excused, rules: imports(rest, message) }]),
    ];
  });
}

/** What of `node_modules` and of Node a shelf may not import. */
function packagesNotFor(shelf) {
  if (shelf === "core") return ["[^.]"];
  if (shelf === "cli") return [];
  return rowOf(shelf) < rowOf("node") ? [ONLY_NODE, ONLY_CLI] : [ONLY_CLI];
}

/**
 * Forbids imports whose path begins with one of the patterns: static, dynamic, and of types; and those whose path is put
 * together as the code runs, which nothing can check.
 */
function imports(patterns, message) {
  const regex = `^(${patterns.join("|")})`;
  const literal = `[value=/${regex.replaceAll("/", String.raw`\/`)}/]`;
  const selectors = [`ImportExpression > Literal${literal}`, `TSImportType Literal${literal}`];
  return {
    "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ regex, message }] }],
    "no-restricted-syntax": [
      "error",
      ...selectors.map((selector) => ({ selector, message })),
      { selector: "ImportExpression[source.type!='Literal']", message: "write the path of an import as a string" },
    ],
  };
}

function rowOf(shelf) {
  return SHELVES.findIndex((row) => row.includes(shelf));
}

function filesOf(shelf, below) {
  return ["ts", "tsx"].map((ending) => `src/${shelf}${below}/*.${ending}`);
}

function depthOf(file) {
  return file.split("/").length - 2;
}
