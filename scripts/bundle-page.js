/**
 * Bundles what a report runs in the browser (src/report/client): one script, one style sheet.
 *
 *   node scripts/bundle-page.js [FOLDER]     into FOLDER, dist/report where it is left out
 */
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

await build({
  absWorkingDir: root,
  entryPoints: { client: "src/report/client/main.tsx" },
  outdir: process.argv[2] ?? "dist/report",
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  banner: {
    js: "/*! bnsl, MIT. Contains Preact (MIT, Jason Miller) and d3-scale, d3-shape and what they need (ISC, Mike Bostock). */",
  },
  logLevel: "warning",
});
