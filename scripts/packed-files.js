/**
 * node scripts/packed-files.js LIST: checks what `npm pack --json` says is in the package. Nothing may be there that is not
 * named here, and nothing that a user needs may be missing. Prints size and count; exit code 1 with a line for each fault.
 */
import { readFileSync } from "node:fs";

const MOST_BYTES = 2_000_000; // packed: fonts and the demo's curves are most of it

const allowed = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/.+\.(js|d\.ts)$/,
  /^dist\/report\/[\w.-]+\.css$/,
  /^shaders\/(models\/)?\w+\.wgsl$/,
  /^src\/figure\/fonts\/[\w.-]+\.(ttf|woff2|txt)$/,
  /^src\/api\/bnsl\.py$/,
  /^bench\/suites\/default\.csv$/,
  /^scripts\/slurm\/[\w.-]+$/,
  /^docs\/[A-Z]+\.md$/,
  /^docs\/figures\/[\w.-]+\.(svg|png)$/,
];

const needed = [
  /^dist\/cli\/bin\.js$/,
  /^dist\/index\.(js|d\.ts)$/,
  /^dist\/core\/index\.(js|d\.ts)$/,
  /^dist\/node\/worker\.js$/,
  /^dist\/node\/parquetWorker\.js$/,
  /^dist\/report\/client\.js$/,
  /^dist\/report\/client\.css$/,
  /^shaders\/levenberg_marquardt\.wgsl$/,
  /^shaders\/models\/bnsl\.wgsl$/,
  /^src\/figure\/fonts\/.+\.ttf$/,
  /^src\/figure\/fonts\/.+\.woff2$/,
  /^src\/figure\/fonts\/OFL\.txt$/,
  /^src\/api\/bnsl\.py$/,
  /^bench\/suites\/default\.csv$/,
];

const [{ files, size, unpackedSize, entryCount }] = JSON.parse(readFileSync(process.argv[2], "utf8"));
const paths = files.map(({ path }) => path);
const faults = [
  ...paths
    .filter((path) => !allowed.some((pattern) => pattern.test(path)))
    .map((path) => `${path} is packed, and scripts/packed-files.js does not know what for`),
  ...needed
    .filter((pattern) => !paths.some((path) => pattern.test(path)))
    .map((pattern) => `nothing packed matches ${pattern}`),
  ...(size > MOST_BYTES ? [`the package has ${size} bytes: more than ${MOST_BYTES}`] : []),
];
const kB = (bytes) => `${Math.round(bytes / 1000)} kB`;
console.log(`${entryCount} files, ${kB(size)} packed, ${kB(unpackedSize)} unpacked`);
for (const fault of faults) console.error(`packed-files: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
